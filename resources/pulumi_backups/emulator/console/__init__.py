"""The page at the emulator's root, which replaces the vendors' web consoles."""
