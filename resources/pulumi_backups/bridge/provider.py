"""Turns the description of a resource into a Pulumi dynamic provider. It knows no vendor."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from pulumi import dynamic

from pulumi_backups.bridge.check import canonical_form, check, has_unknown
from pulumi_backups.bridge.diff import Difference, diff
from pulumi_backups.bridge.executor import serve_more_calls
from pulumi_backups.bridge.host import end_with_the_engine, for_resource, is_stock_host, show_errors_as_sentences, warn
from pulumi_backups.bridge.inputs import fields_of, load, with_whole_numbers
from pulumi_backups.bridge.kinds import Kinds, kinds_of_this_process
from pulumi_backups.bridge.operations import Declared, Operations, PriorState, RemoteState, Successor
from pulumi_backups.bridge.owners import Names
from pulumi_backups.bridge.places import Share
from pulumi_backups.bridge.run import Run
from pulumi_backups.bridge.settings import Settings
from pulumi_backups.bridge.urns import URN_KEY, name_in, urn_argument, urn_in
from pulumi_backups.errors import BackupsError

# The version of what this package writes into a state. A refresh passes it back, and nothing else does.
VERSION_KEY, VERSION = "__version", 1


class Provider(dynamic.ResourceProvider):
    """The dynamic provider of one resource. A subclass names the resource's operations.

    It has no state of its own. Each state holds a reference to its class, and always runs the code that is installed.
    The module path and the name of each subclass are in every user's state: they never change.

    type_token: the type of the resource, as it is in its URN.
    """

    operations: ClassVar[type[Operations[Any]]]
    type_token: ClassVar[str] = ""
    _configured: ClassVar[dict[type[Provider], Provider]] = {}

    @classmethod
    @cache
    def reference(cls) -> str:
        """The provider as each state holds it, twice: the shortest pickle that calls the class.

        Pulumi's own way to pickle a provider takes a millisecond for each resource. Its result depends on the version
        of Python, and is a third longer. States of version 0.1.0 have it, and the host takes either.
        """
        # The opcodes GLOBAL, EMPTY_TUPLE, REDUCE and STOP. Every version of Python reads them.
        return b64encode(f"c{cls.__module__}\n{cls.__name__}\n)R.".encode()).decode()

    def configure(self, req: dynamic.ConfigureRequest, kinds: Kinds | None = None) -> None:
        """Stores how to look up the settings. The first call that needs a missing one reports it.

        kinds: shared with the other providers of a test. In Pulumi's host all of a process share them.
        """
        show_errors_as_sentences()
        end_with_the_engine()
        serve_more_calls()
        if is_stock_host() and (first := self._configured.setdefault(type(self), self)) is not self:
            # The host configures an instance for each distinct pickle. The state of an older version has another one
            # than the program. They must know the same owners.
            self.__dict__ = first.__dict__
            return
        self._settings = Settings.of(self.operations.vendor, req.config.get)
        self._connected: Operations[Any] | None = None
        self._connecting = threading.Lock()
        self._run = Run()
        kinds = kinds or (kinds_of_this_process() if is_stock_host() else Kinds())
        kind = self.operations.kind or f"{type(self).__module__}.{type(self).__name__}"
        self._claims, self._owners, self._places = kinds.of(kind)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Brings inputs into canonical form, or refuses each wrong one by name. It sends nothing.

        Raises BackupsError if another resource of the program declares the same object, or would delete it.
        """
        urn = self._urn(news)
        if urn and self._run.checked(urn) and not olds:
            self._owners.release(urn)
        result = self._check(olds, news)
        if urn:
            self._run.declare(urn, result.inputs)
            if not result.failures and not has_unknown(result.inputs):
                inputs: Any = load(self.operations.inputs, result.inputs)
                self._claim("declare", self.operations.identities(inputs), urn)
                self._share(urn, inputs, self.operations.deletes_others(inputs))
        return result

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Compares canonical forms. It sends nothing.

        A replacement creates first, because a changed identity leaves room for both. Pulumi does not ask here if a
        person forces a replacement (`pulumi up --replace`); that creates first too, unless the resource's options
        say otherwise.
        """
        found = diff(self.operations.inputs, olds, news)
        urn, differs = self._urn(news), bool(found.changed)
        if urn and self._run.declares(urn):
            names = self._names(id_, olds, news)
            if self._owners.is_deleted(names):
                # A plan of the program no longer declares the object, and did not know that this resource has it.
                replaces = [field.name for field in fields_of(self.operations.inputs) if field.argument.replaces]
                found = Difference(found.changed or tuple(replaces), tuple(replaces))
            if found.replacing:
                self._run.replaces(urn, id_)
            else:
                self._run.compared(urn)
                self._assign(urn, names)
                differs = differs or self.operations.lacks_parts(olds, news)
        elif found.replacing and has_unknown(news):
            # Before a resource is declared, only `delete_before_replace` of one that it depends on asks for this.
            self._run.cascades(id_)
        differs = differs or bool(found.replacing)
        return dynamic.DiffResult(differs, list(found.replacing), delete_before_replace=False)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Creates the object, or adopts it, exactly once."""
        declared = self._declared(props)
        with for_resource(declared.urn):
            operations = self._operations()
            identities = operations.identities(declared.inputs)
            self._claim("create", identities, declared.urn)
            try:
                remote = operations.create(declared)
            except BaseException:
                self._release(identities, declared.urn)
                raise
            self._owners.assign(declared.urn, remote.names)
            return dynamic.CreateResult(remote.id, self._state(props, remote))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Reads for `pulumi refresh`, and for a resource declared with the id of an existing object."""
        refreshing, urn = self._is_state(props), self._urn(props)
        with for_resource(urn):
            if not refreshing:
                props = self._checked_or_raise(props)
            elif urn:
                self._owners.record(urn, self._names(id_, props, props))
            remote = self._operations().read(self._prior(id_, props))
            if remote is None:
                if not refreshing:
                    raise BackupsError(f"{self.operations.vendor.title}: there is no object with the id {id_!r}.")
                return dynamic.ReadResult(None, {})
            if not refreshing and remote.id != id_:
                raise BackupsError(
                    f"{self.operations.vendor.title}: the id {id_!r} and the inputs of the resource are those of two "
                    f"objects. The id of the object with these inputs is {remote.id!r}. Correct the id or the inputs."
                )
            state = self._state(props, remote)
            if urn and not refreshing:
                self._owners.read_by(urn, remote.names)
                self._share(urn, load(self.operations.inputs, state))
            if refreshing and VERSION_KEY not in props:
                # A refresh of an untouched stack of version 0.1.0 must show nothing either.
                del state[VERSION_KEY]
            # Without drift the recorded inputs stay, so that a refresh of an untouched stack shows nothing.
            drifted = diff(self.operations.inputs, props, state).changed
            return dynamic.ReadResult(remote.id, state, self._inputs_of(state if drifted else props))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        """Changes the object in place."""
        declared, prior = self._declared(news), self._prior(id_, olds)
        with for_resource(declared.urn):
            operations = self._operations()
            old, new = operations.identities(prior.inputs), operations.identities(declared.inputs)
            self._claim("update", new - old, declared.urn)
            remote = operations.update(prior, declared)
            self._release(old - new, declared.urn)
            self._owners.assign(declared.urn, remote.names)
            return dynamic.UpdateResult(self._state(news, remote))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Deletes the object, unless a declared resource has it now."""
        prior = self._with_successor(self._prior(id_, props))
        with for_resource(prior.urn):
            # A plan deletes its parts one by one, and looks for the owner of each.
            is_whole, names = not self.operations.has_parts, self._names(id_, props, props)
            if is_whole and self._owners.is_deleted(names):
                return
            if is_whole and (user := self._owners.user_of(names.all)):
                warn(f"{self.operations.vendor.title}: {id_} is kept: {_why_kept(user, prior.urn)}")
                return
            operations = self._operations()
            operations.delete(prior)
            if prior.urn and not self._run.declares(prior.urn):
                self._release(operations.identities(prior.inputs), prior.urn)

    def _check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dynamic.CheckResult:
        """The check itself. It notes nothing, so that it also suits a resource that only reads its object."""
        vendor, model = self.operations.vendor, self.operations.inputs
        declared = {name: value for name, value in news.items() if not name.startswith("__")}
        for field in fields_of(model):
            if field.argument.create_only and olds:
                declared[field.name] = olds.get(field.name)
        checked = check(
            model,
            declared,
            self._settings.get,
            lambda setting: f"is required: give it here, or set {self._settings.named(setting)}",
        )
        with for_resource(self._urn(news)):
            for warning in checked.warnings:
                warn(f"{vendor.title}: {self._location(checked.values)}: {warning.property} {warning.words}")
        failures = [dynamic.CheckFailure(found.property, found.reason()) for found in checked.violations]
        return dynamic.CheckResult({**checked.values, **_hidden_inputs(news)}, failures)

    def _share(self, urn: str, inputs: Any, deletes_others: bool = False) -> None:
        """Notes what a declared resource has or reads. Raises BackupsError if a plan of the program would delete it."""
        place = self.operations.place(inputs)
        share = Share(self.operations.identities(inputs), deletes_others)
        if place and (found := self._places.declare(place, urn, share)):
            plan, other = map(name_in, found)
            raise BackupsError(
                f'{self.operations.vendor.title}: the plan {plan} of {place} has others="delete", so it would delete '
                f'what the resource {other} of this program declares. Declare it in the plan, or set others="report".'
            )

    def _assign(self, urn: str, names: Names) -> None:
        """Notes that a declared resource has an object; raises BackupsError if another one has it too."""
        if other := self._owners.owner_of(names.all, besides=urn):
            raise BackupsError(
                f"{self.operations.vendor.title}: the resources {name_in(urn)} and {name_in(other)} of this program "
                f"have the same object ({names.id}), and each would undo the changes of the other. Remove one of "
                f"them from the program, and make Pulumi forget it: pulumi state delete {urn_argument(other)}"
            )
        self._owners.assign(urn, names)

    def _claim(self, verb: str, identities: frozenset[str], urn: str) -> None:
        for identity in sorted(identities):
            if other := self._claims.claim(identity, urn):
                self._release(identities, urn)
                raise BackupsError(
                    f"{self.operations.vendor.title}: could not {verb} {identity}: the resource {name_in(other)} of "
                    f"this program declares it too. {self.operations.if_declared_twice}"
                )

    def _release(self, identities: frozenset[str], urn: str) -> None:
        for identity in identities:
            self._claims.release(identity, urn)

    def _operations(self) -> Operations[Any]:
        with self._connecting:
            if self._connected is None:
                self._connected = self.operations(self._settings, self._owners)
        return self._connected

    def _names(self, id_: str, props: Mapping[str, Any], declared: Mapping[str, Any]) -> Names:
        """The ids of the object in a state, without the parts that are no longer declared."""
        if self.operations.has_parts:
            return Names(id_, frozenset(self.operations.parts(props, declared)))
        return Names(id_, frozenset({props.get(self.operations.vendors_id or "") or id_}))

    def _urn(self, properties: Mapping[str, Any]) -> str | None:
        return urn_in(properties, self.type_token)

    def _location(self, values: Mapping[str, Any]) -> str:
        """The object in words, from the inputs that replace it."""
        parts = (values.get(field.name) for field in fields_of(self.operations.inputs) if field.argument.replaces)
        return "/".join(part for part in parts if isinstance(part, str))

    def _declared(self, props: Mapping[str, Any]) -> Declared[Any]:
        # A program of version 0.1.0 passes no URN, so only the identity distinguishes its resources.
        urn = self._urn(props) or ""
        values = self._inputs_of(with_whole_numbers(props))
        inputs: Any = load(self.operations.inputs, props)
        return Declared(urn, inputs, values, self._run.is_forced(urn), self._run.replaced_id(urn))

    def _prior(self, id_: str, props: Mapping[str, Any]) -> PriorState[Any]:
        outputs = {output.name: props.get(output.name) for output in self.operations.outputs}
        return PriorState(self._urn(props), id_, load(self.operations.inputs, props), outputs)

    def _with_successor(self, prior: PriorState[Any]) -> PriorState[Any]:
        """What takes the place of an object that is being deleted, if the program still declares its resource."""
        if prior.urn and self._owners.is_elsewhere(prior.urn):
            return replace(prior, moved=True)
        if self._run.is_cascading(prior.id):
            return replace(prior, deleted_first=True)
        urn = self._run.replacing(prior.id) or self._forced(prior) or prior.urn
        if urn is None or not self._run.declares(urn):
            return prior
        id = self._owners.object_of(urn)
        if id is None:
            return replace(prior, deleted_first=True)
        return replace(prior, successor=Successor(id, load(self.operations.inputs, self._run.inputs_of(urn))))

    def _forced(self, prior: PriorState[Any]) -> str | None:
        """The resource that a person replaces without a change. Its state, `prior`, may have the URN of an old name."""
        declared = self._run.uncompared().items()
        return next((urn for urn, values in declared if load(self.operations.inputs, values) == prior.inputs), None)

    def _inputs_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        names = (field.name for field in fields_of(self.operations.inputs))
        known = {name: values[name] for name in names if values.get(name) is not None}
        return {**known, **_hidden_inputs(values)}

    def _state(self, declared: Mapping[str, Any], remote: RemoteState) -> dict[str, Any]:
        """What goes into the state: the inputs as the vendor returned them, else as declared, and the outputs."""
        inputs = self._inputs_of({**declared, **dict.fromkeys(remote.inputs)})
        inputs |= canonical_form(self.operations.inputs, remote.inputs)
        outputs = {name: value for name, value in remote.outputs.items() if value is not None}
        return {**inputs, **outputs, VERSION_KEY: VERSION}

    def _is_state(self, props: Mapping[str, Any]) -> bool:
        """Whether properties come from a state, and not straight from a program. Version 0.1.0 wrote no version."""
        return VERSION_KEY in props or any(output.name in props for output in self.operations.outputs)

    def _checked_or_raise(self, declared: dict[str, Any]) -> dict[str, Any]:
        result = self._check({}, declared)
        if result.failures:
            raise BackupsError("; ".join(f"{found.property} {found.reason}" for found in result.failures) + ".")
        inputs: dict[str, Any] = result.inputs
        return inputs


def _hidden_inputs(values: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that no person sets, which pass through every operation."""
    return {URN_KEY: values[URN_KEY]} if URN_KEY in values else {}


def _why_kept(user: str, deleted: str | None) -> str:
    """Why an object is kept that Pulumi deletes: `user` has it, and it is deleted for `deleted`."""
    if user != deleted:
        return f"the resource {name_in(user)} of this program has it now."
    return (
        "the replacement adopted it, so nothing new was created. To create a new one, remove adopt from the program "
        "and set delete_before_replace=True in the resource's options."
    )
