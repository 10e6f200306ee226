"""The same policies in two PlanetScale organizations, each with its own service token.

The first organization is that of the stack's config. The second one has its own provider:

    pulumi config set secondOrganization acme-data
    pulumi config set secondTokenId ID
    pulumi config set --secret secondToken
"""

import pulumi
from pulumi_backups import planetscale

config = pulumi.Config()
second = planetscale.Provider(
    "second",
    organization=config.require("secondOrganization"),
    service_token_id=config.require("secondTokenId"),
    service_token=config.require_secret("secondToken"),
)

NIGHTLY = planetscale.BackupPolicyArgs(
    target="production",
    frequency_value=1,
    frequency_unit="day",
    schedule_time="03:00",
    retention_value=14,
    retention_unit="day",
)

for prefix, provider in (("first", None), ("second", second)):
    for database in planetscale.get_databases(opts=pulumi.InvokeOptions(provider=provider)):
        planetscale.BackupPlan(
            f"{prefix}-{database.name}",
            database=database.name,
            policies={"nightly": NIGHTLY},
            opts=pulumi.ResourceOptions(provider=provider),
        )
