"""The page at the emulator's root, which stands in for the vendors' web consoles."""
