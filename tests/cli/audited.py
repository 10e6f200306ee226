"""A stack of some resources and an emulator whose clock stands still, for audits of any moment."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge import Provider
from pulumi_backups.cli.audit.command import PROOFS
from pulumi_backups.cli.audit.inspection import inspect
from pulumi_backups.cli.audit.report import Report
from pulumi_backups.cli.audit.state import State, read_state
from pulumi_backups.northflank.addon_backup_plan import AddonBackupPlanProvider
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleProvider
from pulumi_backups.planetscale.backup_plan import BackupPlanProvider
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.proof import Finding, Tolerance

from tests.vendors import VENDORS

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Thing = dict[str, Any]

QUARTER = Tolerance()
NOTHING: Mapping[str, list[str]] = {}
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

HOURLY: Thing = {
    "target": "production",
    "frequency_value": 4,
    "frequency_unit": "hour",
    "schedule_time": "00:00",
    "retention_value": 2,
    "retention_unit": "day",
}
DAILY: Thing = HOURLY | {"frequency_value": 1, "frequency_unit": "day", "schedule_time": "03:00", "retention_value": 30}
WEEKLY: Thing = DAILY | {"frequency_unit": "week", "schedule_day": 0, "retention_value": 20, "retention_unit": "week"}
DUMPS: Thing = {
    "backup_type": "dump",
    "scheduling": {"interval": "daily", "hour": 3, "minute": 0},
    "retention_time": 30,
}
SNAPSHOTS: Thing = {"backup_type": "snapshot", "scheduling": {"interval": "hourly", "minute": 0}, "retention_time": 2}

# What makes a policy not run any more.
NEVER = {"next_run_at": "2099-01-01T00:00:00Z"}

PROVIDERS: dict[type[Provider], str] = {
    BackupPolicyProvider: "planetscale:BackupPolicy",
    BackupPlanProvider: "planetscale:BackupPlan",
    AddonBackupScheduleProvider: "northflank:AddonBackupSchedule",
    AddonBackupPlanProvider: "northflank:AddonBackupPlan",
    VolumeBackupScheduleProvider: "northflank:VolumeBackupSchedule",
}


def environment_of(config: Mapping[str, str]) -> dict[str, str]:
    """The settings of a stack config as environment variables."""
    found = {}
    for vendor in VENDORS.values():
        account = vendor.account
        shared = (account.base_url_setting, account.requests_setting, "retry_seconds", "max_wait_seconds")
        for setting in (*account.credential_settings, *shared):
            if value := config.get(account.config_key(setting)):
                found[account.environment_key(setting)] = value
    return found


class World:
    """The resources of one stack, which exist since BEGIN unless the clock has moved."""

    def __init__(self, emulator: Emulator, config: Callable[..., dict[str, str]], new_stack: type[Stack]) -> None:
        self.emulator = emulator
        self.now = BEGIN
        self._config, self._new_stack = config, new_stack
        self._resources: dict[str, tuple[Stack, str, datetime]] = {}
        self.move(BEGIN)

    def move(self, moment: datetime) -> None:
        """Moves the vendors' clock, and with it that of the audit."""
        self.now = moment
        self.emulator.call("POST", "/clock", {"now": moment.isoformat(), "frozen": True})

    def databases(self, *names: str, **described: Thing) -> None:
        """Creates databases of the organization acme."""
        databases = {**{name: {"branches": {"main": {"production": True}}} for name in names}, **described}
        self.emulator.call("POST", "/seed", {"planetscale": {"organizations": {"acme": {"databases": databases}}}})

    def up(self, provider: type[Provider], name: str, /, **declared: Any) -> Stack:
        """Creates or updates a resource, as pulumi up does."""
        stack = self._resources[name][0] if name in self._resources else self._new_stack(provider, {}, name)
        stack.start(self._config())
        stack.up(**declared)
        self._resources[name] = stack, PROVIDERS[provider], self.now
        return stack

    def refresh(self, name: str) -> Thing:
        """Reads a resource, as pulumi refresh does. Returns its state."""
        stack, kind, _ = self._resources[name]
        stack.start(self._config())
        assert stack.refresh()
        self._resources[name] = stack, kind, self.now
        return stack.state

    def policy(self, name: str, /, **declared: Any) -> Stack:
        return self.up(BackupPolicyProvider, name, **{"name": name, **declared})

    def plan(self, name: str, /, **declared: Any) -> Stack:
        return self.up(BackupPlanProvider, name, **{"database": name, **declared})

    def schedule(self, name: str, /, **declared: Any) -> Stack:
        return self.up(AddonBackupScheduleProvider, name, **{"project_id": "shop", **declared})

    def addon_plan(self, name: str, /, **declared: Any) -> Stack:
        return self.up(AddonBackupPlanProvider, name, **{"project_id": "shop", "addon_id": name, **declared})

    def volume(self, name: str, /, **declared: Any) -> Stack:
        return self.up(VolumeBackupScheduleProvider, name, **{"project_id": "shop", "volume_id": name, **declared})

    def export(self) -> Thing:
        """What pulumi stack export prints."""
        entries = []
        for name, (stack, kind, modified) in self._resources.items():
            type_token = f"pulumi-python:dynamic/{kind}"
            entries.append(
                {
                    "urn": f"urn:pulumi:dev::tests::{type_token}::{name}",
                    "custom": True,
                    "id": stack.id,
                    "type": type_token,
                    "inputs": stack.inputs,
                    "outputs": stack.state,
                    "created": modified.isoformat(),
                    "modified": modified.isoformat(),
                }
            )
        return {"version": 3, "deployment": {"resources": entries}}

    def state(self) -> State:
        return read_state(json.dumps(self.export()), "The state", {name: proof.kinds for name, proof in PROOFS.items()})

    def report(self, tolerance: Tolerance = QUARTER, widened: Mapping[str, list[str]] = NOTHING) -> Report:
        """Audits the stack at the present moment of the vendors."""
        return Report.of(inspect(self.state(), PROOFS, widened, lambda _: None), self.now, tolerance)

    def audit(self, **widened: list[str]) -> dict[str, str]:
        """The verdicts of an audit at the present moment, each by what it is about.

        widened: what to look at besides, by vendor.
        """
        return verdicts(self.report(widened=widened))

    def policies(self, **fields: str) -> list[Thing]:
        """The policies that PlanetScale has, except the required ones."""
        found = self.emulator.call("GET", "/planetscale/policies")["policies"]
        wanted = {"required": False, **fields}
        return [each for each in found if all(each[name] == value for name, value in wanted.items())]

    def edit(self, name: str, /, **changes: Any) -> None:
        """Changes policies of a name behind Pulumi's back."""
        for policy in self.policies(name=name):
            self.emulator.call("PATCH", f"/planetscale/policies/{policy['id']}", changes)

    def backups(self, policy: str, branch: str = "main") -> list[Thing]:
        """The backups that PlanetScale has of policies of a name, the newest first."""
        found = self.emulator.call("GET", "/planetscale/backups")["backups"]
        own = [each for each in found if each["backup_policy"] and each["backup_policy"]["name"] == policy]
        shown = [each for each in own if each["database_branch"]["name"] == branch]
        return sorted(shown, key=lambda each: str(each["created_at"]), reverse=True)

    def edit_backup(self, backup: Thing, **changes: Any) -> None:
        self.emulator.call("PATCH", f"/planetscale/backups/{backup['id']}", changes)

    def delete_backup(self, backup: Thing) -> None:
        self.emulator.call("DELETE", f"/planetscale/backups/{backup['id']}")

    def schedules(self, **fields: Any) -> list[Thing]:
        """The schedules that Northflank has."""
        found = self.emulator.call("GET", "/northflank/schedules")["schedules"]
        return [each for each in found if all(each.get(name) == value for name, value in fields.items())]

    def backups_of_addon(self, addon: str) -> list[Thing]:
        """The backups that Northflank has of an add-on, the newest first."""
        found = self.emulator.call("GET", f"/northflank/backups?addon_id={addon}")["backups"]
        return sorted(found, key=lambda each: str(each["createdAt"]), reverse=True)

    def add_policy(self, **described: Any) -> None:
        """Creates a policy behind Pulumi's back."""
        self.emulator.call("POST", "/planetscale/policies", described)

    def add_schedule(self, addon: str) -> None:
        """Creates a schedule of daily snapshots behind Pulumi's back."""
        self.emulator.call("POST", "/northflank/schedules", {"project_id": "shop", "addon_id": addon})

    def delete(self, name: str, /) -> None:
        """Deletes policies of a name behind Pulumi's back."""
        for policy in self.policies(name=name):
            self.emulator.call("DELETE", f"/planetscale/policies/{policy['id']}")


def about(finding: Finding) -> str:
    """`acme/orders/main nightly`."""
    return f"{finding.subject.where} {finding.subject.name}"


def verdicts(report: Report) -> dict[str, str]:
    found = [(about(finding), finding.verdict.value) for finding in report.findings]
    assert len(dict(found)) == len(found), found
    return dict(found)


def found_in(report: Report, what: str) -> Finding:
    (finding,) = (each for each in report.findings if about(each) == what)
    return finding


def cleared(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment without any setting of a vendor."""
    return {name: value for name, value in environment.items() if not name.startswith(PREFIXES)}


PREFIXES = tuple(f"{name.upper()}_" for name in VENDORS)
