"""Ids in Northflank's format."""

from __future__ import annotations

from .. import ids
from ..store import Store


def new_id(store: Store) -> str:
    """24 hexadecimal digits."""
    return ids.digest(store, "northflank").hex()[:24]
