"""Several Northflank accounts in one program.

import pulumi
from pulumi_backups import northflank

team_b = northflank.Provider("team-b", api_token=pulumi.Config().require_secret("teamBToken"))
northflank.AddonBackupSchedule("orders-daily", ..., opts=pulumi.ResourceOptions(provider=team_b))
northflank.get_projects(opts=pulumi.InvokeOptions(provider=team_b))
"""

from __future__ import annotations

import pulumi

from pulumi_backups.bridge.explicit_provider import ExplicitProvider
from pulumi_backups.northflank.settings import NORTHFLANK


class Provider(ExplicitProvider):
    """An account at Northflank, for the resources and functions whose options name this provider.

    It does not use the stack config. A setting that is left out comes from the environment, or has its default.
    """

    vendor = NORTHFLANK

    def __init__(
        self,
        resource_name: str,
        *,
        api_token: pulumi.Input[str] | None = None,
        base_url: pulumi.Input[str] | None = None,
        requests_per_hour: pulumi.Input[int] | None = None,
        retry_seconds: pulumi.Input[float] | None = None,
        max_wait_seconds: pulumi.Input[float] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the provider.

        :param api_token: The API token. Always a secret in the state.
        :param base_url: Another server than https://api.northflank.com.
        :param requests_per_hour: Most requests in an hour. 0 means no limit. Default: 1000.
        :param retry_seconds: Seconds for which temporary errors are retried. Default: 60.
        :param max_wait_seconds: Most seconds to wait when the API says when to come back. Default: 900.
        """
        super().__init__(
            resource_name,
            {
                "api_token": api_token,
                "base_url": base_url,
                "requests_per_hour": requests_per_hour,
                "retry_seconds": retry_seconds,
                "max_wait_seconds": max_wait_seconds,
            },
            opts,
        )
