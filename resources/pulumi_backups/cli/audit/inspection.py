"""Asks the vendors about everything that a stack promises, several places at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pulumi_backups.bridge import Settings
from pulumi_backups.cli.audit.accounts import account_settings, refusal
from pulumi_backups.cli.audit.state import State, StateProvider
from pulumi_backups.cli.threads import in_threads
from pulumi_backups.errors import BackupsError
from pulumi_backups.proof import Declared, Finding, Place, Proof, Seen, Subject, unseen

NOWHERE = Place("?", ())
Show = Callable[[str], None]


@dataclass(frozen=True)
class Look:
    """What one thread asks about a place."""

    place: Place
    ask: Callable[[], Sequence[Seen]]


def inspect(state: State, proofs: Mapping[str, Proof], widened: Mapping[str, Sequence[str]], show: Show) -> list[Seen]:
    """What the vendors show of everything that a state promises. What cannot be looked at is a finding.

    proofs: what each vendor says, by its key.
    widened: what to look at besides: values of the vendor's option, by its key.
    show: is called with what is being asked.
    """
    declared: dict[tuple[str, StateProvider], dict[Place, list[Declared]]] = {}
    looks: list[Look] = []
    for each in state.promising:
        proof = proofs[each.vendor]
        try:
            place = proof.place_of(each.declared)
        except BackupsError as error:
            looks.append(_settled(NOWHERE, unseen(proof.subject(each.declared, NOWHERE), error)))
        else:
            declared.setdefault((each.vendor, each.provider), {}).setdefault(place, []).append(each.declared)
    for (vendor, provider), places in declared.items():
        settings = account_settings(proofs[vendor].account, provider)
        looks += [_of_declared(proofs[vendor], settings, *each) for each in places.items()]
    for vendor, values in widened.items():
        own = {provider: places for (key, provider), places in declared.items() if key == vendor}
        for value in values:
            provider = _provider_of(value, own, state.default)
            settings = account_settings(proofs[vendor].account, provider)
            looks += _of_undeclared(proofs[vendor], settings, value, {place for each in own.values() for place in each})
    return list(_ask(looks, show))


def _of_declared(proof: Proof, settings: Settings, place: Place, declared: list[Declared]) -> Look:
    reason = refusal(settings)
    if reason is None:
        return Look(place, lambda: proof.look(settings, place, declared))
    return _settled(place, *(unseen(proof.subject(each, place), BackupsError(reason)) for each in declared))


def _provider_of(
    value: str, declared: Mapping[StateProvider, Mapping[Place, object]], default: StateProvider
) -> StateProvider:
    """The provider whose resources are about places of an organization or a project, or the default one."""
    for provider, places in declared.items():
        if any(place.name.startswith(f"{value}/") for place in places):
            return provider
    return default


def _of_undeclared(proof: Proof, settings: Settings, value: str, declared: set[Place]) -> Iterator[Look]:
    """What an organization or a project has, and no resource of the stack is about."""
    widening = proof.widening
    try:
        if reason := refusal(settings):
            raise BackupsError(reason)
        places = widening.places(settings, value)
    except BackupsError as error:
        subject = Subject(proof.account.key, proof.account.title, value, widening.option, "undeclared")
        yield _settled(Place(value, ()), unseen(subject, error))
        return
    yield from (Look(place, partial(widening.look, settings, place)) for place in places if place not in declared)


def _settled(place: Place, *findings: Finding) -> Look:
    """What needs no request."""
    return Look(place, lambda: findings)


def _ask(looks: Sequence[Look], show: Show) -> Iterator[Seen]:
    with in_threads(lambda look: look.ask(), looks) as answers:
        for number, (look, seen) in enumerate(answers, 1):
            show(f"{number} of {len(looks)}, {look.place.name}")
            yield from seen
