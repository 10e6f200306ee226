"""Who sends a request to PlanetScale, and whether they may."""

from __future__ import annotations

import hmac
from typing import Any

from ..operation import ApiError, Operation, Request, bearer_token
from ..store import Body, StoredObject

AVATAR = "https://app.planetscale.com/gravatar-fallback.png"

READ_BACKUPS = frozenset({"read_backups"})
WRITE_BACKUPS = frozenset({"write_backups"})
DELETE_BACKUPS = frozenset({"delete_backups", "delete_production_branch_backups"})
PROMOTE = frozenset({"connect_production_branch", "promote_branches"})
DEMOTE = frozenset({"connect_production_branch", "demote_branches"})
CREATE_BRANCH = frozenset({"create_branch", "restore_backup", "restore_production_branch_backup"})
DELETE_BRANCH = frozenset({"delete_branch"})
CREATE_PASSWORD = frozenset({"connect_branch", "connect_production_branch", "connect_production_read_only_branch"})
CREATE_ROLE = frozenset(
    {"create_branch_password", "create_production_branch_password", "create_production_read_only_branch_password"}
)
DELETE_PASSWORD = frozenset(
    {"delete_branch_password", "delete_production_branch_password", "delete_production_read_only_branch_password"}
)
READ_TOKENS = frozenset({"read_service_tokens"})
READ_BRANCH = frozenset(
    {"read_branch", "delete_branch", "create_branch", "connect_production_branch", "connect_branch"}
)
READ_DATABASE = READ_BRANCH | {
    "read_database",
    "delete_database",
    "write_database",
    "promote_branches",
    "demote_branches",
    "delete_production_branch",
    "connect_production_read_only_branch",
    "delete_branch_password",
    "delete_production_branch_password",
    "delete_production_read_only_branch_password",
    "read_deploy_request",
    "create_deploy_request",
    "approve_deploy_request",
    "read_comment",
    "create_comment",
    "restore_backup",
    "restore_production_branch_backup",
    "read_backups",
    "write_backups",
    "delete_backups",
    "delete_production_branch_backups",
    "write_branch_vschema",
    "write_production_branch_vschema",
}


def authorize(request: Request, operation: Operation) -> str:
    """The credential, as a key for the rate limit. Raises ApiError with 401, 403 or 404."""
    if operation.anonymous:
        return "anonymous"
    token, credential = _token(request)
    organization = request.path.get("organization")
    if organization is not None and organization not in _organizations(token):
        # A token gets 404 for what it has no access to.
        raise ApiError(404, "not_found", "Not Found")
    database = request.path.get("database")
    if database is not None and token["databases"] is not None and database not in token["databases"]:
        raise ApiError(404, "not_found", "Not Found")
    if not _may(request, token, operation):
        wanted = ", ".join(sorted(operation.accesses if token["kind"] == "service" else operation.scopes))
        raise ApiError(403, "forbidden", f"This token lacks access: it needs one of {wanted or 'no token has it'}.")
    return credential


def require_access(request: Request, access: str, scope: str = "") -> None:
    """Raises ApiError with 403 if the token lacks an access that depends on the requested object.

    scope: what an OAuth token needs instead, if it has another name.
    """
    token, _ = _token(request)
    needed = access if token["kind"] == "service" else scope or access
    if not {"*", needed} & set(token["accesses"]):
        raise ApiError(403, "forbidden", f"This token lacks access: it needs {needed}.")


def actor(request: Request) -> Body:
    """The actor in objects: a service token, or the user of an OAuth token."""
    token, credential = _token(request)
    if token["kind"] == "service":
        id = credential.removeprefix("service ")
        return {"id": id, "display_name": id, "avatar_url": AVATAR}
    user = request.store.all("planetscale.user")[0].body
    return {name: user[name] for name in ("id", "display_name", "avatar_url")}


def visible_organizations(request: Request) -> list[StoredObject]:
    """The organizations that the token has access to."""
    token, _ = _token(request)
    found = request.store.all("planetscale.organization")
    return [each for each in found if each.id in _organizations(token)]


def visible(request: Request, databases: list[Any]) -> list[Any]:
    """The databases that the token has access to."""
    token, _ = _token(request)
    return [each for each in databases if token["databases"] is None or each.id in token["databases"]]


def _may(request: Request, token: Body, operation: Operation) -> bool:
    if operation.any_token:
        return True
    service = token["kind"] == "service"
    if operation.id == "list_organizations" and service:
        # By the contract, the list has the organizations that the token has access to. It names no access.
        return True
    if operation.id == "get_current_user" and service:
        return bool(request.switches["planetscale.service_token_reads_user"])
    needed = operation.accesses if service else operation.scopes
    return "*" in token["accesses"] or bool(needed & set(token["accesses"]))


def _organizations(token: Body) -> list[str]:
    """The organizations of a token. A service token has one, the user of an OAuth token may be in several."""
    found: list[str] = token.get("organizations") or [token["organization"]]
    return found


def _token(request: Request) -> tuple[Body, str]:
    secret = bearer_token(request.authorization)
    if secret is not None:
        for token in request.store.all("planetscale.token", "oauth"):
            if hmac.compare_digest(token.body["token"].encode(), secret.encode()):
                return token.body, f"oauth {token.id}"
    else:
        id, separator, secret = request.authorization.partition(":")
        found = request.store.get("planetscale.token", "service", id) if separator else None
        if found is not None and hmac.compare_digest(found["token"].encode(), secret.encode()):
            return found, f"service {id}"
    raise ApiError(401, "unauthorized", "The access token is missing or not valid.")
