"""Python expressions as source text, laid out as the formatters ruff and black do it at 120 columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 120
INDENT = "    "


class Code(str):
    """An expression as it stands in the source: a name, or an f-string."""

    __slots__ = ()


@dataclass(frozen=True)
class Call:
    """A call. The name of its positional argument is empty."""

    function: str
    arguments: Mapping[str, Any]


def laid_out(value: Any, margin: str = "", before: str = "", after: str = "") -> str:
    """The lines of an expression: Code, a Call, text, a number, True, a list, a tuple or a mapping.

    margin: the indentation of all its lines. before, after: what its first and its last line have around it.
    """
    flat = f"{margin}{before}{one_line(value)}{after}"
    parts = list(_parts(value))
    if width_of(flat) <= WIDTH or not parts:
        return flat
    opening, closing = _brackets(value)
    inner = margin + INDENT
    if isinstance(value, Call):
        together = inner + ", ".join(f"{key}{one_line(part)}" for key, part in parts)
        if width_of(together) <= WIDTH:
            return "\n".join((f"{margin}{before}{opening}", together, f"{margin}{closing}{after}"))
    lines = [laid_out(part, inner, key, ",") for key, part in parts]
    return "\n".join((f"{margin}{before}{opening}", *lines, f"{margin}{closing}{after}"))


def one_line(value: Any) -> str:
    """An expression on one line, however long."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, str):
        return text(value)
    if not isinstance(value, Call | Mapping | list | tuple):
        return repr(value)
    opening, closing = _brackets(value)
    parts = ", ".join(f"{key}{one_line(part)}" for key, part in _parts(value))
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    return f"{opening}{parts}{comma}{closing}"


def text(value: str) -> str:
    """A string literal, in double quotes unless single ones need fewer escapes."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + "".join(_escaped(letter, quote) for letter in value) + quote


def joined(*parts: str) -> str:
    """Texts and expressions joined: as a text, as the only expression, or as an f-string."""
    if not any(isinstance(part, Code) for part in parts):
        return "".join(parts)
    if len(parts) == 1:
        return parts[0]
    return Code("f" + text("".join(f"{{{part}}}" if isinstance(part, Code) else _doubled(part) for part in parts)))


def _doubled(part: str) -> str:
    return part.replace("{", "{{").replace("}", "}}")


def width_of(line: str) -> int:
    """The columns that a line takes: East Asian wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in line
    )


def _escaped(letter: str, quote: str) -> str:
    if letter in ("\\", quote):
        return f"\\{letter}"
    return letter if letter.isprintable() else ascii(letter)[1:-1]


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What is between the brackets: each part with what comes before it."""
    if isinstance(value, Call):
        yield from ((f"{name}=" if name else "", argument) for name, argument in value.arguments.items())
    elif isinstance(value, Mapping):
        yield from ((f"{text(key)}: ", entry) for key, entry in value.items())
    elif isinstance(value, list | tuple):
        yield from (("", entry) for entry in value)


def _brackets(value: Any) -> tuple[str, str]:
    if isinstance(value, Call):
        return f"{value.function}(", ")"
    return ("{", "}") if isinstance(value, Mapping) else ("[", "]") if isinstance(value, list) else ("(", ")")
