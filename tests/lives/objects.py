"""Which objects at the vendors a resource of the program, or an entry of the state, stands for. A plan has several."""

from __future__ import annotations

from typing import Any

from pulumi_backups.bridge import Provider
from pulumi_backups.northflank.addon_backup_plan import AddonBackupPlanProvider
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.planetscale.backup_plan import BackupPlanProvider
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider

from tests.lives.engine import Entry, Resource
from tests.lives.vendors import Thing

Name = tuple[type[Provider], str]
PARTS: dict[type[Provider], type[Provider]] = {
    BackupPlanProvider: BackupPolicyProvider,
    AddonBackupPlanProvider: AddonBackupScheduleProvider,
}


def kind_of(provider: type[Provider]) -> type[Provider]:
    """The kind of the objects that a resource has."""
    return PARTS.get(provider, provider)


def name_of(thing: Thing) -> Name:
    """What Pulumi calls an object."""
    return thing.provider, thing.physical_id


def names_of(entry: Entry) -> set[Name]:
    """What Pulumi calls the objects of an entry of the state."""
    kind = kind_of(entry.provider)
    if entry.provider is BackupPlanProvider:
        return {(kind, id) for id in entry.outputs["policy_ids"].values()}
    if entry.provider is AddonBackupPlanProvider:
        return {(kind, f"{entry.id}/{key}") for key in entry.outputs["schedule_ids"]}
    return {(kind, entry.id)}


def owned_by(state: list[Entry]) -> set[Name]:
    """What the resources own. What a killed run created is in no state, so that Pulumi itself warns of it."""
    return {name for entry in state if not (entry.external or entry.pending_replacement) for name in names_of(entry)}


def besides(entry: Entry) -> set[str]:
    """The ids of what a refresh has shown besides a plan that deletes it."""
    shown = entry.outputs.get("other_policies") or entry.outputs.get("other_schedules") or []
    return {each["id"] for each in shown} if entry.outputs.get("others") == "delete" else set()


def settings_of(resource: Resource) -> dict[Name, dict[str, Any]]:
    """What makes two declarations the same object, and the declared settings as the vendor shows them."""
    kind, inputs = kind_of(resource.provider), resource.inputs
    if resource.provider is BackupPlanProvider:
        place = {"database": inputs["database"]}
        declared = [{"name": name, **place, **policy} for name, policy in inputs["policies"].items()]
    elif resource.provider is AddonBackupPlanProvider:
        place = {name: inputs[name] for name in ("project_id", "addon_id")}
        declared = [{**place, **schedule} for schedule in inputs["schedules"]]
    else:
        declared = [inputs]
    return {(kind, _identity(kind, each)): _as_shown(kind, each) for each in declared}


def _identity(kind: type[Provider], inputs: dict[str, Any]) -> str:
    if kind is AddonBackupScheduleProvider:
        parts = (inputs["project_id"], inputs["addon_id"], inputs["backup_type"], inputs["scheduling"]["interval"])
        return "/".join(parts)
    place = [inputs["database"], *([inputs["branch"]] if "branch" in inputs else [])]
    return "/".join([*place, inputs["name"]])


def _as_shown(kind: type[Provider], inputs: dict[str, Any]) -> dict[str, Any]:
    if kind is AddonBackupScheduleProvider:
        return {"retentionTime": inputs["retention_time"], "scheduling": inputs["scheduling"]}
    if kind is BranchBackupProvider:
        return {"protected": inputs.get("protected", False), "state": "success"}
    return {name: value for name, value in inputs.items() if name != "adopt"}
