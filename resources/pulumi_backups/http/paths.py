"""Paths of requests."""

from __future__ import annotations

from urllib.parse import quote

from pulumi_backups.errors import BackupsError


def path_of(*parts: str) -> str:
    """A path from its parts, each escaped whole, so that none can lead elsewhere."""
    for part in parts:
        if part in ("", ".", ".."):
            raise BackupsError(f"{part!r} cannot be part of a path; an id or a name is empty or wrong.")
    return "".join("/" + quote(part, safe="") for part in parts)
