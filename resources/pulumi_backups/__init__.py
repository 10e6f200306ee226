"""Backups as code: Pulumi resources for PlanetScale backup policies and Northflank backup schedules."""

from importlib import import_module
from typing import TYPE_CHECKING

from pulumi_backups.errors import BackupsError
from pulumi_backups.vendors import VENDORS

__version__ = "0.1.0"

__all__ = ["BackupsError"]

# For type checkers, every name would exist with it.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A vendor's package, loaded with its first use."""
        if name not in VENDORS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    """What completion shows: no internal module."""
    return [*__all__, *VENDORS]
