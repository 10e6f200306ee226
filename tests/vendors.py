"""The vendors that the suites go through: those of the product, and the fixture `newvendor`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tests.newvendor.activation import activate
from tests.vendor import Vendor

NAMES = activate()


def is_described(name: str) -> bool:
    """Whether the vendor's test folder has the file `kinds.py`."""
    return find_spec(f"tests.{name}") is not None and find_spec(f"tests.{name}.kinds") is not None


# tests/structure/test_vendors.py says which vendor is not described.
VENDORS: dict[str, Vendor] = {name: import_module(f"tests.{name}.kinds").VENDOR for name in NAMES if is_described(name)}
