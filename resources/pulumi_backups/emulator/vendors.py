"""The vendors of the emulator: the `VENDOR` of the folder of each name in the one list of vendors."""

from __future__ import annotations

from importlib import import_module

from ..vendors import VENDORS as NAMES
from .vendor import Vendor

VENDORS: tuple[Vendor, ...] = tuple(import_module(f"{__package__}.{name}").VENDOR for name in NAMES)
