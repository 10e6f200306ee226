"""Both vendors in the process, as a test of lives sees them: without a socket, and with the faults of one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pulumi import dynamic
from pulumi_backups import connect
from pulumi_backups.bridge import Provider, Settings, host
from pulumi_backups.bridge.kinds import Kinds
from pulumi_backups.emulator.editable import Editable
from pulumi_backups.emulator.emulator import Emulator
from pulumi_backups.http.clock import Clock
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider
from pulumi_backups.planetscale.settings import PLANETSCALE

from tests.conftest import config_of_a_run
from tests.contract.product_requests import check
from tests.emulated import new_emulator

BASE_URL = "http://127.0.0.1"
START = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
# What the emulator calls the objects of a provider.
KINDS: dict[type[Provider], str] = {
    BackupPolicyProvider: "planetscale.policy",
    AddonBackupScheduleProvider: "northflank.schedule",
    BranchBackupProvider: "planetscale.backup",
}

Body = dict[str, Any]


class KilledError(BaseException):
    """The engine and the provider are killed. Nothing may catch it, so it is no Exception."""


@dataclass(frozen=True)
class Fault:
    """What happens to one request of a run that changes something: number `skip`, from 0.

    "lost": the vendor carries it out, and the response does not arrive. "refused": a 503, and nothing is carried out.
    "killed": the vendor carries it out, and Pulumi is killed. "killed before": Pulumi is killed first.
    """

    kind: str
    skip: int


@dataclass(frozen=True)
class Thing:
    """An object at a vendor. id: the vendor's. physical_id: what Pulumi calls it. identity: its name or key."""

    provider: type[Provider]
    id: str
    physical_id: str
    identity: str
    body: Body = field(repr=False)

    @property
    def settings(self) -> Body:
        """What a person set, and what does not change by itself."""
        moving = ("updated", "last_ran", "next_run", "schema_snapshot", "estimated", "database_branch")
        return {name: value for name, value in self.body.items() if not name.startswith(moving)}


class Vendors(httpx.BaseTransport):
    """The emulator of both vendors, as the transport of every client."""

    def __init__(self) -> None:
        app = new_emulator(httpx.ReadError)
        self._transport = httpx.WSGITransport(app=app)
        self._emulator: Emulator = app.extensions["emulator"]
        self._editables = {
            editable.kind: editable for vendor in self._emulator.vendors for editable in vendor.editables
        }
        self._config = config_of_a_run(BASE_URL)
        self._clock = _Clock(self)
        self._kinds = Kinds()
        self.fault: Fault | None = None
        self.struck = 0
        self.requests: list[tuple[str, str]] = []
        # A backup is finished when it is started, because these lives are not about waiting. Nor are they about changes
        # that the vendor refuses.
        accepted = {"planetscale.patch_null": "accept"}
        self._emulator.world.switches.set({"planetscale.backup_seconds": 0, **accepted})
        self.tick(0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append((request.method, request.url.path))
        check(request.method, request.url.raw_path.decode(), request.content)
        kind = self._next_fault(request.method)
        if kind == "refused":
            return httpx.Response(503, json={"message": "planned fault"}, request=request)
        if kind == "killed before":
            raise KilledError
        response = self._transport.handle_request(request)
        if kind == "lost":
            raise httpx.ReadError("the response is lost", request=request)
        if kind == "killed":
            raise KilledError
        return response

    def _next_fault(self, method: str) -> str:
        if self.fault is None or method == "GET":
            return ""
        if self.fault.skip:
            self.fault = Fault(self.fault.kind, self.fault.skip - 1)
            return ""
        kind, self.fault = self.fault.kind, None
        self.struck += 1
        return kind

    @contextmanager
    def process(self, fault: Fault | None = None) -> Iterator[None]:
        """A new process of the provider. It has no clients, no lists and no notes of another one."""
        connect._clients.clear()
        host._warn.cache_clear()
        self.fault, self.struck, self.requests, self._kinds = fault, 0, [], Kinds()
        self.tick(60)
        for vendor in (PLANETSCALE, NORTHFLANK):
            client = connect.connect(Settings.of(vendor, self._config.get))
            client._new_http.keywords["transport"] = self
            client._idle = []
            client.clock = self._clock
        try:
            yield
        finally:
            self.fault = None

    def provider(self, cls: type[Provider]) -> Provider:
        """A configured instance, as the host makes one."""
        made = cls()
        made.configure(dynamic.ConfigureRequest(dynamic.Config(self._config, "tests")), self._kinds)
        return made

    def tick(self, seconds: float) -> None:
        """Time passes."""
        self._clock.elapsed += seconds
        self._emulator.move_clock(now=self._clock.now().isoformat(), frozen=True)

    def things(self) -> list[Thing]:
        """Every object that people or programs created."""
        return [thing for provider in KINDS for thing in self.things_of(provider)]

    def things_of(self, provider: type[Provider]) -> list[Thing]:
        stored = self._emulator.store.all(KINDS[provider])
        shown = (self._editable(provider).shown(self._emulator.world, each) for each in stored)
        return [_thing(provider, body) for body in shown if not _is_the_vendors_own(body)]

    def create(self, provider: type[Provider], body: Body) -> Thing:
        """Somebody creates an object in the console."""
        return _thing(provider, self._editable(provider).create(self._emulator.world, body))

    def edit(self, thing: Thing, changes: Body) -> None:
        """Somebody edits an object in the console."""
        editable = self._editable(thing.provider)
        editable.change(self._emulator.world, editable.find(self._emulator.world, thing.id), changes)

    def delete(self, thing: Thing) -> None:
        """Somebody deletes an object in the console."""
        editable = self._editable(thing.provider)
        editable.remove(self._emulator.world, editable.find(self._emulator.world, thing.id))

    def _editable(self, provider: type[Provider]) -> Editable:
        return self._editables[KINDS[provider]]


class _Clock(Clock):
    """Time passes only when somebody waits, and passes at the emulator as well."""

    def __init__(self, vendors: Vendors) -> None:
        self.elapsed = 0.0
        self._vendors = vendors

    def monotonic(self) -> float:
        return self.elapsed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed)

    def sleep(self, seconds: float) -> None:
        self._vendors.tick(seconds)

    def random(self) -> float:
        return 1.0


def _is_the_vendors_own(body: Body) -> bool:
    """Whether it is a required policy, a backup of a policy, or deleted."""
    return bool(body.get("required") or body.get("backup_policy") or body.get("deleted_at"))


def _thing(provider: type[Provider], body: Body) -> Thing:
    if provider is AddonBackupScheduleProvider:
        parts = (body["project_id"], body["addon_id"], body["backupType"], body["scheduling"]["interval"])
        return Thing(provider, body["id"], "/".join(parts), "/".join(parts), body)
    place = [body["database"], *([body["branch"]] if "branch" in body else [])]
    return Thing(provider, body["id"], body["id"], "/".join([*place, body["name"]]), body)
