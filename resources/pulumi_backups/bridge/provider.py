"""Turns the description of a resource into a Pulumi dynamic provider. It knows no vendor."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, ClassVar

from pulumi import dynamic

from pulumi_backups.bridge.check import canonical_form, check
from pulumi_backups.bridge.diff import diff
from pulumi_backups.bridge.host import end_with_the_engine, show_errors_as_sentences, warn
from pulumi_backups.bridge.inputs import ADOPT, fields_of, load
from pulumi_backups.bridge.operations import Operations, PriorState, RemoteState
from pulumi_backups.bridge.owners import Owners
from pulumi_backups.bridge.settings import Settings
from pulumi_backups.errors import BackupsError

# The key under which Pulumi keeps the pickled provider among a resource's properties.
PROVIDER_KEY = "__provider"
# The version of what this package writes into a state. A refresh passes it back, and nothing else does.
VERSION_KEY, VERSION = "__version", 1


class Provider(dynamic.ResourceProvider):
    """The dynamic provider of one resource. A subclass names the resource's operations.

    It has no state and is pickled by reference to its class. Each state therefore holds about a hundred bytes of it,
    and always runs the code that is installed. The module path and the name of each subclass are in every user's
    state: they never change.
    """

    serialize_as_secret_always = False
    operations: ClassVar[type[Operations[Any]]]

    def __reduce__(self) -> tuple[type[Provider], tuple[()]]:
        return type(self), ()

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Stores where the settings are. The first call that needs a missing one reports it."""
        show_errors_as_sentences()
        end_with_the_engine()
        self._settings = Settings.of(self.operations.vendor, req.config.get)
        self._connected: Operations[Any] | None = None
        self._connecting = threading.Lock()
        self._owners = Owners()

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Brings inputs into canonical form, or refuses each wrong one by name. It sends nothing."""
        vendor, model = self.operations.vendor, self.operations.inputs
        declared = {name: value for name, value in news.items() if name != PROVIDER_KEY}
        for field in fields_of(model):
            if field.argument.create_only and olds:
                declared[field.name] = olds.get(field.name)
        checked = check(
            model,
            declared,
            self._settings.get,
            lambda setting: f"is required: give it here, or set {vendor.named(setting)}",
        )
        for warning in checked.warnings:
            warn(f"{vendor.title}: {self._location(checked.values)}: {warning.property} {warning.words}")
        failures = [dynamic.CheckFailure(found.property, found.reason()) for found in checked.violations]
        return dynamic.CheckResult(checked.values, failures)

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Compares canonical forms. It sends nothing.

        A replacement creates first, because a changed identity leaves room for both. Pulumi does not ask here if a
        person forces a replacement (`pulumi up --replace`); that creates first too, unless the resource's options
        say otherwise.
        """
        found = diff(self.operations.inputs, olds, news)
        self._owners.compared(
            id_, adopts=bool(news.get(ADOPT)), differs=bool(found.changed), replacing=bool(found.replacing)
        )
        if not found.replacing:
            self._has(id_, olds)
        return dynamic.DiffResult(bool(found.changed), list(found.replacing), delete_before_replace=False)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Creates the object, or adopts it, exactly once."""
        operations = self._operations()
        inputs: Any = load(self.operations.inputs, props)
        identity = self._claim("create", operations.identity(inputs))
        try:
            remote = operations.create(inputs)
        except BaseException:
            self._release(identity)
            raise
        self._has(remote.id, remote.outputs)
        if remote.adopted and not self._owners.adopted(remote.id):
            warn(
                f"{self.operations.vendor.title}: two resources of this program have {remote.id}, and what one sets "
                "is drift to the other. Run pulumi state delete for one of them, and remove it from the program."
            )
        return dynamic.CreateResult(remote.id, self._state(props, remote))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Reads for `pulumi refresh`, and for a resource declared with the id of an existing object."""
        refreshing = self._is_state(props)
        if not refreshing:
            props = self._checked_or_raise(props)
        self._owners.read(id_)
        remote = self._operations().read(self._prior(id_, props))
        if remote is None:
            if not refreshing:
                raise BackupsError(f"{self.operations.vendor.title}: there is no object with the id {id_!r}.")
            return dynamic.ReadResult(None, {})
        state = self._state(props, remote)
        if refreshing and VERSION_KEY not in props:
            # A refresh of an untouched stack of version 0.1.0 must show nothing either.
            del state[VERSION_KEY]
        # Without drift the recorded inputs stay, so that a refresh of an untouched stack shows nothing.
        drifted = diff(self.operations.inputs, props, state).changed
        return dynamic.ReadResult(remote.id, state, self._inputs_of(state if drifted else props))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        """Changes the object in place."""
        self._owners.updating(id_)
        operations, prior = self._operations(), self._prior(id_, olds)
        inputs: Any = load(self.operations.inputs, news)
        old_identity, identity = operations.identity(prior.inputs), operations.identity(inputs)
        if identity != old_identity:
            self._claim("update", identity)
        remote = operations.update(prior, inputs)
        if identity != old_identity:
            self._release(old_identity)
        self._has(remote.id, remote.outputs)
        return dynamic.UpdateResult(self._state(news, remote))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Deletes the object, unless another resource has it now."""
        shared = self.operations.vendors_id is not None
        if self._owners.keep(id_, adopts=bool(props.get(ADOPT)), shared=shared):
            warn(
                f"{self.operations.vendor.title}: {id_} is kept: another resource of the stack has it. If that one "
                "was to replace it, nothing new was created: remove adopt from the program, and replace it again."
            )
            return
        operations, prior = self._operations(), self._prior(id_, props)
        operations.delete(prior)
        self._release(operations.identity(prior.inputs))

    def _claim(self, verb: str, identity: str | None) -> str | None:
        if identity is not None and not self._owners.claim(identity):
            raise BackupsError(
                f"{self.operations.vendor.title}: could not {verb} {identity}: two resources of this program declare "
                f"it. {self.operations.if_declared_twice}"
            )
        return identity

    def _release(self, identity: str | None) -> None:
        if identity is not None:
            self._owners.release(identity)

    def _operations(self) -> Operations[Any]:
        with self._connecting:
            if self._connected is None:
                self._connected = self.operations(self._settings)
                self._connected.owners = self._owners
        return self._connected

    def _has(self, id_: str, outputs: Mapping[str, Any]) -> None:
        name = self.operations.vendors_id
        if name and outputs.get(name):
            self._owners.has(id_, outputs[name])

    def _location(self, values: Mapping[str, Any]) -> str:
        """Which object is meant, by the inputs that replace it; its name in the program is not known here."""
        parts = (values.get(field.name) for field in fields_of(self.operations.inputs) if field.argument.replaces)
        return "/".join(part for part in parts if isinstance(part, str))

    def _prior(self, id_: str, props: Mapping[str, Any]) -> PriorState[Any]:
        outputs = {output.name: props.get(output.name) for output in self.operations.outputs}
        return PriorState(id_, load(self.operations.inputs, props), outputs)

    def _inputs_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        names = (field.name for field in fields_of(self.operations.inputs))
        return {name: values[name] for name in names if values.get(name) is not None}

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
        result = self.check({}, declared)
        if result.failures:
            raise BackupsError("; ".join(f"{found.property} {found.reason}" for found in result.failures) + ".")
        inputs: dict[str, Any] = result.inputs
        return inputs
