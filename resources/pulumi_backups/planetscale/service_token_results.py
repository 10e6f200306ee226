"""What the function about service tokens returns."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulumi_backups.bridge.result import Result
from pulumi_backups.http.parse import Moment
from pulumi_backups.planetscale.results import Reference


@dataclass(frozen=True)
class ServiceTokenAccess(Result):
    """One permission of a service token."""

    id: str
    access: str
    description: str
    resource_name: str
    resource_id: str
    resource_type: str
    resource: Reference


@dataclass(frozen=True)
class DatabaseOfAccess(Result):
    """A database that an OAuth token can access."""

    name: str
    id: str
    organization: str
    url: str


@dataclass(frozen=True)
class OauthAccess(Result):
    """One permission of an OAuth token."""

    name: str
    description: str


@dataclass(frozen=True)
class DatabaseAccesses(Result):
    """An OAuth token's permissions for databases."""

    databases: list[DatabaseOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class OrganizationOfAccess(Result):
    """An organization that an OAuth token can access."""

    name: str
    id: str
    url: str


@dataclass(frozen=True)
class OrganizationAccesses(Result):
    """An OAuth token's permissions for organizations."""

    organizations: list[OrganizationOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class BranchOfAccess(Result):
    """A branch that an OAuth token can access."""

    name: str
    id: str
    database: str
    organization: str
    url: str


@dataclass(frozen=True)
class BranchAccesses(Result):
    """An OAuth token's permissions for branches."""

    branches: list[BranchOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class UserOfAccess(Result):
    """A user that an OAuth token can access."""

    name: str
    id: str


@dataclass(frozen=True)
class UserAccesses(Result):
    """An OAuth token's permissions for users."""

    users: list[UserOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class OauthAccesses(Result):
    """An OAuth token's permissions, by kind of object."""

    database: DatabaseAccesses
    organization: OrganizationAccesses
    branch: BranchAccesses
    user: UserAccesses


@dataclass(frozen=True)
class ServiceTokenResult(Result):
    """A service token. The vendor shows the token itself only when it is created, and this class never prints it."""

    id: str
    name: str | None
    display_name: str
    avatar_url: str
    created_at: Moment
    updated_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    actor_id: str | None
    actor_display_name: str | None
    actor_type: str | None
    token: str | None = field(default=None, repr=False)
    plain_text_refresh_token: str | None = field(default=None, repr=False)
    service_token_accesses: list[ServiceTokenAccess] | None = None
    oauth_accesses_by_resource: OauthAccesses | None = None
