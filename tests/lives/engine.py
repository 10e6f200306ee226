"""A model of Pulumi's engine: which calls a run makes to the providers, in which order, and what the state is then.

`test_engine.py` compares it with the real engine. The model is left with one resource at a time: where the real engine
works in parallel, `Flags.ahead` chooses one of the two extreme orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi import dynamic
from pulumi_backups.bridge import Provider
from pulumi_backups.errors import BackupsError

from tests.conftest import as_floats

Step = Callable[[], None]


@dataclass(frozen=True)
class Resource:
    """A resource as the program declares it, with its options.

    id: of an existing object that the program only reads: ResourceOptions(id=...). alias: the URN of an earlier name.
    """

    provider: type[Provider]
    name: str
    inputs: dict[str, Any]
    alias: str | None = None
    id: str | None = None
    delete_before_replace: bool = False
    protect: bool = False
    retain_on_delete: bool = False
    replacement_trigger: int | None = None
    depends_on: tuple[str, ...] = ()

    @property
    def urn(self) -> str:
        return urn_of(self.provider, self.name)


def urn_of(provider: type[Provider], name: str) -> str:
    """The URN of a resource. The type token differs from the real one, which no provider looks at."""
    return f"urn:pulumi:dev::tests::{provider.__name__.removesuffix('Provider')}::{name}"


@dataclass
class Entry:
    """A resource in the state.

    external: the program only reads it. delete: it is replaced, and its object is to be deleted.
    pending_replacement: its object is deleted, and the new one is not created yet.
    """

    urn: str
    provider: type[Provider]
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    external: bool = False
    delete: bool = False
    pending_replacement: bool = False
    taint: bool = False
    protect: bool = False
    retain_on_delete: bool = False
    replacement_trigger: int | None = None


@dataclass(frozen=True)
class Flags:
    """The flags of a command.

    targets, excludes, replaces: URNs.
    ahead: whether all resources are checked and compared before the first one is created or changed.
    """

    preview: bool = False
    refresh: bool = False
    targets: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()
    continue_on_error: bool = False
    ahead: bool = False

    def includes(self, urn: str) -> bool:
        return urn in self.targets if self.targets else urn not in self.excludes

    @property
    def is_partial(self) -> bool:
        return bool(self.targets or self.excludes)


@dataclass(frozen=True)
class Call:
    """A call to a provider. Check has no id, and create returns one."""

    method: str
    urn: str
    id: str = ""


@dataclass
class Ran:
    """What a command did. `errors`: by URN. `steps`: pairs of operation and URN, without what stayed the same."""

    errors: list[tuple[str, str]] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors


Watch = Callable[[str, "Resource | Entry"], AbstractContextManager[None]]


class Engine:
    """A stack, and the commands on it.

    connect: configures a new instance of a provider, as a new process does.
    watch: surrounds each call to a provider.
    """

    def __init__(self, connect: Callable[[type[Provider]], Provider], watch: Watch | None = None) -> None:
        self.state: list[Entry] = []
        self._connect = connect
        self._watch = watch or (lambda _method, _subject: nullcontext())

    def up(self, program: Sequence[Resource], flags: Flags = Flags()) -> Ran:
        run = self._run(self.state, flags)
        run.up(program)
        return run.ran

    def preview(self, program: Sequence[Resource], flags: Flags = Flags()) -> Ran:
        run = self._run(deepcopy(self.state), replace(flags, preview=True))
        run.up(program)
        return run.ran

    def refresh(self, flags: Flags = Flags()) -> Ran:
        run = self._run(self.state, flags)
        run.refresh()
        return run.ran

    def destroy(self, flags: Flags = Flags()) -> Ran:
        return self.up([], flags)

    def find(self, urn: str) -> Entry | None:
        """The resource in the state, without what is left of one that was replaced."""
        return next((entry for entry in self.state if entry.urn == urn and not entry.delete), None)

    def taint(self, urn: str) -> None:
        """`pulumi state taint`."""
        for entry in self.state:
            entry.taint = entry.taint or (entry.urn == urn and not entry.delete)

    def forget(self, urn: str) -> None:
        """`pulumi state delete`."""
        self.state[:] = [entry for entry in self.state if entry.urn != urn]

    def _run(self, state: list[Entry], flags: Flags) -> _Run:
        return _Run(state, self._connect, self._watch, flags)


class _CanceledError(Exception):
    """The run stops here."""


class _Run:
    """One command. The state changes with each step, so that an exception leaves what a killed engine leaves."""

    def __init__(
        self, state: list[Entry], connect: Callable[[type[Provider]], Provider], watch: Watch, flags: Flags
    ) -> None:
        self.ran = Ran()
        self._state = state
        self._connect = connect
        self._watch = watch
        self._flags = flags
        self._providers: dict[type[Provider], Provider] = {}
        self._operated: set[str] = set()
        self._failed: set[str] = set()
        self._before: list[Entry] = []

    def up(self, program: Sequence[Resource]) -> None:
        try:
            if self._flags.refresh:
                self.refresh()
                if self.ran.errors:
                    return
            self._before = list(self._state)
            self._register_all(program)
            if self.ran.ok or self._flags.continue_on_error:
                self._delete_undeclared()
        except _CanceledError:
            pass

    def refresh(self) -> None:
        """Reads every resource. The state is written once, after the last of them."""
        refreshed = []
        for entry in self._state:
            read = entry
            if self._flags.includes(entry.urn) and not entry.pending_replacement:
                try:
                    found = self._read(entry)
                except BackupsError as error:
                    self._fail(entry.urn, error)
                else:
                    if found is None:
                        self.ran.steps.append(("gone", entry.urn))
                        continue
                    if _shown(found) != _shown(entry):
                        self.ran.steps.append(("refresh", entry.urn))
                    read = found
            refreshed.append(read)
        self._state[:] = refreshed

    def _read(self, entry: Entry) -> Entry | None:
        found = self._call("read", entry, entry.id, as_floats(entry.outputs))
        if not found.id:
            return None
        outputs, inputs = found.outs or {}, found.inputs or entry.inputs
        if not entry.external:
            self._call("diff", entry, entry.id, as_floats(entry.outputs), as_floats(inputs))
        return replace(entry, id=found.id, inputs=inputs, outputs=outputs)

    def _register_all(self, program: Sequence[Resource]) -> None:
        waiting: list[tuple[Resource, list[Step]]] = []
        for resource in program:
            if resource.depends_on:
                # Its registration waits for what it depends on.
                self._execute_all(waiting)
            waiting.append((resource, self._register(resource)))
            if not self._flags.ahead:
                self._execute_all(waiting)
        self._execute_all(waiting)

    def _execute_all(self, waiting: list[tuple[Resource, list[Step]]]) -> None:
        for resource, steps in waiting:
            if self._failed.intersection(resource.depends_on):
                self._failed.add(resource.urn)
            else:
                self._execute(resource.urn, steps)
        waiting.clear()

    def _execute(self, urn: str, steps: Iterable[Step]) -> None:
        try:
            for step in steps:
                step()
        except BackupsError as error:
            self._fail(urn, error)
            if not self._flags.continue_on_error:
                raise _CanceledError from None

    def _register(self, resource: Resource) -> list[Step]:
        """The steps of a declared resource. What goes wrong before there are any ends the run in any case."""
        try:
            return self._steps(resource)
        except BackupsError as error:
            self._fail(resource.urn, error)
            raise _CanceledError from None

    def _steps(self, resource: Resource) -> list[Step]:
        urn = resource.urn
        if resource.id is not None:
            self._operated.add(urn)
            return [lambda: self._read_external(resource, self._current().get(urn))]
        old = self._old(resource)
        if not self._flags.includes(urn):
            if old:
                self._operated.update((urn, old.urn))
            return []
        forced = urn in self._flags.replaces or (old is not None and old.taint)
        if old is None or old.external or forced:
            inputs = self._check(resource, {})
        else:
            inputs = self._check(resource, old.inputs)
        if old is None:
            return [lambda: self._create(resource, inputs, None)]
        self._operated.update((urn, old.urn))
        if old.external:
            return [lambda: self._create(resource, inputs, old)]
        if forced:
            return self._replacement(resource, inputs, old)
        if None not in (triggers := {old.replacement_trigger, resource.replacement_trigger}) and len(triggers) > 1:
            return self._replacement(resource, self._check(resource, {}), old)
        change = self._call("diff", resource, old.id, as_floats(old.outputs), as_floats(inputs))
        if old.pending_replacement or (change.changes and change.replaces):
            return self._replacement(resource, self._check(resource, {}), old)
        if change.changes:
            return [lambda: self._update(resource, inputs, old)]
        return [lambda: self._keep(resource, inputs, old)]

    def _replacement(self, resource: Resource, inputs: dict[str, Any], old: Entry) -> list[Step]:
        if resource.protect and old.protect:
            raise BackupsError("unable to replace resource: it is protected.")
        if not resource.delete_before_replace:
            return [lambda: self._create(resource, inputs, old)]
        steps: list[Step] = [] if old.pending_replacement else [lambda: self._delete_before_replace(old)]
        return [*steps, lambda: self._create(resource, inputs, old)]

    def _old(self, resource: Resource) -> Entry | None:
        current = self._current()
        return current.get(resource.urn) or current.get(resource.alias or "")

    def _current(self) -> dict[str, Entry]:
        return {entry.urn: entry for entry in self._state if not entry.delete}

    def _check(self, resource: Resource, olds: dict[str, Any]) -> dict[str, Any]:
        news = as_floats({**resource.inputs, "__urn": resource.urn})
        result: dynamic.CheckResult = self._call("check", resource, as_floats(olds), news)
        if result.failures:
            raise BackupsError("; ".join(f"{found.property} {found.reason}" for found in result.failures))
        inputs: dict[str, Any] = result.inputs
        return inputs

    def _create(self, resource: Resource, inputs: dict[str, Any], old: Entry | None) -> None:
        self.ran.steps.append(("replace" if old else "create", resource.urn))
        if self._flags.preview:
            return
        created = self._call("create", resource, as_floats(inputs))
        if old and (old.pending_replacement and resource.delete_before_replace):
            self._state.remove(old)
        elif old:
            old.delete = True
        self._state.append(_entry(resource, created.id, inputs, created.outs or {}))

    def _update(self, resource: Resource, inputs: dict[str, Any], old: Entry) -> None:
        self.ran.steps.append(("update", resource.urn))
        if self._flags.preview:
            return
        updated = self._call("update", resource, old.id, as_floats(old.outputs), as_floats(inputs))
        self._put(old, _entry(resource, old.id, inputs, updated.outs or {}))

    def _keep(self, resource: Resource, inputs: dict[str, Any], old: Entry) -> None:
        self._put(old, _entry(resource, old.id, inputs, old.outputs))

    def _put(self, old: Entry, new: Entry) -> None:
        self._state[self._state.index(old)] = new

    def _read_external(self, resource: Resource, old: Entry | None) -> None:
        assert resource.id is not None
        props = as_floats({**resource.inputs, "__urn": resource.urn})
        found = self._call("read", resource, resource.id, props)
        new = _entry(resource, found.id, resource.inputs, found.outs or {}, external=True)
        if old and not old.external and old.id != resource.id:
            old.delete = True
            self._state.append(new)
        elif old:
            self._put(old, new)
        else:
            self._state.append(new)

    def _delete_before_replace(self, old: Entry) -> None:
        self._delete_object(old)
        if not self._flags.preview:
            old.pending_replacement = True

    def _delete_undeclared(self) -> None:
        for entry in reversed(self._before):
            if self._flags.includes(entry.urn) and (entry.delete or entry.urn not in self._operated):
                self._execute(entry.urn, [lambda entry=entry: self._delete(entry)])  # type: ignore[misc]

    def _delete(self, entry: Entry) -> None:
        if entry.protect and not entry.delete:
            # The engine goes on with the next one.
            self._fail(entry.urn, BackupsError("it is protected, so Pulumi does not delete it."))
            return
        if not entry.pending_replacement or entry.delete:
            self._delete_object(entry)
        self._state.remove(entry)

    def _delete_object(self, entry: Entry) -> None:
        self.ran.steps.append(("delete", entry.urn))
        if not (entry.external or entry.retain_on_delete or self._flags.preview):
            self._call("delete", entry, entry.id, as_floats(entry.outputs))

    def _call(self, method: str, subject: Resource | Entry, *arguments: Any) -> Any:
        id = arguments[0] if isinstance(arguments[0], str) else ""
        self.ran.calls.append(Call(method, subject.urn, id))
        if subject.provider not in self._providers:
            self._providers[subject.provider] = self._connect(subject.provider)
        with self._watch(method, subject):
            return getattr(self._providers[subject.provider], method)(*arguments)

    def _fail(self, urn: str, error: BackupsError) -> None:
        self._failed.add(urn)
        self.ran.errors.append((urn, str(error)))


def _entry(
    resource: Resource, id: str, inputs: dict[str, Any], outputs: dict[str, Any], *, external: bool = False
) -> Entry:
    return Entry(
        resource.urn,
        resource.provider,
        id,
        inputs,
        outputs,
        external=external,
        protect=resource.protect,
        retain_on_delete=resource.retain_on_delete,
        replacement_trigger=resource.replacement_trigger,
    )


def _shown(entry: Entry) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """What a refresh compares. Of a resource that is only read, that is what the vendor returned.

    The real engine passes over inputs in which only `adopt` differs.
    """
    inputs = {} if entry.external else {**_visible(entry.inputs), "adopt": None}
    return entry.id, as_floats(inputs), as_floats(_visible(entry.outputs))


def _visible(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith("__")}
