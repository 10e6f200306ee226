"""Adopts an existing object: puts it under a resource. It changes nothing that the program does not say.

`adopt=True` adopts an object that has exactly the declared settings, and sends nothing. `adopt="overwrite"` adopts it
and changes what differs. Without either, an existing object is an error, never a second object beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pulumi_backups.bridge.allowed import Expected
from pulumi_backups.bridge.check import canonical_form
from pulumi_backups.bridge.diff import changes
from pulumi_backups.bridge.host import info
from pulumi_backups.bridge.inputs import argument
from pulumi_backups.bridge.operations import Declared, RemoteState
from pulumi_backups.bridge.owners import Owners
from pulumi_backups.bridge.urns import name_in, urn_argument
from pulumi_backups.bridge.violations import quoted
from pulumi_backups.errors import BackupsError

ADOPT = "adopt"
OVERWRITE = "overwrite"
Adopt = Annotated[bool | Literal["overwrite"], Expected('True, False or "overwrite"')]


def adoption(what: str) -> Any:
    """Declares the input `adopt: Adopt | None`. `what` is there to adopt: "the existing policy of this name"."""
    return argument(
        f'Adopt {what}: True if it has exactly these settings, "overwrite" to change it to them.',
        default=None,
        default_words="false",
        create_only=True,
    )


@dataclass(frozen=True)
class Adoption:
    """A resource that finds an existing object of its identity.

    declared: the resource. existing: the object. owners: which resource has which object in this run.
    error: returns an error about the resource, from a reason and advice.
    otherwise: what to do instead of adopting: "choose another name".
    can_replace: whether Pulumi may delete such an object before it creates the new one.
    found: the object in words, for errors; its id if nothing more is known.
    """

    declared: Declared[Any]
    existing: RemoteState
    owners: Owners
    error: Callable[[str, str], BackupsError]
    otherwise: str
    can_replace: bool = True
    found: str = ""

    def adopt(self, overwrite: Callable[[], RemoteState]) -> RemoteState:
        """The adopted object. Raises BackupsError if the program does not allow the adoption.

        overwrite: changes the object to the declared settings.
        """
        adopt = getattr(self.declared.inputs, ADOPT)
        if owner := self.owners.owner_of(self.existing.names.all, besides=self.declared.urn):
            raise self.error(
                f"the resource {name_in(owner)} of this program has it already ({self._found})",
                f"Remove one of the two from the program. If that is {name_in(owner)}, make Pulumi forget it first: "
                f"pulumi state delete {urn_argument(owner)}",
            )
        if self.declared.replaces:
            hint = f" If it is another object, {self.otherwise}." if self.can_replace else ""
            raise self.error(f"it exists already ({self._found})", self._delete_first() + hint)
        differences = self._differences()
        # What a plan finds as declared is its own: a run may have been killed before it could record the plan.
        if not adopt and (differences or self.declared.entry is None):
            raise self._exists_already(differences)
        if differences and adopt != OVERWRITE:
            raise self.error(
                f"it exists already ({self._found}), and adopt=True adopts only what has the declared "
                f"settings. {_listed(differences)}",
                'Declare what is there, or set adopt="overwrite" to change it.',
            )
        if not self.owners.take(self.declared.urn, self.existing.names):
            raise self.error(
                f"a plan of this program no longer declares it, and deletes it now ({self._found})",
                "Run pulumi up again, which creates it.",
            )
        adopted = overwrite() if differences else self.existing
        changed = ", ".join(f"{path} {shown(there)} → {shown(declared)}" for path, there, declared in differences)
        id = adopted.vendors_id or adopted.id
        info(f"adopted {self.declared.name} (id {id}): {changed or 'nothing is changed'}")
        return adopted

    @property
    def _found(self) -> str:
        return self.found or f"id {self.existing.vendors_id or self.existing.id}"

    def _exists_already(self, differences: list[tuple[str, Any, Any]]) -> BackupsError:
        if differences:
            reason = f"it exists already ({self._found}), with other settings. {_listed(differences)}"
            ways = 'Declare what is there and set adopt=True, or set adopt="overwrite" to change it'
            if self.declared.entry:
                ways = 'Declare what is there, or set adopt="overwrite" to change it'
        else:
            reason = f"it exists already ({self._found}), with exactly the declared settings"
            ways = "Set adopt=True to adopt it, which changes nothing"
        hint = f" {self._delete_first()}" if self.can_replace else ""
        return self.error(reason, f"{ways}; or {self.otherwise}.{hint}")

    def _delete_first(self) -> str:
        if not self.can_replace:
            return f"To create another one, {self.otherwise}."
        return (
            "If you are replacing this resource, let Pulumi delete the old object first: "
            "opts=pulumi.ResourceOptions(delete_before_replace=True)."
        )

    def _differences(self) -> list[tuple[str, Any, Any]]:
        model = type(self.declared.inputs)
        there = canonical_form(model, self.existing.inputs)
        # Only what the vendor shows can be compared.
        declared = {name: self.declared.values.get(name) for name in self.existing.inputs}
        return [(path, _at(there, path), _at(declared, path)) for path, _ in changes(model, there, _present(declared))]


def nothing_to_adopt(declared: Declared[Any], what: str, similar: str | None = None) -> None:
    """Says that there was nothing to adopt, so that an object is created; `similar`: one with nearly that name."""
    hint = f" There is one named {quoted(similar)}." if similar else ""
    info(f"there was no {what} for {declared.name} to adopt, so it is created.{hint}")


def similar_name(name: str, existing: Iterable[str]) -> str | None:
    """The existing name that differs from `name` only in case or blanks."""
    return next((other for other in existing if other != name and _folded(other) == _folded(name)), None)


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _listed(differences: list[tuple[str, Any, Any]]) -> str:
    return "; ".join(
        f"{path}: there {shown(there)}, declared {shown(declared)}" for path, there, declared in differences
    )


def shown(value: Any) -> str:
    """A value as a sentence shows it, nested values included."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={shown(entry)}" for name, entry in value.items())
    if isinstance(value, list):
        return f"[{'; '.join(map(shown, value))}]" if any(isinstance(entry, Mapping) for entry in value) else str(value)
    return "nothing" if value is None else str(value)


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _at(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
