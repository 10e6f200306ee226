"""Comments in the program: what it does not declare, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from pulumi_backups.bridge.violations import quoted
from pulumi_backups.cli.declarable import Declarable
from pulumi_backups.cli.source import WIDTH
from pulumi_backups.discovery import Kind
from pulumi_backups.errors import printable


def comment(text: str) -> str:
    """A comment of one or more lines."""
    lines = wrap(printable(text), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines)


def not_declared(title: str, kind: Kind, found: Sequence[Declarable]) -> Iterator[str]:
    """What no resource declares, as sentences. `found`: all places of a kind. `title`: the vendor's."""
    yield from (remark for each in found if not each.entries for remark in each.remarks)
    required: dict[str, list[str]] = {}
    for each in found:
        for identity in each.required:
            required.setdefault(identity, []).append(str(each.place))
    for identity, places in required.items():
        yield (
            f"Not declared, because {title} requires it and nobody can delete it: the {kind.entries[0]} "
            f"{quoted(identity)} of {', '.join(places)}."
        )
    without = [each for each in found if not each.entries and not each.remarks]
    if without:
        others = "other " if any(each.required for each in without) else ""
        bare = ", ".join(str(each.place) for each in without)
        yield f"{kind.noun.capitalize()}s without {others}{kind.entries[1]}: {bare}."
