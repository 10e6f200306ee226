"""What Northflank's objects look like, with every field of the contract."""

from __future__ import annotations

from typing import Any

from ..store import Body, StoredObject
from .addon_bodies import BILLING, CLUSTER, REGION, VERSIONS, item

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
        "versions": list(VERSIONS[type]),
        "major": list(VERSIONS[type]),
        "resources": {
            "storage": {"options": [4096, 6144, 10240, 20480, 51200], "default": BILLING["storage"]},
            "replicas": {"options": [1, 2, 3], "default": BILLING["replicas"]},
        },
    }


def project_item(stored: StoredObject) -> Body:
    """A project as lists show it."""
    return {"id": stored.id, "name": stored.id, "description": ""}


def project(stored: StoredObject, addons: list[StoredObject], now: str) -> Body:
    """A project with all its fields."""
    shown = ("id", "appId", "name", "description", "spec")
    return {
        **project_item(stored),
        "deployment": {"region": REGION},
        "createdAt": stored.body["created_at"],
        "services": [],
        "jobs": [],
        "addons": [{name: item(each, now)[name] for name in shown} for each in addons],
        "cluster": CLUSTER,
    }
