"""Functions that list what there is at PlanetScale: organizations, databases, branches.

    from pulumi_backups import planetscale

    for database in planetscale.get_databases(kind="postgresql"):
        for branch in planetscale.get_branches(database=database.name, production=True):
            print(f"{database.name}/{branch.name}, in {branch.region.slug}")

They behave like all functions: see `functions.py`. They work in a plain Python script too, with the credential and the
organization from the environment. A list has what the credential may see, so it may be shorter than a person expects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pulumi

from pulumi_backups.bridge.functions import output_of
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.queries import (
    Opts,
    choice,
    database_path,
    function,
    get_all,
    organization_of,
)

if TYPE_CHECKING:
    from pulumi_backups.planetscale.estate_results import BranchResult, DatabaseResult, OrganizationResult

DatabaseKind = Literal["mysql", "postgresql"]


@function
def get_organizations(*, opts: pulumi.InvokeOptions | None = None) -> list[OrganizationResult]:
    """All organizations that the credential has access to.

    An OAuth token needs the scope read_organizations. A service token needs no access, and belongs to one organization.
    """
    from pulumi_backups.planetscale.estate_results import OrganizationResult

    return get_all(OrganizationResult, "list the organizations", path_of("organizations"))


def get_organizations_output(opts: Opts | None = None) -> pulumi.Output[list[OrganizationResult]]:
    """`get_organizations` for programs that wait for a resource first."""
    return output_of(get_organizations, {}, opts)


@function
def get_databases(
    *, organization: str | None = None, kind: DatabaseKind | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[DatabaseResult]:
    """All databases of an organization that the credential has access to.

    kind: only those of this kind. The API has no such filter, so this does not shorten the request.
    """
    from pulumi_backups.planetscale.estate_results import DatabaseResult

    owner, wanted = organization_of(organization), choice("kind", kind, DatabaseKind)
    found = get_all(DatabaseResult, f"list the databases of {owner}", path_of("organizations", owner, "databases"))
    return [database for database in found if wanted in (None, database.kind)]


def get_databases_output(
    *,
    organization: pulumi.Input[str | None] = None,
    kind: pulumi.Input[DatabaseKind | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[DatabaseResult]]:
    """`get_databases` for outputs of resources."""
    return output_of(get_databases, {"organization": organization, "kind": kind}, opts)


@function
def get_branches(
    *,
    database: str,
    production: bool | None = None,
    organization: str | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> list[BranchResult]:
    """All branches of a database. A service token needs the access read_branch.

    production: only production branches (True), or only the others (False).
    """
    from pulumi_backups.planetscale.estate_results import BranchResult

    owner = organization_of(organization)
    return get_all(
        BranchResult,
        f"list the branches of {owner}/{database}",
        database_path(owner, database, "branches"),
        {"production": choice("production", production, Literal[True, False])},
    )


def get_branches_output(
    *,
    database: pulumi.Input[str],
    production: pulumi.Input[bool | None] = None,
    organization: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[BranchResult]]:
    """`get_branches` for outputs of resources."""
    return output_of(get_branches, {"database": database, "production": production, "organization": organization}, opts)
