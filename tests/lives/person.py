"""A person at the terminal who does what the errors say, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from pulumi_backups.planetscale.branch_backup import BranchBackupProvider

from tests.lives.engine import Resource
from tests.lives.objects import settings_of

if TYPE_CHECKING:
    from tests.lives.life import Life

Follow = Callable[[str, "re.Match[str]"], None]


class Person:
    """Each advice is found by its words. An error without advice that is known here ends the test."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._names = count(1)
        self._advice: list[tuple[str, Follow]] = [
            # Our own words, the most particular advice first.
            (
                r"[Dd]eclare protected=False.+remove the protection of (\w+) at PlanetScale",
                self._unprotect_at_the_vendor,
            ),
            (r"remove one of the two\.", self._remove),
            (r'set others="report"', self._report_others),
            (r"and make Pulumi forget it: pulumi state delete '(.+?)'", self._remove_and_forget),
            (r"Remove one of the two from the program.+pulumi state delete '(.+?)'", self._remove_and_forget),
            (r"[Dd]elete all but one at PlanetScale", self._delete_all_but_one),
            (r'set adopt="overwrite" to change it', lambda urn, _: self._adopt(urn, "overwrite")),
            (r"[Ss]et adopt=True", lambda urn, _: self._adopt(urn, True)),
            (r"opts=pulumi\.ResourceOptions\(delete_before_replace=True\)", self._delete_before_replace),
            (r"Remove delete_before_replace from the resource's options", self._create_before_delete),
            (r"(Choose|choose|Give one of them|Give the backup) another name", self._rename),
            (r"merge the two, or remove one", self._remove),
            (r"pulumi state delete '(.+?)'", lambda _, found: self._life.forget(found[1])),
            (r"[Rr]un pulumi (up|refresh)", lambda _urn, _found: None),
            # What the vendor or Pulumi says by itself.
            (r"of acme/nowhere: ", self._remove),
            (r"there is no object with the id", self._remove),
            (r"protected", self._unprotect),
        ]

    def follow(self, urn: str, error: str) -> None:
        for words, action in self._advice:
            if found := re.search(words, error):
                action(urn, found)
                return
        raise AssertionError(f"no person knows what to do: {urn}: {error}")

    def _change(self, urn: str, change: Callable[[Resource], Resource]) -> None:
        stack = self._life.stack
        stack.program = [change(resource) if resource.urn == urn else resource for resource in stack.program]

    def _set(self, urn: str, **inputs: object) -> None:
        self._change(urn, lambda resource: replace(resource, inputs={**resource.inputs, **inputs}))

    def _remove(self, urn: str, _found: object = None) -> None:
        stack = self._life.stack
        stack.program = [resource for resource in stack.program if resource.urn != urn]

    def _remove_and_forget(self, _urn: str, found: re.Match[str]) -> None:
        self._remove(found[1])
        self._life.forget(found[1])

    def _adopt(self, urn: str, how: object) -> None:
        self._set(urn, adopt=how)

    def _delete_before_replace(self, urn: str, found: re.Match[str]) -> None:
        (resource,) = (resource for resource in self._life.stack.program if resource.urn == urn)
        if resource.delete_before_replace:
            # The error names another way if this one does not help.
            self._rename(urn, found)
        else:
            self._change(urn, lambda resource: replace(resource, delete_before_replace=True))

    def _create_before_delete(self, urn: str, _found: object) -> None:
        self._change(urn, lambda resource: replace(resource, delete_before_replace=False))

    def _rename(self, urn: str, _found: object) -> None:
        """Chooses another name. A schedule has none, so there is one resource less."""
        if any(resource.urn == urn and "name" in resource.inputs for resource in self._life.stack.program):
            self._set(urn, name=f"another-{next(self._names)}")
        else:
            self._remove(urn)

    def _delete_all_but_one(self, urn: str, _found: object) -> None:
        (resource,) = (resource for resource in self._life.stack.program if resource.urn == urn)
        for wanted in settings_of(resource):
            same = [t for t in self._life.stack.vendors.things() if (t.provider, t.identity) == wanted]
            for thing in same[1:]:
                self._life.somebody_deletes(thing)

    def _report_others(self, _urn: str, _found: object) -> None:
        for resource in self._life.stack.program:
            if "others" in resource.inputs:
                self._set(resource.urn, others="report")

    def _unprotect(self, urn: str, _found: object) -> None:
        """Removes Pulumi's own protection from the state: `pulumi state unprotect`."""
        self._change(urn, lambda resource: replace(resource, protect=False))
        for entry in self._life.stack.state:
            if entry.urn == urn:
                entry.protect = False

    def _unprotect_at_the_vendor(self, _urn: str, found: re.Match[str]) -> None:
        for thing in self._life.stack.vendors.things_of(BranchBackupProvider):
            if thing.id == found[1]:
                self._life.stack.vendors.edit(thing, {"protected": False})
