"""What Northflank's objects look like, with every field of the contract."""

from __future__ import annotations

from typing import Any

from ..store import Body, StoredObject

VERSIONS = {"postgresql": "17", "mongodb": "8", "mysql": "8", "redis": "7", "minio": "2025", "rabbitmq": "4"}
TITLES = {
    "postgresql": "PostgreSQL",
    "mongodb": "MongoDB®",
    "mysql": "MySQL",
    "redis": "Redis®",
    "minio": "MinIO",
    "rabbitmq": "RabbitMQ",
}


def schedule(id: str, fields: Body, timestamp: str) -> Body:
    """A new backup schedule. The request's compressionType is backupCompressionType in the response."""
    shown = {
        "id": id,
        "backupType": fields["backupType"],
        "backupCompressionType": fields.get("compressionType", "gz"),
        "additionalDestinations": fields.get("additionalDestinations", []),
        "scheduling": fields["scheduling"],
        "retentionTime": fields["retentionTime"],
        "createdAt": timestamp,
        "updatedAt": timestamp,
    }
    if "customDestinationId" in fields:
        shown["customDestinationId"] = fields["customDestinationId"]
    return shown


def in_order(body: Body, order: str) -> Body:
    """The schedule with its sets of numbers in the order that the switch sets."""
    if order == "keep":
        return body
    scheduling: dict[str, Any] = {
        name: sorted(value, reverse=order == "reversed") if isinstance(value, list) else value
        for name, value in body["scheduling"].items()
    }
    return {**body, "scheduling": scheduling}


def volume_item(stored: StoredObject) -> Body:
    """A volume. The seed can describe any of its fields."""
    shown = {
        "id": stored.id,
        "name": stored.id,
        "tags": [],
        "spec": {"accessMode": "ReadWriteOnce", "storageClassName": "nf-storage-ssd", "storageSize": 6144},
        "attachedObjects": [],
        "status": "BOUND",
        "createdAt": stored.body["created_at"],
        "updatedAt": stored.body["created_at"],
    }
    return {**shown, **stored.body.get("described", {})}


def addon_item(stored: StoredObject) -> Body:
    """An addon as lists show it."""
    return {
        "id": stored.id,
        "name": stored.id,
        "appId": f"/{stored.scope.partition('/')[0] or 'account'}/{stored.scope.partition('/')[2]}/{stored.id}",
        "tags": [],
        "description": "",
        "spec": {"type": stored.body["type"]},
        "status": "running",
    }


def addon(stored: StoredObject) -> Body:
    """An addon with all its fields."""
    config = {
        "versionTag": VERSIONS[stored.body["type"]],
        "lifecycleStatus": "active",
        "deployment": {
            "replicas": 1,
            "storageClass": "nf-storage-ssd",
            "storageSize": 4096,
            "planId": "nf-compute-20",
            "region": "europe-west",
        },
        "networking": {"tlsEnabled": True, "externalAccessEnabled": False, "ipPolicies": []},
        "typeSpecificSettings": {"postgresqlSupabaseMode": False} if stored.body["type"] == "postgresql" else {},
    }
    return {
        **addon_item(stored),
        "createdAt": stored.body["created_at"],
        "spec": {"type": stored.body["type"], "config": config, "pendingActions": []},
        "cluster": {"id": "nf-europe-west", "name": "europe-west", "namespace": "ns-demo", "loadBalancers": []},
    }


def addon_type(type: str, dumps: bool) -> Body:
    """A type of addon and its features."""
    return {
        "type": type,
        "name": TITLES[type],
        "description": f"{TITLES[type]}, managed",
        "features": {
            "backupsDump": dumps,
            "customDBName": type in ("postgresql", "mysql", "mongodb"),
            "forkAddon": dumps,
            "importDump": dumps,
            "importLive": dumps,
            "scaleReplicas": True,
            "tls": True,
            "externalAccess": True,
        },
        "versions": [VERSIONS[type]],
        "major": [VERSIONS[type]],
    }


def project_item(stored: StoredObject) -> Body:
    """A project as lists show it."""
    return {"id": stored.id, "name": stored.id, "description": ""}


def project(stored: StoredObject, addons: list[StoredObject]) -> Body:
    """A project with all its fields."""
    return {
        **project_item(stored),
        "deployment": {"region": "europe-west"},
        "createdAt": stored.body["created_at"],
        "services": [],
        "jobs": [],
        "addons": [{"id": each.id, "name": each.id, "type": each.body["type"]} for each in addons],
        "cluster": {"id": "nf-europe-west", "name": "europe-west", "namespace": "ns-demo", "loadBalancers": []},
    }
