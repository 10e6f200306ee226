"""Ids of new objects: the same in every run from an empty store, and never the same twice in one store."""

from __future__ import annotations

import hashlib

from .store import Store


def digest(store: Store, prefix: str) -> bytes:
    """32 bytes for the next object, from which a vendor makes an id in its own format. `prefix` names the vendor."""
    return hashlib.sha256(f"{prefix} {store.next_number('objects')}".encode()).digest()
