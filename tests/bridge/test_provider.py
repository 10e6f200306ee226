"""What a state holds of a provider, and what passes between a provider and the state."""

from __future__ import annotations

import base64
import pickle
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import dill  # type: ignore[import-untyped]
import pytest
from pulumi_backups.bridge import PriorState, Provider
from pulumi_backups.bridge.journal import Journal
from pulumi_backups.bridge.kinds import Kinds
from pulumi_backups.errors import BackupsError

from tests.providers import provider_classes
from tests.vendors import VENDORS

Make = Callable[..., Provider]
Objects = dict[str, dict[str, Any]]

GADGET: dict[str, Any] = {"account": "acme", "name": "one", "kind": "large", "colour": "large-grey", "loud": False}
RECORDED = {**GADGET, "made_at": "yesterday", "__version": 1}

PINNED = {pin for vendor in VENDORS.values() for pin in vendor.pinned}
# As a state has them since the first release.
PICKLED = {
    "BackupPolicyProvider": (
        "gASVSAAAAAAAAACMKHB1bHVtaV9iYWNrdXBzLnBsYW5ldHNjYWxlLmJhY2t1cF9wb2xpY3mUjBRCYWNr"
        "dXBQb2xpY3lQcm92aWRlcpSTlClSlC4="
    ),
    "AddonBackupScheduleProvider": (
        "gASVVgAAAAAAAACML3B1bHVtaV9iYWNrdXBzLm5vcnRoZmxhbmsuYWRkb25fYmFja3VwX3NjaGVkdWxl"
        "lIwbQWRkb25CYWNrdXBTY2hlZHVsZVByb3ZpZGVylJOUKVKULg=="
    ),
}


@pytest.mark.parametrize(("module", "name"), sorted(PINNED))
def test_state_has_a_reference_to_the_provider(module: str, name: str) -> None:
    provider = getattr(import_module(module), name)
    content = base64.b64decode(provider.reference())
    assert len(content) == len(module) + len(name) + len("c..)R.")
    again = dill.loads(content)  # noqa: S301 - what Pulumi does with it
    assert type(again) is provider
    assert vars(again) == {}


@pytest.mark.parametrize("name", PICKLED)
def test_pickle_of_the_first_release_still_loads(name: str) -> None:
    found = pickle.loads(base64.b64decode(PICKLED[name]))  # noqa: S301 - what Pulumi does with it
    assert type(found).__name__ == name
    assert isinstance(found, Provider)


class Asked:
    """Config of a run, with a credential in it."""

    class config:  # noqa: N801 - as Pulumi names it
        @staticmethod
        def get(_key: str) -> str:
            return "planted-token-0123456789"


@pytest.mark.parametrize(("module", "name"), sorted(PINNED))
def test_credential_is_in_no_repr(module: str, name: str) -> None:
    provider = getattr(import_module(module), name)()
    provider.configure(Asked())
    assert "planted-token" not in repr(provider)


def test_configure_connects_to_nothing_and_misses_nothing() -> None:
    for each in provider_classes():
        provider = each()
        provider.configure(Nothing())  # type: ignore[arg-type]
        with pytest.raises(BackupsError, match="no credential"):
            provider.delete("id", {"scheduling": {}})


class Nothing:
    """Config of a run in which nothing is set."""

    class config:  # noqa: N801 - as Pulumi names it
        @staticmethod
        def get(_key: str) -> None:
            return None


def test_state_is_inputs_and_outputs_and_nothing_else(provider: Make, objects: Objects) -> None:
    made = provider().create({**GADGET, "size": 3.0, "__provider": "pickle"})
    assert made.id == "g1"
    assert made.outs == {**RECORDED, "size": 3}
    assert objects == {"g1": {"name": "one", "kind": "large", "size": 3}}


def test_refresh_without_drift_gives_back_the_recorded_inputs(provider: Make, objects: Objects) -> None:
    objects["g1"] = {"name": "one", "kind": "large", "size": None}
    found = provider().read("g1", {**RECORDED, "__provider": "pickle"})
    assert (found.id, found.outs, found.inputs) == ("g1", RECORDED, GADGET)


def test_refresh_with_drift_shows_it(provider: Make, objects: Objects) -> None:
    objects["g1"] = {"name": "one", "kind": "small", "size": 9}
    found = provider().read("g1", RECORDED)
    assert found.inputs == {**GADGET, "kind": "small", "size": 9}
    assert found.outs == {**RECORDED, "kind": "small", "size": 9}


@pytest.mark.usefixtures("objects")
def test_refresh_of_what_is_gone_gives_no_id(provider: Make) -> None:
    assert provider().read("g1", RECORDED).id is None


def test_existing_object_is_read_by_its_id_with_checked_inputs(provider: Make, objects: Objects) -> None:
    objects["g1"] = {"name": "one", "kind": "large", "size": None}
    found = provider().read("g1", {"name": "one", "kind": "large"})
    assert found.outs == RECORDED


@pytest.mark.usefixtures("objects")
@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"name": "one", "kind": "large"}, "Maker: there is no object with the id 'g1'"),
        ({"name": "one", "kind": "huge"}, 'kind must be "small" or "large"'),
    ],
)
def test_existing_object_that_is_none_is_an_error(provider: Make, declared: dict[str, Any], words: str) -> None:
    with pytest.raises(BackupsError, match=words):
        provider().read("g1", declared)


def test_update_keeps_what_the_vendor_does_not_show(provider: Make, objects: Objects) -> None:
    objects["g1"] = {}
    done = provider().update("g1", RECORDED, {**GADGET, "name": "two", "colour": "red"})
    assert done.outs == {**RECORDED, "name": "two", "colour": "red"}


def test_state_of_another_version_still_loads(provider: Make, objects: Objects) -> None:
    objects["g1"] = {"name": "one", "kind": "large", "size": None}
    found = provider().read("g1", {"name": "one", "kind": "large", "made_at": "yesterday", "forgotten": [1]})
    assert found.id == "g1"
    assert "forgotten" not in (found.outs or {})


def test_instances_of_two_pickles_share_the_owners_of_objects(
    provider: Make, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = ModuleType("__main__")
    host.DynamicResourceProviderServicer = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "__main__", host)
    monkeypatch.setattr(Provider, "_configured", {})
    of_the_program, of_the_state = provider(), provider()
    checked = of_the_program.check({}, {"name": "a", "kind": "small", "__urn": "urn:pulumi:dev::p::t::new"}).inputs
    created = of_the_program.create(checked)
    of_the_state.delete(created.id, {**(created.outs or {}), "__urn": "urn:pulumi:dev::p::t::old"})
    assert created.id in objects


def test_resource_that_moved_to_another_provider_is_marked(
    provider: Make, objects: Objects, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old, new = (provider(kinds=Kinds(Journal(tmp_path / "run.jsonl"))) for _ in range(2))
    deleted: list[PriorState[Any]] = []
    monkeypatch.setattr(type(old).operations, "delete", lambda _self, prior: deleted.append(prior))
    objects["g1"] = {}
    new.create({**GADGET, "__urn": "urn:pulumi:dev::p::t::one"})
    old.delete("g1", {**GADGET, "__urn": "urn:pulumi:dev::p::t::one"})
    old.delete("g0", {**GADGET, "__urn": "urn:pulumi:dev::p::t::one"})
    old.delete("g7", {**GADGET, "__urn": "urn:pulumi:dev::p::t::two"})
    assert [(prior.id, prior.moved) for prior in deleted] == [("g0", True), ("g7", False)]


@pytest.mark.usefixtures("objects")
def test_identity_of_a_failed_creation_is_free_again(provider: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = provider()
    operations = type(made).operations
    monkeypatch.setattr(operations, "identity", classmethod(lambda _cls, inputs: inputs.name))
    create = operations.create

    def fail(_self: Any, _declared: Any) -> Any:
        raise BackupsError("Not today")

    monkeypatch.setattr(operations, "create", fail)
    with pytest.raises(BackupsError, match="Not today"):
        made.create({**GADGET, "__urn": "urn:pulumi:dev::p::t::first"})
    monkeypatch.setattr(operations, "create", create)
    assert made.create({**GADGET, "__urn": "urn:pulumi:dev::p::t::second"}).id == "g1"


@pytest.mark.usefixtures("objects")
def test_identity_of_a_deleted_object_is_free_again(provider: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = provider()
    monkeypatch.setattr(type(made).operations, "identity", classmethod(lambda _cls, inputs: inputs.name))
    state = made.create({**GADGET, "__urn": "urn:pulumi:dev::p::t::first"}).outs or {}
    made._owners.release("urn:pulumi:dev::p::t::first")
    made.delete("g1", state)
    assert made.create({**GADGET, "__urn": "urn:pulumi:dev::p::t::second"}).id == "g1"


def test_object_of_a_resource_that_is_checked_again_for_a_replacement_is_deleted(
    provider: Make, objects: Objects
) -> None:
    urn = {"__urn": "urn:pulumi:dev::p::t::gadget"}
    state = provider().create({**GADGET, **urn}).outs or {}
    made = provider()
    made.check(dict(GADGET), {**GADGET, **urn})
    assert not made.diff("g1", state, {**GADGET, **urn}).changes
    # Pulumi replaces it for a reason of its own, and deletes the old object first.
    made.check({}, {**GADGET, **urn})
    made.delete("g1", state)
    assert objects == {}
