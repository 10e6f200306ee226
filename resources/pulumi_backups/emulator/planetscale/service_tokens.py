"""What a service token looks like, with every field of the contract."""

from __future__ import annotations

from ..store import Body, Store, StoredObject
from .access import AVATAR, CREATE_BRANCH, CREATE_ROLE, DEMOTE, PROMOTE, READ_DATABASE, READ_TOKENS

ALL = READ_DATABASE | PROMOTE | DEMOTE | CREATE_BRANCH | CREATE_ROLE | READ_TOKENS


def service_token(store: Store, stored: StoredObject) -> Body:
    """The token with its accesses to databases or to the whole organization. Its secret is never shown."""
    token = stored.body
    return {
        "id": stored.id,
        "name": token["name"],
        "display_name": token["name"] or stored.id,
        "token": None,
        "plain_text_refresh_token": None,
        "avatar_url": AVATAR,
        "created_at": token["created_at"],
        "updated_at": token["updated_at"],
        "expires_at": token["expires_at"],
        "last_used_at": token["last_used_at"],
        "actor_id": None,
        "actor_display_name": None,
        "actor_type": None,
        "service_token_accesses": _accesses(store, stored),
        "oauth_accesses_by_resource": None,
    }


def _accesses(store: Store, stored: StoredObject) -> list[Body]:
    names = sorted(ALL) if "*" in stored.body["accesses"] else stored.body["accesses"]
    return [
        {
            "id": f"{stored.id}-{number}-{access}",
            "access": access,
            "description": access.replace("_", " ").capitalize(),
            "resource_name": resource["name"],
            "resource_id": resource["id"],
            "resource_type": kind,
            "resource": resource,
        }
        for number, (kind, resource) in enumerate(_resources(store, stored.body))
        for access in names
    ]


def _resources(store: Store, token: Body) -> list[tuple[str, Body]]:
    """The resources that a token has access to, each with its type."""
    organization = token["organization"]
    if token["databases"] is None:
        return [("Organization", _resource(organization, store.get("planetscale.organization", "", organization)))]
    found = {name: store.get("planetscale.database", organization, name) for name in token["databases"]}
    return [("Database", _resource(name, body)) for name, body in found.items() if body]


def _resource(name: str, body: Body | None) -> Body:
    shown = {part: (body or {}).get(part, "") for part in ("id", "created_at", "updated_at")}
    return {**shown, "name": name, "deleted_at": None}
