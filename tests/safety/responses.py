"""A vendor's response for each kind of resource, and hostile values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from tests.safety.kinds import KINDS
from tests.vendors import VENDORS

NOW = "2026-01-31T09:00:00.000Z"
# Texts with a meaning for a path, a terminal, a log or a number.
TEXTS = [
    "../../x",
    "a/b",
    "%2e%2e",
    "100%",
    "a\nb",
    "x?y=1#z",
    "é☃\u202e",
    "\x00\x1b[2J",
    "x" * 10_000,
    "a\\b",
    "@host",
]
NUMBERS = [float("nan"), float("inf"), 1e308, -1, 0.5, 10**400, 2**64]
NO_PARTS = ["", ".", ".."]


def deep(levels: int) -> Any:
    """Nested lists."""
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*TEXTS, *NUMBERS, *NO_PARTS, "\ud800", NOW, deep(90)]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["interval", "hour", "id", "a\nb", ""]), inner, max_size=2)
    ),
    max_leaves=4,
)
DECLARED = ODD | st.just(UNKNOWN) | st.lists(st.just(UNKNOWN), min_size=1, max_size=2)

OBJECTS = {name: kind.object for name, kind in KINDS.items()}


def vendor(found: Any) -> Callable[[str, str], Any]:
    """The responses of a vendor with one object: the object, or a list with it."""

    def respond(method: str, path: str) -> Any:
        responding = next(each for each in VENDORS.values() if path.startswith(f"{each.base_path}/"))
        return responding.respond(found, method, path)

    return respond
