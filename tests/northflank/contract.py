"""Northflank's contract, for the contract suite. `contract.json` has it in a format of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pulumi_backups.emulator.northflank.backups import uid
from pulumi_backups.emulator.operation import Operation
from pulumi_backups.emulator.store import Store

from tests.contract.contract import Contract, Json, Send, complete, described_operation

FACTS: Json = json.loads(Path(__file__).with_name("contract.json").read_text("utf-8"))
# Fields that a response can omit: the last page has no cursor, hour and day depend on the interval, and a schedule has
# customDestinationId only if the request had it.
OPTIONAL = frozenset({"cursor", "hour", "day", "customDestinationId"})
SCHEDULING = {"interval": "weekly", "minute": [0, 30], "hour": [3], "day": [0, 6]}
SNAPSHOT: Json = {
    "backupType": "snapshot",
    "scheduling": SCHEDULING,
    "retentionTime": 30,
    "additionalDestinations": [{"destinationId": "offsite-archive", "type": "custom", "retentionTime": 60}],
}
DUMP: Json = {
    "backupType": "dump",
    "scheduling": {"interval": "hourly", "minute": [5]},
    "retentionTime": 7,
    "compressionType": "zstd",
    "customDestinationId": "offsite-archive",
}
ADDON: Json = {
    "name": "Orders copy",
    "type": "postgresql",
    "version": "17",
    "billing": {"deploymentPlan": "nf-compute-20", "storageClass": "nf-storage-ssd", "storage": 4096, "replicas": 1},
}
BACKUP = "b" * 24
FORK: Json = {
    **ADDON,
    "name": "drill-1",
    "description": "A copy for a drill",
    "tags": ["drill"],
    "tlsEnabled": True,
    "externalAccessEnabled": False,
    "backupSchedules": [DUMP],
    "source": {"backupUid": uid(BACKUP)},
}
BODIES: dict[str, list[Json | None]] = {
    "createAddonBackupSchedule": [SNAPSHOT, DUMP],
    "createAddon": [ADDON, FORK],
    "createVolumeBackupSchedule": [{"scheduling": SCHEDULING, "retentionTime": 30}],
}


def paths() -> Json:
    error = inline(FACTS["envelope"]["error"]["error"])
    error = {"type": "object", "properties": {"error": error}, "required": ["error"]}
    found: Json = {}
    for each in FACTS["operations"]:
        properties = {"data": complete(inline(each["success"]["data"] or {}), OPTIONAL)}
        if "cursor" in each["query"]:
            properties["pagination"] = complete(inline(FACTS["pagination"]["response"]), OPTIONAL)
        for path in filter(None, (each["path"], each["teamPath"])):
            described = described_operation(
                each["id"],
                path,
                query={name: FACTS["pagination"]["query"].get(name, {"type": "string"}) for name in each["query"]},
                body=inline(each["requestBody"]) if each["requestBody"] else None,
                status=each["success"]["status"],
                answer={"type": "object", "properties": properties, "required": list(properties)},
                error=error,
            )
            found.setdefault(path, {})[each["method"].lower()] = described
    return found


def inline(schema: Any) -> Any:
    """The schema with all references resolved."""
    if isinstance(schema, list):
        return [inline(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inline(FACTS["schemas"][schema["$ref"].removeprefix("#/schemas/")])
    return {name: inline(value) for name, value in schema.items()}


def names(store: Store, path: str) -> dict[str, str]:
    schedules = store.all("northflank.schedule")
    in_team = {"teamId": "acme-team", "projectId": "platform", "addonId": "audit-db", "volumeId": "files"}
    alone = {"projectId": "shop", "addonId": "orders-db", "volumeId": "uploads"}
    return {
        **(in_team if "teamId" in path else alone),
        "scheduleId": schedules[-1].id if schedules else "0" * 24,
    }


def prepare(send: Send, operation: Operation, path: str) -> None:
    collection = path.removesuffix("/{scheduleId}")
    if collection.endswith("/backups") or operation.id == "createAddon":
        addon, volume = ("audit-db", "files") if "teamId" in path else ("orders-db", "uploads")
        owner = {"volume_id": volume} if "volumeId" in path else {"addon_id": addon}
        project = {"team_id": "acme-team", "project_id": "platform"} if "teamId" in path else {"project_id": "shop"}
        for status in ("completed", "in-progress", "failed"):
            send("POST", "/_control/northflank/backups", {**project, **owner, "status": status})
        send("POST", "/_control/northflank/backups", {**project, **owner, "id": BACKUP})
    if collection.endswith("backup-schedules") and operation.method != "POST":
        for body in BODIES["createVolumeBackupSchedule" if "volumeId" in path else "createAddonBackupSchedule"]:
            send("POST", collection, body)


CONTRACT = Contract(
    paths=paths(),
    base_path="/northflank",
    credential="Bearer demo-northflank-token-0000",
    names=names,
    bodies=BODIES,
    prepare=prepare,
    seed={
        "teams": {
            "acme-team": {
                "projects": {"platform": {"volumes": {"files": {}}}},
                "destinations": {"team-archive": {}},
            }
        }
    },
)
