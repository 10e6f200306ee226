"""The vendors of the emulator. Another vendor is a folder and a name here."""

from __future__ import annotations

from . import northflank, planetscale
from .vendor import Vendor

VENDORS: tuple[Vendor, ...] = (planetscale.VENDOR, northflank.VENDOR)
