"""A provider that records how it is called, for a program on the real engine and for the model of the engine alike."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pulumi
from pulumi import dynamic
from pulumi_backups.bridge import Provider
from pulumi_backups.errors import BackupsError

# The variable that names the file of the record.
RECORD = "LIVES_RECORD"


class RecorderProvider(Provider):
    """Has no vendor. The inputs decide what happens to a resource.

    label: its name. value: a change updates. key: a change replaces. fails: the method that fails.
    """

    def configure(self, _req: dynamic.ConfigureRequest, _kinds: object = None) -> None:
        self._file = Path(os.environ[RECORD])

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        self._record("check", news, "olds" if _visible(olds) else "")
        return dynamic.CheckResult(_visible(news), [])

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        self._record("diff", news, id_)
        replaces = [name for name in ("key",) if olds.get(name) != news.get(name)]
        return dynamic.DiffResult(_visible(olds) != _visible(news), replaces)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        self._record("create", props, "")
        return dynamic.CreateResult(f"{props['label']}/{self._file.stem}", _visible(props))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        self._record("read", props, id_)
        return dynamic.ReadResult(id_, _visible(props), _visible(props))

    def update(self, id_: str, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        self._record("update", news, id_)
        return dynamic.UpdateResult(_visible(news))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        self._record("delete", props, id_)

    def _record(self, method: str, props: dict[str, Any], id: str) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([method, props["label"], id]) + "\n")
        if props.get("fails") == method:
            raise BackupsError(f"{method} fails on purpose.")


def _visible(props: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in props.items() if not name.startswith("__")}


class Recorder(dynamic.Resource, module="lives", name="Recorder"):
    """The resource of the program on the real engine."""

    def __init__(self, label: str, inputs: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RecorderProvider(), label, {"label": label, **inputs}, opts)
