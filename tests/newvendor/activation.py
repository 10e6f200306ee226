"""Makes `newvendor` a vendor of this process, as its two folders in the product and its name in the list would.

Python finds `resources/newvendor` as `pulumi_backups.newvendor`, and `emulator/newvendor` as
`pulumi_backups.emulator.newvendor`. These are their names when they are in the product. So the name in the list is the
only edit of the product.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pulumi_backups
import pulumi_backups.emulator
import pulumi_backups.vendors

NAME = "newvendor"
FOLDER = Path(__file__).parent
# Whatever has imported the list already does not see the new name.
READERS = ("pulumi_backups.emulator.vendors", "tools.generate.__main__")


def activate() -> tuple[str, ...]:
    """Adds the folders to their packages and the name to the list of vendors. Returns the list."""
    early = [module for module in READERS if module in sys.modules]
    if early:
        raise RuntimeError(f"{' and '.join(early)} imported the list of vendors before {NAME} was in it")
    pulumi_backups.__path__.append(str(FOLDER / "resources"))
    pulumi_backups.emulator.__path__.append(str(FOLDER / "emulator"))
    pulumi_backups.vendors.VENDORS = (*pulumi_backups.vendors.VENDORS, NAME)
    return pulumi_backups.vendors.VENDORS
