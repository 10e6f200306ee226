"""What a stack's state has that promises backups, and through which provider."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pulumi_backups.bridge.explicit_provider import PACKAGE
from pulumi_backups.bridge.settings import PROVIDER_KEY
from pulumi_backups.bridge.times import utc
from pulumi_backups.errors import BackupsError
from pulumi_backups.proof import SECRET, Declared

PROVIDER_TYPE = f"pulumi:providers:{PACKAGE}"
DYNAMIC = f"{PACKAGE}:dynamic/"
# The key that marks a value as something else than a mapping, such as a secret.
SIGNATURE = "4dabf18193072939515e22adb298388d"
EXPORT = "Write one with pulumi stack export."


@dataclass(frozen=True)
class StateProvider:
    """A provider in a state.

    name: of an explicit provider; None for the default one. settings: those that are not encrypted, by config key.
    """

    name: str | None = None
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Promising:
    """A resource that promises backups. `vendor`: its key."""

    vendor: str
    declared: Declared
    provider: StateProvider


@dataclass(frozen=True)
class State:
    """What a state has.

    default: its default provider. size: the number of all its resources.
    modules: the modules of dynamic resources. A vendor's key is the one of its resources.
    """

    promising: list[Promising]
    default: StateProvider
    size: int
    modules: frozenset[str]


def read_state(text: str, name: str, kinds: Mapping[str, Collection[str]]) -> State:
    """Reads an exported state.

    name: of where it comes from, for messages. kinds: the resources that promise backups, by vendor.
    Raises BackupsError if it is no state.
    """
    resources = _resources(text, name)
    providers = {f"{each['urn']}::{each.get('id')}": _provider(each) for each in resources if _is_provider(each)}
    default = next((each for each in providers.values() if each.name is None), StateProvider())
    types = {f"{DYNAMIC}{vendor}:{kind}": (vendor, kind) for vendor in kinds for kind in kinds[vendor]}
    promising = []
    for each in resources:
        # One with "delete" is replaced already, and waits for its deletion.
        if each["type"] in types and not each.get("delete"):
            vendor, kind = types[each["type"]]
            provider = providers.get(str(each.get("provider")), default)
            promising.append(Promising(vendor, _declared(each, kind), provider))
    modules = (each["type"].removeprefix(DYNAMIC).partition(":")[0] for each in resources)
    return State(promising, default, len(resources), frozenset(modules))


def _resources(text: str, name: str) -> list[Mapping[str, Any]]:
    try:
        state = json.loads(text)
    except json.JSONDecodeError as error:
        raise BackupsError(f"{name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise BackupsError(f"{name} is not a stack's state: it is nested too deeply.") from error
    deployment = state.get("deployment") if isinstance(state, Mapping) else None
    if not isinstance(deployment, Mapping):
        raise BackupsError(f"{name} is not a stack's state: it has no deployment. {EXPORT}")
    # A stack without resources has no list of them.
    resources = deployment.get("resources") or []
    if not isinstance(resources, list) or not all(map(_is_resource, resources)):
        raise BackupsError(f"{name} is not a stack's state: its resources have no types and URNs. {EXPORT}")
    return resources


def _is_resource(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(value.get(key), str) for key in ("type", "urn"))


def _is_provider(resource: Mapping[str, Any]) -> bool:
    return bool(resource["type"] == PROVIDER_TYPE)


def _provider(resource: Mapping[str, Any]) -> StateProvider:
    inputs = resource.get("inputs")
    given = inputs if isinstance(inputs, Mapping) else {}
    plain = {key: value for key, value in sorted(given.items()) if isinstance(value, str)}
    return StateProvider(plain.pop(PROVIDER_KEY, None), tuple(plain.items()))


def _declared(resource: Mapping[str, Any], kind: str) -> Declared:
    outputs = _without_secrets(resource.get("outputs"))
    changed = _moment(resource.get("modified")) or _moment(resource.get("created")) or datetime.min.replace(tzinfo=UTC)
    known = outputs if isinstance(outputs, Mapping) else {}
    return Declared(kind, resource["urn"], str(resource.get("id")), changed, known)


def _without_secrets(value: Any) -> Any:
    """The value with SECRET in place of what is encrypted, or marked as a secret in plain text."""
    if isinstance(value, Mapping):
        return SECRET if SIGNATURE in value else {key: _without_secrets(entry) for key, entry in value.items()}
    return [*map(_without_secrets, value)] if isinstance(value, list) else value


def _moment(value: Any) -> datetime | None:
    try:
        return utc(datetime.fromisoformat(value))
    except (TypeError, ValueError, OverflowError):
        return None
