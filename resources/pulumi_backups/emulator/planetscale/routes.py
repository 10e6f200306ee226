"""PlanetScale's operations: the contract's ids, methods, paths and accesses, and what carries each out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..operation import Operation, Request, Response
from . import backups, branches, credentials, keyspaces, policies, reads, schema
from .access import (
    CREATE_BRANCH,
    CREATE_PASSWORD,
    CREATE_ROLE,
    DELETE_BACKUPS,
    DELETE_BRANCH,
    DELETE_PASSWORD,
    DEMOTE,
    PROMOTE,
    READ_BACKUPS,
    READ_BRANCH,
    READ_DATABASE,
    READ_TOKENS,
    WRITE_BACKUPS,
)

ORGANIZATION = "/organizations/{organization}"
DATABASE = f"{ORGANIZATION}/databases/{{database}}"
POLICIES = f"{DATABASE}/backup-policies"
BRANCH = f"{DATABASE}/branches/{{branch}}"
BACKUPS = f"{BRANCH}/backups"


def _operation(
    method: str,
    path: str,
    handler: Callable[[Request], Response],
    accesses: Iterable[str] | None = (),
    scopes: Iterable[str] = (),
    *,
    lists: bool = False,
    anonymous: bool = False,
) -> Operation:
    """An operation. Its id is the name of its handler. `accesses` is None if the contract names no access."""
    return Operation(
        handler.__name__,
        method,
        (path,),
        handler,
        lists,
        frozenset(accesses or ()),
        frozenset(scopes),
        anonymous=anonymous,
        any_token=accesses is None,
    )


READS_BRANCH = ("read_branches", "read_branch")
CREATES_BRANCH = ("write_branches", "restore_production_branch_backups", "restore_backups")
DELETES_BRANCH = ("delete_branches", "delete_production_branches", "delete_branch")
MANAGES_PASSWORDS = ("manage_passwords", "manage_production_branch_passwords")

OPERATIONS: tuple[Operation, ...] = (
    _operation("GET", POLICIES, policies.list_backup_policies, READ_BACKUPS, READ_BACKUPS, lists=True),
    _operation("POST", POLICIES, policies.create_backup_policy, WRITE_BACKUPS, WRITE_BACKUPS),
    _operation("GET", f"{POLICIES}/{{id}}", policies.get_backup_policy, READ_BACKUPS, READ_BACKUPS),
    _operation("PATCH", f"{POLICIES}/{{id}}", policies.update_backup_policy, WRITE_BACKUPS, WRITE_BACKUPS),
    _operation("DELETE", f"{POLICIES}/{{id}}", policies.delete_backup_policy, WRITE_BACKUPS, WRITE_BACKUPS),
    _operation("GET", BACKUPS, backups.list_backups, READ_BACKUPS, READ_BACKUPS, lists=True),
    _operation("POST", BACKUPS, backups.create_backup, WRITE_BACKUPS, WRITE_BACKUPS),
    _operation("GET", f"{BACKUPS}/{{id}}", backups.get_backup, READ_BACKUPS, READ_BACKUPS),
    _operation("PATCH", f"{BACKUPS}/{{id}}", backups.update_backup, WRITE_BACKUPS, WRITE_BACKUPS),
    _operation("DELETE", f"{BACKUPS}/{{id}}", backups.delete_backup, DELETE_BACKUPS, DELETE_BACKUPS),
    _operation("GET", "/organizations", branches.list_organizations, (), ("read_organizations",), lists=True),
    _operation(
        "GET", f"{ORGANIZATION}/databases", branches.list_databases, READ_DATABASE, ("read_databases",), lists=True
    ),
    _operation("GET", DATABASE, branches.get_database, READ_DATABASE, ("read_databases", "read_database")),
    _operation("GET", f"{DATABASE}/branches", branches.list_branches, READ_BRANCH, READS_BRANCH, lists=True),
    _operation("GET", BRANCH, branches.get_branch, READ_BRANCH, READS_BRANCH),
    _operation("POST", f"{DATABASE}/branches", branches.create_branch, CREATE_BRANCH, CREATES_BRANCH),
    _operation("DELETE", BRANCH, branches.delete_branch, DELETE_BRANCH, DELETES_BRANCH),
    _operation("POST", f"{BRANCH}/demote", branches.demote_branch, DEMOTE, ("demote_branches",)),
    _operation("GET", f"{BRANCH}/schema", schema.get_branch_schema, READ_BRANCH, READS_BRANCH),
    _operation("GET", f"{BRANCH}/keyspaces", keyspaces.list_keyspaces, ("read_branch",), lists=True),
    _operation("GET", f"{BRANCH}/keyspaces/{{keyspace}}", keyspaces.get_keyspace, ("read_branch",)),
    _operation("POST", f"{BRANCH}/passwords", credentials.create_password, CREATE_PASSWORD, MANAGES_PASSWORDS),
    _operation("DELETE", f"{BRANCH}/passwords/{{id}}", credentials.delete_password, DELETE_PASSWORD, MANAGES_PASSWORDS),
    _operation("POST", f"{BRANCH}/roles", credentials.create_role, CREATE_ROLE, MANAGES_PASSWORDS),
    _operation("DELETE", f"{BRANCH}/roles/{{id}}", credentials.delete_role, DELETE_PASSWORD, MANAGES_PASSWORDS),
    _operation("POST", f"{BRANCH}/promote", branches.promote_branch, PROMOTE, ("promote_branches",)),
    _operation("GET", f"{DATABASE}/workflows", reads.list_workflows, None, lists=True),
    _operation("GET", f"{DATABASE}/workflows/{{number}}", reads.get_workflow, None),
    _operation("GET", f"{DATABASE}/deploy-queue", reads.get_deploy_queue, None, lists=True),
    _operation("GET", f"{ORGANIZATION}/service-tokens", reads.list_service_tokens, READ_TOKENS, lists=True),
    _operation("GET", f"{ORGANIZATION}/service-tokens/{{id}}", reads.get_service_token, READ_TOKENS),
    _operation("GET", "/regions", reads.list_public_regions, lists=True, anonymous=True),
    _operation("GET", "/user", reads.get_current_user, (), ("read_user",)),
)
