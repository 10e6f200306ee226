"""Backups as code: Pulumi resources for PlanetScale backup policies and Northflank backup schedules."""

from importlib import import_module
from typing import TYPE_CHECKING

from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from pulumi_backups import northflank, planetscale

__version__ = "0.1.0"

__all__ = ["BackupsError", "northflank", "planetscale"]

if not TYPE_CHECKING:
    # For type checkers, every name would exist with it.
    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return __all__
