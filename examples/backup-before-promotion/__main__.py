"""A backup before each release, and nothing of the release before that backup is finished.

    pulumi config set release 42

Each release has a backup of its own. It stays until its retention ends, also when the next release comes.
"""

import pulumi
from pulumi_backups import planetscale

config = pulumi.Config()
release = config.get("release") or "1"
database = config.get("database") or "billing"
branch = config.get("branch") or "staging"

backup = planetscale.BranchBackup(
    f"before-release-{release}",
    database=database,
    branch="main",
    retention_value=30,
    retention_unit="day",
    opts=pulumi.ResourceOptions(retain_on_delete=True),
)

# Everything that names the backup in depends_on waits until it is finished: a migration as well.
promotion = planetscale.BranchPromotion(
    f"{branch}-to-production", database=database, branch=branch, opts=pulumi.ResourceOptions(depends_on=[backup])
)

pulumi.export("backup", backup.backup_id)
pulumi.export("bytes", backup.finished.size)
pulumi.export("is production", promotion.production)
