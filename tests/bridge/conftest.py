"""A made-up vendor with one made-up resource, whose objects are in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pulumi import dynamic
from pulumi_backups.bridge import (
    AsSet,
    Credential,
    Declared,
    InputWarning,
    Interval,
    MinLen,
    Name,
    Operations,
    Output,
    Owners,
    PathPart,
    PriorState,
    Provider,
    RemoteState,
    Settings,
    Vendor,
    Violation,
    Violations,
    argument,
    inputs,
)
from pulumi_backups.bridge.kinds import Kinds

MAKER = Vendor(
    key="maker",
    title="Maker",
    credentials=(Credential("a key", "{key_id}:{key}", public=("key_id",)),),
    base_url="https://maker.test",
    base_url_setting="base_url",
    requests=0,
    requests_setting="requests_per_minute",
    window_seconds=60.0,
)


def end_is_after_start(start: int, end: int) -> Violations:
    if end <= start:
        yield Violation("end", "must come after start")
    if end > 20:
        yield InputWarning("end", f"of {end} is late")


@inputs(end_is_after_start)
class Window:
    start: Annotated[int, Interval(0, 23)] = argument("First hour.", replaces=True)
    end: Annotated[int, Interval(0, 23)] = argument("Last hour.")


def size_fits_the_kind(kind: str, size: int | None) -> Violations:
    if kind == "small" and size is not None:
        yield Violation("size", 'is only for kind "large"; remove it')


@inputs(size_fits_the_kind)
class GadgetInputs:
    account: PathPart = argument("Whose it is.", replaces=True, setting="account")
    name: Name = argument("What it is called.")
    kind: Literal["small", "large"] = argument("Which kind.")
    size: Annotated[int, Interval(1, 9)] | None = argument("How large.", default=None)
    colour: str | None = argument("Which colour.", default=None, derived=lambda kind: f"{kind}-grey")
    slots: Annotated[list[Annotated[int, Interval(0, 59)]], AsSet(), MinLen(1)] | None = argument(
        "Which slots.", default=None
    )
    windows: Annotated[list[Window], AsSet()] | None = argument("When.", default=None)
    window: Window | None = argument("When, above all.", default=None)
    rooms: Annotated[dict[Name, Window], MinLen(1)] | None = argument("When, in each room.", default=None)
    loud: bool = argument("Whether it is loud.", default=False)
    adopt: bool | None = argument("Take one over.", default=None, create_only=True)


class GadgetOperations(Operations[GadgetInputs]):
    vendor = MAKER
    inputs = GadgetInputs
    outputs = (Output("made_at", str, "When it was made."),)
    objects: ClassVar[dict[str, dict[str, Any]]] = {}

    def __init__(self, settings: Settings, owners: Owners) -> None:
        self.key = settings.get("key")
        self.owners = owners

    def create(self, declared: Declared[GadgetInputs]) -> RemoteState:
        return self._set("g1", declared.inputs)

    def read(self, prior: PriorState[GadgetInputs]) -> RemoteState | None:
        return self._remote_state(prior.id) if prior.id in self.objects else None

    def update(self, prior: PriorState[GadgetInputs], declared: Declared[GadgetInputs]) -> RemoteState:
        return self._set(prior.id, declared.inputs)

    def delete(self, prior: PriorState[GadgetInputs]) -> None:
        del self.objects[prior.id]

    def _set(self, id: str, inputs: GadgetInputs) -> RemoteState:
        self.objects[id] = {"name": inputs.name, "kind": inputs.kind, "size": inputs.size}
        return self._remote_state(id)

    def _remote_state(self, id: str) -> RemoteState:
        return RemoteState(id, dict(self.objects[id]), {"made_at": "yesterday"})


class GadgetProvider(Provider):
    operations = GadgetOperations


@pytest.fixture
def model() -> type:
    return GadgetInputs


@pytest.fixture
def maker() -> Vendor:
    return MAKER


@pytest.fixture
def objects() -> dict[str, dict[str, Any]]:
    """What the vendor has."""
    GadgetOperations.objects.clear()
    return GadgetOperations.objects


@pytest.fixture(scope="session")
def provider() -> Callable[..., Provider]:
    """Makes a configured provider. `kinds`: what it shares with others."""

    def make(kinds: Kinds | None = None, **config: str) -> Provider:
        made = GadgetProvider()
        settings = {f"maker:{name}": value for name, value in {"account": "acme", **config}.items()}
        made.configure(dynamic.ConfigureRequest(dynamic.Config(settings, "test")), kinds)
        return made

    return make
