"""What PlanetScale accepts as a new branch."""

from __future__ import annotations

from ..fields import array, boolean, integer, json_object, one_of, string
from ..operation import ApiError, Request
from ..store import Body
from .request_body import checked_body

RESTORES = ("backup_id", "restore_point", "seed_data")
"""The fields of which each asks for a restore."""

NEW_BRANCH = json_object(
    {
        "name": string(r"[a-z0-9][a-z0-9_-]*", max_length=63),
        "deletion_protected": boolean,
        "parent_branch": string(),
        "backup_id": string(min_length=1),
        "region": string(min_length=1),
        "restore_point": string(min_length=1),
        "seed_data": one_of("last_successful_backup"),
        "cluster_size": string(r"[A-Z0-9]+(_[A-Z0-9]+)*"),
        "keyspace_cluster_sizes": array(string(min_length=1)),
        "storage": json_object({"minimum_storage_bytes": integer(1), "maximum_storage_bytes": integer(1)}),
        "major_version": string(r"[0-9]+"),
        "create_database_if_missing": boolean,
        "kind": one_of("mysql", "postgresql"),
    },
    required=("name",),
)


def new_branch(request: Request, kind: str) -> Body:
    """The fields of a new branch. `kind` is the database's. Raises ApiError."""
    fields = checked_body(request, NEW_BRANCH)
    if fields.get("kind", kind) != kind:
        raise _unprocessable(f"kind must be {kind}, as the database is")
    if sum(name in fields for name in RESTORES) > 1:
        raise _unprocessable(f"only one of {', '.join(RESTORES)} can be given")
    # The vendor's document says so in the descriptions of these fields.
    if "backup_id" in fields and "cluster_size" not in fields:
        raise _unprocessable("cluster_size is required when backup_id is given")
    if "restore_point" in fields and kind != "postgresql":
        raise _unprocessable(f"restore_point is not supported for {kind} databases")
    if "region" in fields and request.store.find("planetscale.region", fields["region"]) is None:
        raise _unprocessable(f"there is no region {fields['region']}")
    return fields


def _unprocessable(text: str) -> ApiError:
    return ApiError(422, "unprocessable", text)
