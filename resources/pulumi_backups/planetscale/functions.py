"""Functions that read from PlanetScale. Lists are complete, results are typed, times are datetimes.

    from pulumi_backups import planetscale

    for policy in planetscale.get_backup_policies(database="storefront"):
        pulumi.log.info(f"{policy.name} runs next at {policy.next_run_at}")

Each function sends its request when the program calls it, also in a preview. Its `_output` form accepts outputs of
resources; in a preview, its result is unknown if one of them is. Each raises BackupsError, whose text says what failed
and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import pulumi

from pulumi_backups.bridge.functions import functions_of, output_of, program_settings
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.connect import connect
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.parse import parse
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.pagination import paginate
from pulumi_backups.planetscale.settings import PLANETSCALE

if TYPE_CHECKING:
    from pulumi_backups.planetscale.results import (
        BackupPolicyResult,
        BackupResult,
        DeploymentResult,
        RegionResult,
        ServiceTokenResult,
        UserResult,
        WorkflowResult,
    )

T = TypeVar("T")
Opts = pulumi.InvokeOutputOptions
# Pulumi passes numbers as floats. Above this, a float cannot hold every whole number.
MAX_NUMBER = 2**53

function = functions_of(PLANETSCALE, "pulumi_backups.planetscale.results")


@function
def get_backup_policies(*, database: str, organization: str | None = None) -> list[BackupPolicyResult]:
    """All backup policies of a database, the required system policies among them."""
    from pulumi_backups.planetscale.results import BackupPolicyResult

    owner = _organization(organization)
    return _list(
        BackupPolicyResult,
        f"list the backup policies of {owner}/{database}",
        _database(owner, database, "backup-policies"),
    )


def get_backup_policies_output(
    *, database: pulumi.Input[str], organization: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[BackupPolicyResult]]:
    """`get_backup_policies` for outputs of resources."""
    return output_of(get_backup_policies, {"database": database, "organization": organization}, opts)


@function
def get_backup_policy(*, database: str, policy_id: str, organization: str | None = None) -> BackupPolicyResult:
    """One backup policy, with the times of its last and its next run."""
    from pulumi_backups.planetscale.results import BackupPolicyResult

    owner = _organization(organization)
    return _get(
        BackupPolicyResult,
        f"read the backup policy {policy_id} of {owner}/{database}",
        _database(owner, database, "backup-policies", policy_id),
    )


def get_backup_policy_output(
    *,
    database: pulumi.Input[str],
    policy_id: pulumi.Input[str],
    organization: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[BackupPolicyResult]:
    """`get_backup_policy` for outputs of resources."""
    return output_of(
        get_backup_policy, {"database": database, "policy_id": policy_id, "organization": organization}, opts
    )


@function
def get_branch_backups(*, database: str, branch: str, organization: str | None = None) -> list[BackupResult]:
    """All backups of a branch: those of policies, and manual ones."""
    from pulumi_backups.planetscale.results import BackupResult

    owner = _organization(organization)
    return _list(
        BackupResult,
        f"list the backups of {owner}/{database}/{branch}",
        _database(owner, database, "branches", branch, "backups"),
    )


def get_branch_backups_output(
    *,
    database: pulumi.Input[str],
    branch: pulumi.Input[str],
    organization: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[BackupResult]]:
    """`get_branch_backups` for outputs of resources."""
    return output_of(get_branch_backups, {"database": database, "branch": branch, "organization": organization}, opts)


@function
def get_branch_backup(*, database: str, branch: str, backup_id: str, organization: str | None = None) -> BackupResult:
    """One backup of a branch."""
    from pulumi_backups.planetscale.results import BackupResult

    owner = _organization(organization)
    return _get(
        BackupResult,
        f"read the backup {backup_id} of {owner}/{database}/{branch}",
        _database(owner, database, "branches", branch, "backups", backup_id),
    )


def get_branch_backup_output(
    *,
    database: pulumi.Input[str],
    branch: pulumi.Input[str],
    backup_id: pulumi.Input[str],
    organization: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[BackupResult]:
    """`get_branch_backup` for outputs of resources."""
    arguments = {"database": database, "branch": branch, "backup_id": backup_id, "organization": organization}
    return output_of(get_branch_backup, arguments, opts)


@function
def get_workflows(
    *, database: str, between: tuple[datetime, datetime] | str | None = None, organization: str | None = None
) -> list[WorkflowResult]:
    """The workflows of a database.

    between: only those active in this time: two datetimes (UTC if they name no zone), or the API's own text, such
        as "2026-01-01T00:00:00Z..2026-01-02T00:00:00Z".
    """
    from pulumi_backups.planetscale.results import WorkflowResult

    owner = _organization(organization)
    query = {} if between is None else {"between": _span(between)}
    return _list(
        WorkflowResult, f"list the workflows of {owner}/{database}", _database(owner, database, "workflows"), query
    )


def get_workflows_output(
    *,
    database: pulumi.Input[str],
    between: tuple[datetime, datetime] | str | None = None,
    organization: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[WorkflowResult]]:
    """`get_workflows` for outputs of resources."""
    return output_of(get_workflows, {"database": database, "between": between, "organization": organization}, opts)


@function
def get_workflow(*, database: str, number: int, organization: str | None = None) -> WorkflowResult:
    """One workflow, by its number within the database."""
    from pulumi_backups.planetscale.results import WorkflowResult

    owner = _organization(organization)
    # Numbers in outputs of resources are floats.
    if not isinstance(number, int | float) or not 0 <= number < MAX_NUMBER or number != int(number):
        raise BackupsError("PlanetScale: the number of a workflow must be a whole number.")
    return _get(
        WorkflowResult,
        f"read workflow {int(number)} of {owner}/{database}",
        _database(owner, database, "workflows", str(int(number))),
    )


def get_workflow_output(
    *,
    database: pulumi.Input[str],
    number: pulumi.Input[int],
    organization: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[WorkflowResult]:
    """`get_workflow` for outputs of resources."""
    return output_of(get_workflow, {"database": database, "number": number, "organization": organization}, opts)


@function
def get_deploy_queue(*, database: str, organization: str | None = None) -> list[DeploymentResult]:
    """The deployments of a database, in the order in which they will run."""
    from pulumi_backups.planetscale.results import DeploymentResult

    owner = _organization(organization)
    return _list(
        DeploymentResult,
        f"read the deploy queue of {owner}/{database}",
        _database(owner, database, "deploy-queue"),
    )


def get_deploy_queue_output(
    *, database: pulumi.Input[str], organization: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[DeploymentResult]]:
    """`get_deploy_queue` for outputs of resources."""
    return output_of(get_deploy_queue, {"database": database, "organization": organization}, opts)


@function
def get_service_token(*, token_id: str, organization: str | None = None) -> ServiceTokenResult:
    """A service token, with its permissions."""
    from pulumi_backups.planetscale.results import ServiceTokenResult

    owner = _organization(organization)
    return _get(
        ServiceTokenResult,
        f"read the service token {token_id} of {owner}",
        path_of("organizations", owner, "service-tokens", token_id),
    )


def get_service_token_output(
    *, token_id: pulumi.Input[str], organization: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[ServiceTokenResult]:
    """`get_service_token` for outputs of resources. The result is a secret: the vendor may put the token into it."""
    return output_of(get_service_token, {"token_id": token_id, "organization": organization}, opts, secret=True)


@function
def get_regions() -> list[RegionResult]:
    """All regions for databases. It needs no credential and sends none."""
    from pulumi_backups.planetscale.results import RegionResult

    return _list(RegionResult, "list the regions", path_of("regions"), anonymous=True)


def get_regions_output(opts: Opts | None = None) -> pulumi.Output[list[RegionResult]]:
    """`get_regions` for programs that wait for a resource first."""
    return output_of(get_regions, {}, opts)


@function
def get_user() -> UserResult:
    """The user to whom the credential belongs."""
    from pulumi_backups.planetscale.results import UserResult

    return _get(UserResult, "read the current user", path_of("user"))


def get_user_output(opts: Opts | None = None) -> pulumi.Output[UserResult]:
    """`get_user` for programs that wait for a resource first."""
    return output_of(get_user, {}, opts)


def _organization(given: str | None) -> str:
    settings = program_settings(PLANETSCALE)
    found = given or settings.get("organization")
    if not found:
        raise BackupsError(
            f"PlanetScale: no organization: give it to the function, or set {settings.named('organization')}."
        )
    return found


def _database(owner: str, database: str, *rest: str) -> str:
    return path_of("organizations", owner, "databases", database, *rest)


def _get(cls: type[T], doing: str, path: str) -> T:
    call = ApiCall(connect(program_settings(PLANETSCALE)), doing)
    return parse(cls, call.get(path), call)


def _list(
    cls: type[T], doing: str, path: str, query: Mapping[str, Any] | None = None, *, anonymous: bool = False
) -> list[T]:
    call = ApiCall(connect(program_settings(PLANETSCALE), anonymous=anonymous), doing)
    return [parse(cls, row, call) for row in paginate(call, path, query)]


def _span(between: Any) -> str:
    if isinstance(between, str):
        return between
    try:
        start, end = between
        if isinstance(start, datetime) and isinstance(end, datetime):
            return f"{timestamp(start)}..{timestamp(end)}"
    except (TypeError, ValueError, OverflowError):
        pass
    raise BackupsError("PlanetScale: between must be two datetimes, or the API's own text for a time.")
