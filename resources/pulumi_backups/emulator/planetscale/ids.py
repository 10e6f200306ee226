"""Ids in PlanetScale's format."""

from __future__ import annotations

from .. import ids
from ..store import Store

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def new_id(store: Store) -> str:
    """Twelve characters of a-z and 0-9."""
    return "".join(ALPHABET[byte % 36] for byte in ids.digest(store, "planetscale")[:12])
