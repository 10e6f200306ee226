"""URL paths from ids and names."""

from __future__ import annotations

from urllib.parse import quote

from pulumi_backups.errors import BackupsError, one_line


def path_of(*parts: str) -> str:
    """The path of these parts. Each is escaped as a whole, so none can lead to another path.

    Raises BackupsError if a part cannot be part of a path.
    """
    try:
        if all(map(is_part, parts)):
            return "".join("/" + quote(part, safe="") for part in parts)
    except UnicodeEncodeError:
        # Half of a surrogate pair: no URL can hold it.
        pass
    wrong = next((part for part in parts if not is_part(part)), parts)
    raise BackupsError(f"{one_line(ascii(wrong), 60)} cannot be part of a path; an id or a name is empty or wrong.")


def is_part(part: object) -> bool:
    """Whether a path can hold it as one part: text, not empty, and neither "." nor ".."."""
    return isinstance(part, str) and part not in ("", ".", "..")
