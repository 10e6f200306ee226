"""Functions that read from PlanetScale. Lists are complete, results are typed, times are datetimes.

    from pulumi_backups import planetscale

    for policy in planetscale.get_backup_policies(database="storefront"):
        print(f"{policy.name} runs next at {policy.next_run_at}")

Each function sends its request when the program calls it, also in a preview. Its `_output` form accepts outputs of
resources; in a preview, its result is unknown if one of them is. Each raises BackupsError, whose text says what failed
and what to do.

Functions work outside of `pulumi up` too, in a plain Python script. The credential and the organization then come from
the environment. `estate.py` has those that list organizations, databases and branches.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

import pulumi

from pulumi_backups.bridge.functions import output_of
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.queries import (
    Opts,
    choice,
    database_path,
    function,
    get_all,
    get_one,
    moment,
    organization_of,
    span,
)

if TYPE_CHECKING:
    from pulumi_backups.planetscale.deployment_results import DeploymentResult
    from pulumi_backups.planetscale.results import (
        BackupPolicyResult,
        BackupResult,
        RegionResult,
        UserResult,
        WorkflowResult,
    )
    from pulumi_backups.planetscale.service_token_results import ServiceTokenResult

BackupState = Literal["pending", "running", "success", "failed", "canceled", "ignored"]

# Pulumi passes numbers as floats. Above this, a float cannot hold every whole number.
MAX_NUMBER = 2**53


@function
def get_backup_policies(
    *, database: str, organization: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[BackupPolicyResult]:
    """All backup policies of a database, the required system policies among them."""
    from pulumi_backups.planetscale.results import BackupPolicyResult

    owner = organization_of(organization)
    return get_all(
        BackupPolicyResult,
        f"list the backup policies of {owner}/{database}",
        database_path(owner, database, "backup-policies"),
    )


def get_backup_policies_output(
    *, database: pulumi.Input[str], organization: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[BackupPolicyResult]]:
    """`get_backup_policies` for outputs of resources."""
    return output_of(get_backup_policies, {"database": database, "organization": organization}, opts)


@function
def get_backup_policy(
    *, database: str, policy_id: str, organization: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> BackupPolicyResult:
    """One backup policy, with the times of its last and its next run."""
    from pulumi_backups.planetscale.results import BackupPolicyResult

    owner = organization_of(organization)
    return get_one(
        BackupPolicyResult,
        f"read the backup policy {policy_id} of {owner}/{database}",
        database_path(owner, database, "backup-policies", policy_id),
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
def get_branch_backups(
    *,
    database: str,
    branch: str,
    policy_id: str | None = None,
    state: BackupState | None = None,
    started_after: datetime | str | None = None,
    started_before: datetime | str | None = None,
    organization: str | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> list[BackupResult]:
    """The backups of a branch: those of policies, and manual ones. Of several filters, a backup passes all.

    policy_id: only those that this policy took.
    state: only those in this state.
    started_after, started_before: only those that started after or before a time, so none that is still pending. The
        time is a datetime (UTC if it names no zone), or the API's own text, such as "2026-01-31T00:00:00Z".
    """
    from pulumi_backups.planetscale.results import BackupResult

    owner = organization_of(organization)
    filters = {
        "policy": policy_id,
        "state": choice("state", state, BackupState),
        "from": moment("started_after", started_after),
        "to": moment("started_before", started_before),
    }
    return get_all(
        BackupResult,
        f"list the backups of {owner}/{database}/{branch}",
        database_path(owner, database, "branches", branch, "backups"),
        filters,
    )


def get_branch_backups_output(
    *,
    database: pulumi.Input[str],
    branch: pulumi.Input[str],
    policy_id: pulumi.Input[str | None] = None,
    state: pulumi.Input[BackupState | None] = None,
    started_after: pulumi.Input[datetime | str | None] = None,
    started_before: pulumi.Input[datetime | str | None] = None,
    organization: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[BackupResult]]:
    """`get_branch_backups` for outputs of resources."""
    arguments = {
        "database": database,
        "branch": branch,
        "policy_id": policy_id,
        "state": state,
        "started_after": started_after,
        "started_before": started_before,
        "organization": organization,
    }
    return output_of(get_branch_backups, arguments, opts)


@function
def get_branch_backup(
    *,
    database: str,
    branch: str,
    backup_id: str,
    organization: str | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> BackupResult:
    """One backup of a branch."""
    from pulumi_backups.planetscale.results import BackupResult

    owner = organization_of(organization)
    return get_one(
        BackupResult,
        f"read the backup {backup_id} of {owner}/{database}/{branch}",
        database_path(owner, database, "branches", branch, "backups", backup_id),
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
    *,
    database: str,
    between: tuple[datetime, datetime] | str | None = None,
    organization: str | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> list[WorkflowResult]:
    """The workflows of a database.

    between: only those active in this time: two datetimes (UTC if they name no zone), or the API's own text, such
        as "2026-01-01T00:00:00Z..2026-01-02T00:00:00Z".
    """
    from pulumi_backups.planetscale.results import WorkflowResult

    owner = organization_of(organization)
    return get_all(
        WorkflowResult,
        f"list the workflows of {owner}/{database}",
        database_path(owner, database, "workflows"),
        {"between": span("between", between)},
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
def get_workflow(
    *, database: str, number: int, organization: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> WorkflowResult:
    """One workflow, by its number within the database."""
    from pulumi_backups.planetscale.results import WorkflowResult

    owner = organization_of(organization)
    # Numbers in outputs of resources are floats.
    if not isinstance(number, int | float) or not 0 <= number < MAX_NUMBER or number != int(number):
        raise BackupsError("PlanetScale: the number of a workflow must be a whole number.")
    return get_one(
        WorkflowResult,
        f"read workflow {int(number)} of {owner}/{database}",
        database_path(owner, database, "workflows", str(int(number))),
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
def get_deploy_queue(
    *, database: str, organization: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[DeploymentResult]:
    """The deployments of a database, in the order in which they will run."""
    from pulumi_backups.planetscale.deployment_results import DeploymentResult

    owner = organization_of(organization)
    return get_all(
        DeploymentResult,
        f"read the deploy queue of {owner}/{database}",
        database_path(owner, database, "deploy-queue"),
    )


def get_deploy_queue_output(
    *, database: pulumi.Input[str], organization: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[DeploymentResult]]:
    """`get_deploy_queue` for outputs of resources."""
    return output_of(get_deploy_queue, {"database": database, "organization": organization}, opts)


@function
def get_service_token(
    *, token_id: str, organization: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> ServiceTokenResult:
    """A service token, with its permissions."""
    from pulumi_backups.planetscale.service_token_results import ServiceTokenResult

    owner = organization_of(organization)
    return get_one(
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
def get_regions(*, opts: pulumi.InvokeOptions | None = None) -> list[RegionResult]:
    """All regions for databases. It needs no credential and sends none."""
    from pulumi_backups.planetscale.results import RegionResult

    return get_all(RegionResult, "list the regions", path_of("regions"), anonymous=True)


def get_regions_output(opts: Opts | None = None) -> pulumi.Output[list[RegionResult]]:
    """`get_regions` for programs that wait for a resource first."""
    return output_of(get_regions, {}, opts)


@function
def get_user(*, opts: pulumi.InvokeOptions | None = None) -> UserResult:
    """The user to whom the credential belongs."""
    from pulumi_backups.planetscale.results import UserResult

    return get_one(UserResult, "read the current user", path_of("user"))


def get_user_output(opts: Opts | None = None) -> pulumi.Output[UserResult]:
    """`get_user` for programs that wait for a resource first."""
    return output_of(get_user, {}, opts)
