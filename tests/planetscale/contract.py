"""PlanetScale's contract, for the contract suite. `contract.json` has it in a format of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pulumi_backups.emulator.operation import Operation
from pulumi_backups.emulator.store import Store

from tests.contract.contract import Contract, Json, Send, complete, described_operation

FACTS: Json = json.loads(Path(__file__).with_name("contract.json").read_text("utf-8"))
TEXT = {"type": "string"}
ERROR: Json = {
    "type": "object",
    "properties": {"code": TEXT, "message": TEXT},
    "required": ["code", "message"],
    "additionalProperties": False,
}
POLICY: Json = {
    "name": "weekly",
    "target": "production",
    "retention_value": 4,
    "retention_unit": "week",
    "frequency_value": 1,
    "frequency_unit": "week",
    "schedule_time": "03:30",
    "schedule_day": 6,
}


def paths() -> Json:
    found: Json = {}
    for each in FACTS["endpoints"]:
        described = described_operation(
            each["operationId"],
            each["path"],
            query={name: schema(parameter) for name, parameter in each["queryParams"].items()},
            body=schema(each["request"]) if each["request"] else None,
            body_required=bool(each["request"] and each["request"].get("bodyRequired")),
            status=each["successStatus"],
            answer=complete(schema(each["response"])) if each["response"] else None,
            error=ERROR,
        )
        found.setdefault(each["path"], {})[each["method"].lower()] = described
    return found


def schema(described: Json) -> Json:
    """A type of the contract as a JSON schema."""
    found: Json = {name: described[name] for name in ("enum", "maximum") if name in described}
    if "enum" in found:
        # The vendor's document has `off` and `on` without quotes, which YAML reads as false and true.
        found["enum"] = [{False: "off", True: "on"}.get(each, each) for each in found["enum"]]
        if described.get("nullable"):
            found["enum"].append(None)
    if "type" in described:
        found["type"] = [described["type"], "null"] if described.get("nullable") else described["type"]
    if "items" in described:
        found["items"] = schema(described["items"])
    if "fields" in described:
        found["properties"] = {name: schema(field) for name, field in described["fields"].items()}
        found["required"] = [name for name, field in described["fields"].items() if field["required"]]
        found["additionalProperties"] = False
    return found


def names(store: Store, path: str) -> dict[str, str]:
    backups = store.all("planetscale.backup", "acme/storefront/main")
    id = "demo-token-id"
    if "backup-policies" in path:
        id = store.all("planetscale.policy", "acme/storefront")[-1].id
    elif "backups" in path:
        id = backups[-1].id if backups else "0" * 12
    found = {"organization": "acme", "database": "storefront", "branch": "main", "id": id, "number": "2"}
    for part in ("password", "role"):
        credentials = store.all(f"planetscale.{part}")
        if f"/{part}s" in path and credentials:
            found["id"] = credentials[-1].id
    if "/roles" in path:
        found["database"] = "billing"
    if path.endswith("/branches/{branch}"):
        found["branch"] = "staging"  # main cannot be deleted
    return {**found, "keyspace": "storefront"}


def prepare(send: Send, operation: Operation, path: str) -> None:
    collection = path.removesuffix("/{id}")
    if collection.endswith("backup-policies") and operation.method != "POST":
        send("POST", collection, POLICY)
    if collection.endswith("branches/{branch}/backups") and operation.method != "POST":
        for state in ("success", "running", "failed"):
            described: dict[str, Any] = {"database": "storefront", "name": state, "state": state}
            send("POST", "/_control/planetscale/backups", described)
    if collection.endswith(("/passwords", "/roles")) and operation.method == "DELETE":
        send("POST", collection, {})
    if operation.id == "create_branch":
        send("POST", "/_control/planetscale/backups", {"database": "storefront"})


def deviations(paths: Json) -> dict[str, Json]:
    """A null that clears a field of a policy, and `protected` as text, which the vendor's CLI sends."""
    (policy,) = (path for path in paths if path.endswith("/backup-policies/{id}"))
    changes = paths[policy]["patch"]["requestBody"]["content"]["application/json"]["schema"]
    nullable = {name: {"type": ["integer", "null"]} for name in ("schedule_day", "schedule_week")}
    return {
        "update_backup_policy": {**changes, "properties": {**changes["properties"], **nullable}},
        "update_backup": {"enum": [{"protected": "true"}, {"protected": "false"}]},
    }


PATHS = paths()
CONTRACT = Contract(
    paths=PATHS,
    base_path="/planetscale/v1",
    credential="demo-token-id:demo-token-secret-0000",
    names=names,
    bodies={
        "create_backup_policy": [POLICY, {**POLICY, "frequency_unit": "month", "schedule_week": 3}],
        "update_backup_policy": [{"retention_value": 5}, {}],
        "create_backup": [{"name": "before", "retention_value": 1000, "retention_unit": "year", "emergency": False}],
        "create_branch": [
            {"name": "plain"},
            {
                "name": "restored",
                "parent_branch": "main",
                "seed_data": "last_successful_backup",
                "region": "eu-west",
                "cluster_size": "PS_20",
                "keyspace_cluster_sizes": ["PS_20"],
                "deletion_protected": True,
            },
        ],
        "create_password": [
            {},
            {"name": "drill", "role": "reader", "replica": True, "ttl": 600, "cidrs": ["0.0.0.0/0"]},
        ],
        "create_role": [{}, {"ttl": 600, "inherited_roles": ["postgres"], "require_where_on_delete": "warn"}],
        "update_backup": [{"protected": True}, {"protected": False}, None],
    },
    prepare=prepare,
    deviations=deviations(PATHS),
)
