"""Backups of PlanetScale databases as Pulumi resources, and what can be asked of PlanetScale."""

from typing import TYPE_CHECKING

from pulumi_backups.bridge.exports import late_exports
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.backup_plan import BackupPlan
from pulumi_backups.planetscale.backup_policy import BackupPolicy
from pulumi_backups.planetscale.branch_backup import BranchBackup
from pulumi_backups.planetscale.branch_promotion import BranchPromotion
from pulumi_backups.planetscale.estate import (
    get_branches,
    get_branches_output,
    get_databases,
    get_databases_output,
    get_organizations,
    get_organizations_output,
)
from pulumi_backups.planetscale.finished_branch_backup import FinishedBranchBackup
from pulumi_backups.planetscale.functions import (
    get_backup_policies,
    get_backup_policies_output,
    get_backup_policy,
    get_backup_policy_output,
    get_branch_backup,
    get_branch_backup_output,
    get_branch_backups,
    get_branch_backups_output,
    get_deploy_queue,
    get_deploy_queue_output,
    get_regions,
    get_regions_output,
    get_service_token,
    get_service_token_output,
    get_user,
    get_user_output,
    get_workflow,
    get_workflow_output,
    get_workflows,
    get_workflows_output,
)
from pulumi_backups.planetscale.provider import Provider
from pulumi_backups.planetscale.queries import RESULTS
from pulumi_backups.planetscale.types import (
    BackupPlanArgs,
    BackupPolicyArgs,
    BranchBackupArgs,
    BranchPromotionArgs,
    ObjectiveArgs,
    ObjectiveResult,
    PlannedPolicyResult,
)

if TYPE_CHECKING:
    from pulumi_backups.planetscale.deployment_results import (
        DeploymentResult,
        DeployOperation,
        DeployOperationSummary,
        ShardOperation,
    )
    from pulumi_backups.planetscale.estate_results import (
        BranchResult,
        DatabaseRegion,
        DatabaseResult,
        DataImport,
        DataSource,
        OrganizationResult,
    )
    from pulumi_backups.planetscale.results import (
        Actor,
        BackupPolicyResult,
        BackupResult,
        Reference,
        RegionResult,
        SchemaSnapshot,
        UserResult,
        WorkflowResult,
    )
    from pulumi_backups.planetscale.service_token_results import (
        BranchAccesses,
        BranchOfAccess,
        DatabaseAccesses,
        DatabaseOfAccess,
        OauthAccess,
        OauthAccesses,
        OrganizationAccesses,
        OrganizationOfAccess,
        ServiceTokenAccess,
        ServiceTokenResult,
        UserAccesses,
        UserOfAccess,
    )

__all__ = [
    "Actor",
    "BackupPlan",
    "BackupPlanArgs",
    "BackupPolicy",
    "BackupPolicyArgs",
    "BackupPolicyResult",
    "BackupResult",
    "BackupsError",
    "BranchAccesses",
    "BranchBackup",
    "BranchBackupArgs",
    "BranchOfAccess",
    "BranchPromotion",
    "BranchPromotionArgs",
    "BranchResult",
    "DataImport",
    "DataSource",
    "DatabaseAccesses",
    "DatabaseOfAccess",
    "DatabaseRegion",
    "DatabaseResult",
    "DeployOperation",
    "DeployOperationSummary",
    "DeploymentResult",
    "FinishedBranchBackup",
    "OauthAccess",
    "OauthAccesses",
    "ObjectiveArgs",
    "ObjectiveResult",
    "OrganizationAccesses",
    "OrganizationOfAccess",
    "OrganizationResult",
    "PlannedPolicyResult",
    "Provider",
    "Reference",
    "RegionResult",
    "SchemaSnapshot",
    "ServiceTokenAccess",
    "ServiceTokenResult",
    "ShardOperation",
    "UserAccesses",
    "UserOfAccess",
    "UserResult",
    "WorkflowResult",
    "get_backup_policies",
    "get_backup_policies_output",
    "get_backup_policy",
    "get_backup_policy_output",
    "get_branch_backup",
    "get_branch_backup_output",
    "get_branch_backups",
    "get_branch_backups_output",
    "get_branches",
    "get_branches_output",
    "get_databases",
    "get_databases_output",
    "get_deploy_queue",
    "get_deploy_queue_output",
    "get_organizations",
    "get_organizations_output",
    "get_regions",
    "get_regions_output",
    "get_service_token",
    "get_service_token_output",
    "get_user",
    "get_user_output",
    "get_workflow",
    "get_workflow_output",
    "get_workflows",
    "get_workflows_output",
]

if not TYPE_CHECKING:
    # Programs that only declare resources do not load the results, because so many classes take their time.
    __getattr__, __dir__ = late_exports(__name__, RESULTS, __all__)
