"""Paths of requests."""

from __future__ import annotations

from urllib.parse import quote

from pulumi_backups.errors import BackupsError, one_line


def path_of(*parts: str) -> str:
    """A path from its parts, each escaped whole, so that none can lead elsewhere."""
    try:
        if all(map(is_part, parts)):
            return "".join("/" + quote(part, safe="") for part in parts)
    except UnicodeEncodeError:
        # Half of a surrogate pair, which no URL can hold.
        pass
    wrong = next((part for part in parts if not is_part(part)), parts)
    raise BackupsError(f"{one_line(ascii(wrong), 60)} cannot be part of a path; an id or a name is empty or wrong.")


def is_part(part: object) -> bool:
    """Whether it can name an object in a path: text, and neither empty nor a step to elsewhere."""
    return isinstance(part, str) and part not in ("", ".", "..")
