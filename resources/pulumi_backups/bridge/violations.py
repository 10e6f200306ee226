"""What is wrong with an input, in the words that Pulumi shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_backups.errors import one_line

# The longest foreign text that a message about an input quotes, in characters.
MAX_SHOWN = 40


@dataclass(frozen=True)
class Violation:
    """Why an input is refused.

    words: what would be right. value: the wrong value, if one value is wrong.
    """

    property: str
    words: str
    value: Any = None

    def reason(self) -> str:
        """The words, and the value if Pulumi does not show it: Pulumi shows only the value of a whole property."""
        if self.value is None or not (isinstance(self.value, WrongType) or re.search(r"[.\[]", self.property)):
            return self.words
        return f"{self.words}, not {self.value if isinstance(self.value, WrongType) else quoted(self.value)}"


@dataclass(frozen=True)
class WrongType:
    """A value whose type is wrong, which Pulumi's own message does not show: it prints 1 and "1" alike."""

    value: Any

    def __str__(self) -> str:
        if isinstance(self.value, str):
            return f"the text {quoted(self.value)}"
        if isinstance(self.value, list):
            return "a list"
        return "a mapping" if isinstance(self.value, Mapping) else quoted(self.value)


@dataclass(frozen=True)
class InputWarning:
    """Why the vendor may refuse an input: its documents disagree. The operation continues."""

    property: str
    words: str


Violations = Iterator[Violation | InputWarning]


def quoted(value: Any) -> str:
    """A value as a message quotes it: short, on one line, text in double quotes."""
    return one_line(f'"{value}"' if isinstance(value, str) else str(value), MAX_SHOWN)


def quoted_choices(choices: tuple[str, ...]) -> str:
    """`"hour", "day" or "week"`."""
    *first, last = (f'"{choice}"' for choice in choices)
    return f"{', '.join(first)} or {last}" if first else last
