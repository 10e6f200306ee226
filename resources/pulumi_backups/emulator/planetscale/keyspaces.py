"""The keyspaces of a branch. A MySQL database has one, named as the database. A Postgres database has none."""

from __future__ import annotations

from ..operation import Request, Response
from ..store import Body
from . import lookup
from .pagination import paginate


def list_keyspaces(request: Request) -> Response:
    """The keyspaces of a branch."""
    return paginate(request, _keyspaces(request))


def get_keyspace(request: Request) -> Response:
    """One keyspace, by its name."""
    for each in _keyspaces(request):
        if each["name"] == request.path["keyspace"]:
            return Response(200, each)
    raise lookup.not_found()


def _keyspaces(request: Request) -> list[Body]:
    database, branch = lookup.database(request), lookup.branch(request)
    if database.body["kind"] != "mysql":
        return []
    cluster = branch.body.get("cluster_name", "PS_10")
    keyspace = {
        "id": f"{branch.body['id']}-0",
        "name": database.id,
        "shards": 1,
        "sharded": False,
        "replicas": 2,
        "extra_replicas": 0,
        "created_at": branch.body["created_at"],
        "updated_at": branch.body["updated_at"],
        "cluster_name": cluster,
        "cluster_display_name": str(cluster).replace("_", "-"),
        "resizing": False,
        "resize_in_progress": False,
        "resize_pending": False,
        "config_change_in_progress": False,
        "ready": True,
        "metal": False,
        "default": True,
        "imported": False,
        "vector_pool_allocation": None,
        "node_ttl_strategy": "node_ttl_follow_maintenance",
        "replication_durability_constraints": {"strategy": None},
        "vreplication_flags": {
            "optimize_inserts": True,
            "allow_no_blob_binlog_row_image": True,
            "vplayer_batching": False,
        },
        "mysqld_options": {},
        "vttablet_options": {},
    }
    return [keyspace]
