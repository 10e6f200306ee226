"""The credentials of a branch: passwords of MySQL databases, roles of Postgres databases.

A secret is in one response only, that of its creation. By default it leads to a host that does not exist. With
`connection` in the seed of the database, it leads there: {"host": "127.0.0.1:5433", "username": …, "password": …,
"database_name": …}. The emulator creates nothing on that server, so all branches have the same credentials.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ..clock import iso
from ..fields import array, boolean, integer, json_object, one_of, string
from ..ids import digest
from ..operation import ApiError, Request, Response
from ..store import Body, StoredObject
from . import bodies, ids, lookup
from .access import actor
from .request_body import checked_body

POSTGRES_ROLES = (
    "pg_checkpoint",
    "pg_create_subscription",
    "pg_maintain",
    "pg_monitor",
    "pg_read_all_data",
    "pg_read_all_settings",
    "pg_read_all_stats",
    "pg_signal_backend",
    "pg_stat_scan_tables",
    "pg_use_reserved_connections",
    "pg_write_all_data",
    "postgres",
)
MAX_TTL = 10 * 365 * 86400
"""Seconds. The contract names no maximum."""
WHERE_CHECK = one_of("off", "warn", "on")
NEW_PASSWORD = json_object(
    {
        "name": string(),
        "role": one_of("reader", "writer", "admin", "readwriter"),
        "replica": boolean,
        "ttl": integer(1, MAX_TTL),
        "cidrs": array(string(min_length=1)),
        "direct_vtgate": boolean,
    }
)
NEW_ROLE = json_object(
    {
        "name": string(),
        "ttl": integer(1, MAX_TTL),
        "inherited_roles": array(one_of(*POSTGRES_ROLES)),
        "with_replication": boolean,
        "require_where_on_delete": WHERE_CHECK,
        "require_where_on_update": WHERE_CHECK,
    }
)


def create_password(request: Request) -> Response:
    """Creates a password of a branch of a MySQL database."""
    branch, now = _ready_branch(request, "mysql", "password"), request.clock.now()
    fields = checked_body(request, NEW_PASSWORD)
    id, access = ids.new_id(request.store), _access(request, branch)
    shown = bodies.branch(request.store, branch, request.clock.timestamp())
    part = ("id", "name", "production", "mysql_edge_address", "private_edge_connectivity")
    body = {
        "id": id,
        "name": fields.get("name") or f"password-{id}",
        "role": fields.get("role", "admin"),
        "cidrs": fields.get("cidrs"),
        "created_at": request.clock.timestamp(),
        "deleted_at": None,
        "expires_at": _expiry(fields, now),
        "last_used_at": None,
        "expired": False,
        "direct_vtgate": fields.get("direct_vtgate", False),
        "direct_vtgate_addresses": [],
        "ttl_seconds": fields.get("ttl"),
        "access_host_url": access["host"],
        "access_host_regional_url": access["host"],
        "access_host_regional_urls": [access["host"]],
        "actor": actor(request),
        "region": shown["region"],
        "username": access["username"],
        "plain_text": access["password"],
        "replica": fields.get("replica", False),
        "renewable": "ttl" in fields,
        "database_branch": {name: shown[name] for name in part},
    }
    return _created(request, "planetscale.password", branch, 201, body, "plain_text")


def create_role(request: Request) -> Response:
    """Creates a role of a branch of a Postgres database. The contract's status is 200."""
    branch, now = _ready_branch(request, "postgresql", "role"), request.clock.now()
    fields = checked_body(request, NEW_ROLE)
    id, access, timestamp = ids.new_id(request.store), _access(request, branch), request.clock.timestamp()
    checks = ("require_where_on_delete", "require_where_on_update")
    body = {
        "id": id,
        "name": fields.get("name") or f"role-{id}",
        "access_host_url": access["host"],
        "private_access_host_url": f"private-{access['host']}",
        "private_connection_service_name": f"com.example.vpce.{branch.body['id']}",
        "username": access["username"],
        "base_username": access["username"].partition(".")[0],
        "password": access["password"],
        "database_name": access["database_name"],
        "created_at": timestamp,
        "updated_at": timestamp,
        "deleted_at": None,
        "expires_at": _expiry(fields, now),
        "dropped_at": None,
        "disabled_at": None,
        "drop_failed": "",
        "ready": True,
        "expired": False,
        "default": False,
        "ttl": fields.get("ttl", 0),
        "inherited_roles": fields.get("inherited_roles", []),
        "with_replication": fields.get("with_replication", False),
        "branch": bodies.branch_summary(branch),
        "actor": actor(request),
        "query_safety_settings": {name: fields.get(name, "off") for name in checks},
    }
    return _created(request, "planetscale.role", branch, 200, body, "password")


def delete_password(request: Request) -> Response:
    """Removes a password."""
    return _deleted(request, "planetscale.password")


def delete_role(request: Request) -> Response:
    """Removes a role. `successor` must be a role of the branch, if it is there."""
    if "successor" in request.query:
        lookup.find_in_branch(request, "planetscale.role", request.query["successor"])
    return _deleted(request, "planetscale.role")


def _ready_branch(request: Request, kind: str, noun: str) -> StoredObject:
    """The branch in the path. Raises ApiError if the kind of its database is another one, or if it is not ready."""
    found = lookup.database(request).body["kind"]
    branch = lookup.branch(request)
    if found != kind:
        raise ApiError(422, "unprocessable", f"A {found} database has no {noun}s.")
    if not bodies.is_ready(branch.body, request.clock.timestamp()):
        raise ApiError(422, "unprocessable", f"Branch {branch.id} is not ready, so it can have no {noun} yet.")
    return branch


def _access(request: Request, branch: StoredObject) -> Body:
    """Where the credentials lead, and the credentials."""
    # The names of hosts below .invalid never exist.
    invented = {
        "host": f"{branch.body['id']}.connect.psdb.invalid",
        "username": f"{digest(request.store, 'username').hex()[:20]}.{branch.body['id']}",
        "password": f"pscale_pw_{digest(request.store, 'password').hex()[:43]}",
        "database_name": "postgres",
    }
    return {**invented, **lookup.database(request).body.get("connection", {})}


def _expiry(fields: Body, now: datetime) -> str | None:
    return iso(now + timedelta(seconds=fields["ttl"])) if "ttl" in fields else None


def _created(request: Request, kind: str, branch: StoredObject, status: int, body: Body, secret: str) -> Response:
    """Stores the credential without its secret, and responds with it."""
    stored = {name: value for name, value in body.items() if name != secret}
    request.store.put(kind, lookup.child_scope(branch), body["id"], stored)
    return Response(status, body)


def _deleted(request: Request, kind: str) -> Response:
    found = lookup.find_in_branch(request, kind, request.path["id"])
    request.store.remove(found.kind, found.scope, found.id)
    return Response(204)
