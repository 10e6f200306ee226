"""The vendors that the suites go through: those of the product, and the fixture `newvendor`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tests.newvendor.activation import activate
from tests.vendor import Vendor

NAMES = activate()


def has_file(name: str, file: str) -> bool:
    """Whether the vendor's test folder has this module."""
    return find_spec(f"tests.{name}") is not None and find_spec(f"tests.{name}.{file}") is not None


# tests/structure/test_vendors.py says what is missing.
VENDORS: dict[str, Vendor] = {
    name: import_module(f"tests.{name}.kinds").VENDOR for name in NAMES if has_file(name, "kinds")
}
