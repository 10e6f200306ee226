"""A local server that stands in for PlanetScale's and Northflank's backup APIs."""

from __future__ import annotations

from .app import create_app
from .server import serve

__all__ = ["create_app", "serve"]
