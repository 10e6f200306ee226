"""The only list of vendors. Each has a folder of this name here, and one in `emulator`."""

VENDORS: tuple[str, ...] = ("planetscale", "northflank")
