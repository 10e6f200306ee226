"""Places that one statement declares, because they have the same tier: a loop if there are several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pulumi_backups.cli.declarable import Declarable
from pulumi_backups.cli.names import ResourceNames
from pulumi_backups.cli.source import INDENT, Call, Code, joined, laid_out
from pulumi_backups.cli.tiers import Tier, key_of


@dataclass(frozen=True)
class Group:
    """Places of one kind and tier."""

    members: Sequence[Declarable]

    @property
    def tier(self) -> Tier:
        return self.members[0].entries

    @cached_property
    def variables(self) -> list[str]:
        """The inputs that say where a place is and that differ within the group: the variables of the loop."""
        wheres = [member.place.where for member in self.members]
        return [name for name, value in wheres[0].items() if any(where[name] != value for where in wheres)]

    def where(self, constants: Mapping[str, Code]) -> dict[str, Any]:
        """The inputs that say where the places are, as expressions. `constants`: those of the inputs that have one."""
        first = self.members[0].place.where
        return {
            name: Code(name) if name in self.variables else constants.get(name, value) for name, value in first.items()
        }

    def resource_name(self, names: ResourceNames, identity: str | None = None) -> str:
        """The name of a resource, as an expression."""
        return joined(*names.parts([*self.where({}).values()], identity))

    def statement(self, calls: Sequence[Call]) -> str:
        """The calls, for each place."""
        if not self.variables:
            return "\n".join(map(laid_out, calls))
        values = [tuple(member.place.where[name] for name in self.variables) for member in self.members]
        looped = tuple(value if len(value) > 1 else value[0] for value in values)
        loop = laid_out(looped, before=f"for {', '.join(self.variables)} in ", after=":")
        return "\n".join([loop, *(laid_out(call, INDENT) for call in calls)])


def grouped(declared: Sequence[Declarable], *, by_owner: bool) -> list[Group]:
    """The places by tier, in the order of the first of each. `by_owner`: and by what they belong to."""
    found: dict[tuple[object, str], list[Declarable]] = {}
    for each in declared:
        owner = tuple(each.place.where.items())[:-1] if by_owner else None
        found.setdefault((owner, key_of(each.entries)), []).append(each)
    return [*map(Group, found.values())]
