"""The vendors that there are. Another one is a folder, and a name here."""

from __future__ import annotations

from . import northflank, planetscale
from .call import Vendor

VENDORS: tuple[Vendor, ...] = (planetscale.VENDOR, northflank.VENDOR)
