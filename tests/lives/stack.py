"""A stack on the model of the engine, with both vendors in the process."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Any

from tests.lives.engine import Engine, Entry, Flags, Ran, Resource
from tests.lives.objects import kind_of
from tests.lives.vendors import Fault, KilledError, Vendors


class Stack:
    """A program, its state and the vendors. Each command is a process of its own."""

    def __init__(self) -> None:
        self.vendors = Vendors()
        self.engine = Engine(self.vendors.provider, self._watch)
        self.program: list[Resource] = []
        self.lines = ""
        self.killed = False

    @property
    def state(self) -> list[Entry]:
        return self.engine.state

    def declare(self, *resources: Resource) -> None:
        """Writes the program."""
        self.program = list(resources)

    def up(self, *, fault: Fault | None = None, **flags: Any) -> Ran:
        return self._command(lambda: self.engine.up(self.program, Flags(**flags)), fault)

    def preview(self, **flags: Any) -> Ran:
        return self._command(lambda: self.engine.preview(self.program, Flags(**flags)))

    def refresh(self, **flags: Any) -> Ran:
        return self._command(lambda: self.engine.refresh(Flags(**flags)))

    def destroy(self, *, fault: Fault | None = None, **flags: Any) -> Ran:
        return self._command(lambda: self.engine.destroy(Flags(**flags)), fault)

    @contextmanager
    def _watch(self, method: str, subject: Resource | Entry) -> Iterator[None]:
        """Only adopt="overwrite" lets a create touch what exists already."""
        watched = method == "create" and subject.inputs.get("adopt") != "overwrite"
        kind = kind_of(subject.provider)
        before = self.vendors.things_of(kind) if watched else []
        yield
        if watched:
            now = {thing.id: thing.settings for thing in self.vendors.things_of(kind)}
            assert {thing.id: now.get(thing.id) for thing in before} == {thing.id: thing.settings for thing in before}

    def _command(self, command: Callable[[], Ran], fault: Fault | None = None) -> Ran:
        """Runs a command. `lines` has what the providers print, and `killed` says whether it was killed."""
        self.killed = False
        with redirect_stderr(io.StringIO()) as printed, self.vendors.process(fault):
            try:
                ran = command()
            except KilledError:
                self.killed, ran = True, Ran()
        self.lines = printed.getvalue()
        return ran
