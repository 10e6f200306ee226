"""Ids in each vendor's shape: the same in every run from an empty file, never the same twice in one file."""

from __future__ import annotations

import hashlib

from .store import Store

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def short(store: Store) -> str:
    """Twelve of a-z and 0-9, as PlanetScale writes public ids."""
    digest = hashlib.sha256(f"planetscale {store.count('objects')}".encode()).digest()
    return "".join(ALPHABET[byte % 36] for byte in digest[:12])


def hexadecimal(store: Store) -> str:
    """24 hexadecimal digits, as Northflank writes ids."""
    return hashlib.sha256(f"northflank {store.count('objects')}".encode()).hexdigest()[:24]
