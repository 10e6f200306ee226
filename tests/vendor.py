"""What a vendor's test folder says to the suites that go through all vendors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge import PathPart, Provider
from pulumi_backups.bridge import Vendor as Account
from pulumi_backups.bridge.inputs import fields_of

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    declared: the inputs of an example, in canonical form.
    place: the beginning of the path of all its requests.
    reads: the operation that reads one object, if there is one. lists: the operation that lists it.
    deletes: the operation that deletes it, if a destroy sends one.
    remove: deletes it outside Pulumi.
    object: an object of this kind in a response of the API.
    outputs: outputs in a state, by name. The others are None.
    id_in_path: whether the path of its requests has an id of the vendor. Otherwise only inputs are in the path.
    records_id: what a state has of the vendor's id, if that is not the physical id.
    """

    provider: type[Provider]
    declared: dict[str, Any]
    place: str
    reads: str | None
    lists: str
    deletes: str | None
    remove: Callable[[Emulator, Stack], object]
    object: Mapping[str, Any]
    outputs: Mapping[str, Any] = field(default_factory=dict)
    id_in_path: bool = True
    records_id: Callable[[str], Mapping[str, Any]] = lambda _id: {}

    @property
    def names_in_path(self) -> list[str]:
        """The declared inputs that are parts of `place`."""
        names = [each.name for each in fields_of(self.provider.operations.inputs) if each.hint == PathPart]
        return [name for name in names if self.declared.get(name) in self.place.split("/")]


@dataclass(frozen=True)
class Vendor:
    """One vendor.

    account: its account, as the product describes it.
    pinned: the module path and the class name of each provider. They are in every user's state. A line may be added,
    and none may ever change.
    kinds: its kinds of resources, by the name of the resource class.
    base_path: the path of its base URL at the emulator.
    settings: the stack config of a test besides the base URL: the credential of the emulator's default seed, and the
    settings that supply inputs.
    respond: makes the body of a response that shows one object. Its arguments: the object, the method, the path.
    """

    account: Account
    pinned: frozenset[tuple[str, str]]
    kinds: Mapping[str, Kind]
    base_path: str
    settings: Mapping[str, str]
    respond: Callable[[Any, str, str], Any]

    def config(self, emulator_url: str) -> dict[str, str]:
        """The stack config of a run that sends its requests to the emulator, or to what stands in for it."""
        return {**self.settings, self.account.config_key(self.account.base_url_setting): emulator_url + self.base_path}
