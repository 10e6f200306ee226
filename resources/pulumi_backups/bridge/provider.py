"""Turns the description of a resource into a Pulumi dynamic provider. It knows no vendor."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, ClassVar

from pulumi import dynamic

from pulumi_backups.bridge.check import check
from pulumi_backups.bridge.diff import diff
from pulumi_backups.bridge.host import end_with_the_engine, show_errors_as_sentences, warn
from pulumi_backups.bridge.inputs import ADOPT, fields_of, load
from pulumi_backups.bridge.operations import Operations, PriorState, RemoteState
from pulumi_backups.bridge.owners import Owners
from pulumi_backups.bridge.settings import Settings
from pulumi_backups.errors import BackupsError

# The key under which Pulumi keeps the pickled provider among a resource's properties.
PROVIDER_KEY = "__provider"


class Provider(dynamic.ResourceProvider):
    """The dynamic provider of one resource; a subclass names the resource's operations.

    It has no state and is pickled by reference to its class, so that every state holds some hundred bytes of it,
    and always runs the code that is installed. The module path and the name of each subclass stand in every
    user's state: they never change.
    """

    serialize_as_secret_always = False
    operations: ClassVar[type[Operations[Any]]]

    def __reduce__(self) -> tuple[type[Provider], tuple[()]]:
        return type(self), ()

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Remembers where settings are. Missing ones are reported by the first call that needs them."""
        show_errors_as_sentences()
        end_with_the_engine()
        self._settings = Settings.of(self.operations.vendor, req.config.get)
        self._connected: Operations[Any] | None = None
        self._connecting = threading.Lock()
        self._owners = Owners()

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Pure: brings inputs into canonical form, or refuses each wrong one by name."""
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
        for doubt in checked.warnings:
            warn(f"{vendor.title}: {self._place(checked.values)}: {doubt.property} {doubt.words}")
        failures = [dynamic.CheckFailure(found.property, found.reason()) for found in checked.problems]
        return dynamic.CheckResult(checked.values, failures)

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Pure: compares canonical forms.

        A replacement creates first: a changed identity leaves room for both. Where a person has Pulumi replace
        (`pulumi up --replace`), it does not ask here, and creates first unless the resource's options say otherwise.
        """
        found = diff(self.operations.inputs, olds, news)
        self._owners.compared(
            id_, adopts=bool(news.get(ADOPT)), differs=bool(found.changed), replacing=bool(found.replacing)
        )
        if not found.replacing:
            self._has(id_, olds)
        return dynamic.DiffResult(bool(found.changed), list(found.replacing), delete_before_replace=False)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        remote = self._remote()
        inputs: Any = load(self.operations.inputs, props)
        identity = self._claim("create", remote.identity(inputs))
        try:
            observed = remote.create(inputs)
        except BaseException:
            self._release(identity)
            raise
        self._has(observed.id, observed.outputs)
        if observed.adopted and not self._owners.adopted(observed.id):
            warn(
                f"{self.operations.vendor.title}: two resources of this program have {observed.id}, and what one sets "
                "is drift to the other. Run pulumi state delete for one of them, and take it out of the program."
            )
        return dynamic.CreateResult(observed.id, self._state(props, observed))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Reads for `pulumi refresh`, and for a resource declared with the id of an existing object."""
        refreshing = any(name in props for name in self.operations.outputs)
        if not refreshing:
            props = self._checked_or_raise(props)
        self._owners.read(id_)
        observed = self._remote().read(self._recorded(id_, props))
        if observed is None:
            if not refreshing:
                raise BackupsError(f"{self.operations.vendor.title}: there is no object with the id {id_!r}.")
            return dynamic.ReadResult(None, {})
        state = self._state(props, observed)
        # What has not drifted keeps its recorded inputs, so that a refresh of an untouched stack shows nothing.
        drifted = diff(self.operations.inputs, props, state).changed
        return dynamic.ReadResult(observed.id, state, self._inputs_of(state if drifted else props))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        self._owners.updating(id_)
        remote, recorded = self._remote(), self._recorded(id_, olds)
        inputs: Any = load(self.operations.inputs, news)
        before, now = remote.identity(recorded.inputs), remote.identity(inputs)
        if now != before:
            self._claim("update", now)
        observed = remote.update(recorded, inputs)
        if now != before:
            self._release(before)
        self._has(observed.id, observed.outputs)
        return dynamic.UpdateResult(self._state(news, observed))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Deletes the object, unless another resource has it now."""
        shared = self.operations.vendors_id is not None
        if self._owners.keep(id_, adopts=bool(props.get(ADOPT)), shared=shared):
            warn(
                f"{self.operations.vendor.title}: {id_} stays: another resource of the stack has it. Where that one "
                "was to replace it, nothing new was made: take adopt out of the program, and replace it again."
            )
            return
        remote, recorded = self._remote(), self._recorded(id_, props)
        remote.delete(recorded)
        self._release(remote.identity(recorded.inputs))

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

    def _remote(self) -> Operations[Any]:
        with self._connecting:
            if self._connected is None:
                self._connected = self.operations(self._settings)
                self._connected.owners = self._owners
        return self._connected

    def _has(self, id_: str, outputs: Mapping[str, Any]) -> None:
        name = self.operations.vendors_id
        if name and outputs.get(name):
            self._owners.has(id_, outputs[name])

    def _place(self, values: Mapping[str, Any]) -> str:
        """Which object is meant, by the inputs that make up its identity; its name in the program is not known here."""
        parts = (values.get(field.name) for field in fields_of(self.operations.inputs) if field.argument.replaces)
        return "/".join(part for part in parts if isinstance(part, str))

    def _recorded(self, id_: str, props: Mapping[str, Any]) -> PriorState[Any]:
        outputs = {name: props.get(name) for name in self.operations.outputs}
        return PriorState(id_, load(self.operations.inputs, props), outputs)

    def _inputs_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        names = (field.name for field in fields_of(self.operations.inputs))
        return {name: values[name] for name in names if values.get(name) is not None}

    def _state(self, declared: Mapping[str, Any], observed: RemoteState) -> dict[str, Any]:
        """What goes into state: the inputs as the vendor shows them, else as declared, and the outputs."""
        values = {**self._inputs_of(declared), **observed.inputs, **observed.outputs}
        return {name: value for name, value in values.items() if value is not None}

    def _checked_or_raise(self, declared: dict[str, Any]) -> dict[str, Any]:
        result = self.check({}, declared)
        if result.failures:
            raise BackupsError("; ".join(f"{found.property} {found.reason}" for found in result.failures) + ".")
        inputs: dict[str, Any] = result.inputs
        return inputs
