"""What an add-on looks like at a given moment, with every field of the contract.

Stored are the fields of the contract's createAddon. A new add-on also has `seconds`, the time until it runs, and
`outcome`, its status after that. `runs_early` means that a fork runs before its restore ends. `gone_at` is when its
deletion ends. `edits` are fields that the control plane set.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ..clock import iso, parse
from ..store import Body, StoredObject

VERSIONS = {
    "postgresql": ("17", "16", "15"),
    "mongodb": ("8", "7"),
    "mysql": ("8",),
    "redis": ("7",),
    "minio": ("2025",),
    "rabbitmq": ("4",),
}
"""The versions of each type, the newest first."""
BILLING = {"deploymentPlan": "nf-compute-20", "storageClass": "nf-storage-ssd", "storage": 4096, "replicas": 1}
"""Of an add-on whose seed says nothing else."""
UNSET: Body = {"compressionType": "gz", "additionalDestinations": []}
"""What a response shows of a schedule whose request has neither."""
REGION = "europe-west"
CLUSTER: Body = {"id": "nf-europe-west", "name": REGION, "namespace": "ns-demo", "loadBalancers": []}

RUNNING = "running"
NEVER = "never"
"""An outcome that means that the restore does not end."""
OUTCOMES = (RUNNING, "failed", "error", "errorAllocating", NEVER)
ALLOCATED = 0.3
"""The part of its time after which a new add-on is allocated."""


def slug(name: str) -> str:
    """The id of an add-on with that name: "Orders copy" becomes "orders-copy"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def version(body: Body) -> str:
    """The version of a stored add-on."""
    return str(body.get("version", VERSIONS[body["type"]][0]))


def status_of(body: Body, now: str) -> str:
    """The status at a moment, unless the control plane has set it."""
    if body.get("gone_at") is not None:
        return "deleting"
    if "seconds" not in body:
        return RUNNING
    share, outcome = _share(body, now), body["outcome"]
    if share < ALLOCATED / 2:
        return "preDeployment"
    if share < ALLOCATED:
        return "allocating"
    if outcome == "errorAllocating":
        return "errorAllocating"
    if body.get("runs_early"):
        return RUNNING
    if share < 1 or outcome == NEVER:
        return "restore" if "source" in body else "postDeployment"
    return str(outcome)


def restore(stored: StoredObject, now: str) -> Body:
    """The restore that made a fork."""
    body = stored.body
    ended = _share(body, now) >= 1 and body["outcome"] != NEVER
    status = "in-progress" if not ended else "completed" if body["outcome"] == RUNNING else "failed"
    source = body["source"]
    shown = {
        "id": f"restore-{stored.id}",
        "status": status,
        "restoreTimestamp": body["created_at"],
        "backupId": source.get("backupId", source.get("backupUid")),
    }
    return {**shown, "completedAt": iso(_ends(body))} if ended else shown


def _share(body: Body, now: str) -> float:
    """How much of its time a new add-on has had; 1 and more at its end."""
    passed = (parse(now) - parse(body["created_at"])).total_seconds()
    return passed / body["seconds"] if body["seconds"] else 1.0


def _ends(body: Body) -> datetime:
    return parse(body["created_at"]) + timedelta(seconds=body["seconds"])


def item(stored: StoredObject, now: str) -> Body:
    """An add-on as lists show it."""
    full = addon(stored, now)
    shown = {name: full[name] for name in ("id", "name", "appId", "tags", "description", "status")}
    return {**shown, "spec": {"type": stored.body["type"]}}


def addon(stored: StoredObject, now: str) -> Body:
    """An add-on with all its fields."""
    body, billing = stored.body, {**BILLING, **stored.body.get("billing", {})}
    config = {
        "versionTag": version(body),
        "lifecycleStatus": "active",
        "deployment": {
            "replicas": billing["replicas"],
            "storageClass": billing["storageClass"],
            "storageSize": billing["storage"],
            "planId": billing["deploymentPlan"],
            "region": REGION,
        },
        "networking": {
            "tlsEnabled": body.get("tlsEnabled", True),
            "externalAccessEnabled": body.get("externalAccessEnabled", False),
            "ipPolicies": [],
        },
        "typeSpecificSettings": {"postgresqlSupabaseMode": False} if body["type"] == "postgresql" else {},
    }
    shown = {
        "id": stored.id,
        "name": body.get("name", stored.id),
        "appId": _app_id(stored),
        "tags": body.get("tags", []),
        "description": body.get("description", ""),
        "createdAt": body["created_at"],
        "status": status_of(body, now),
        "spec": {"type": body["type"], "config": config, "pendingActions": []},
        "cluster": CLUSTER,
    }
    return {**shown, **body.get("edits", {})}


def created(stored: StoredObject, now: str) -> Body:
    """An add-on as the response to its creation shows it."""
    full = addon(stored, now)
    return {
        **{name: full[name] for name in ("id", "appId", "name", "status", "cluster", "createdAt")},
        "type": stored.body["type"],
        "version": version(stored.body),
        "billing": stored.body["billing"],
        "backupSchedules": [{**UNSET, **each} for each in stored.body.get("backupSchedules", [])],
        "updatedAt": full["createdAt"],
    }


def _app_id(stored: StoredObject) -> str:
    team, _, project = stored.scope.partition("/")
    return f"/{team or 'account'}/{project}/{stored.id}"
