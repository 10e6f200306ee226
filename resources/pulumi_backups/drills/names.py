"""The names of copies: `drill-20260131-1f0c9a7be2d4`. A name says by itself that this tool made it.

The last six digits are a checksum of the rest and of the place. So a copy is found again after a `kill -9`, without a
file that somebody would have to keep, and a branch that a person named `drill-20260131-test` is never taken for one.
"""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from secrets import token_hex

NAME = re.compile(r"(drill-[0-9]{8}-[0-9a-f]{6})([0-9a-f]{6})")


def new_name(place: str, today: date) -> str:
    """A name for a copy. `place`: what the copy is made in, such as a database or a project.

    It must be what the vendor itself calls the place, because `is_copy` gets that from the vendor's lists. Only upper
    and lower case make no difference.
    """
    stem = f"drill-{today:%Y%m%d}-{token_hex(3)}"
    return stem + _checksum(stem, place)


def is_copy(name: str, place: str) -> bool:
    """Whether this tool made the name for a copy in this place."""
    parts = NAME.fullmatch(name)
    return parts is not None and parts[2] == _checksum(parts[1], place)


def _checksum(stem: str, place: str) -> str:
    return sha256(f"pulumi-backups drill {place.casefold()} {stem}".encode()).hexdigest()[:6]
