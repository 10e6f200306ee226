"""Several PlanetScale accounts in one program.

import pulumi
from pulumi_backups import planetscale

acme_data = planetscale.Provider(
    "acme-data",
    organization="acme-data",
    service_token_id="abcdefghijkl",
    service_token=pulumi.Config().require_secret("acmeDataToken"),
)
planetscale.BackupPolicy("nightly", ..., opts=pulumi.ResourceOptions(provider=acme_data))
planetscale.get_databases(opts=pulumi.InvokeOptions(provider=acme_data))
"""

from __future__ import annotations

import pulumi

from pulumi_backups.bridge.explicit_provider import ExplicitProvider
from pulumi_backups.planetscale.settings import PLANETSCALE


class Provider(ExplicitProvider):
    """An account at PlanetScale, for the resources and functions whose options name this provider.

    It does not use the stack config. A setting that is left out comes from the environment, or has its default.
    """

    vendor = PLANETSCALE

    def __init__(
        self,
        resource_name: str,
        *,
        organization: pulumi.Input[str] | None = None,
        service_token_id: pulumi.Input[str] | None = None,
        service_token: pulumi.Input[str] | None = None,
        access_token: pulumi.Input[str] | None = None,
        server_url: pulumi.Input[str] | None = None,
        requests_per_minute: pulumi.Input[int] | None = None,
        retry_seconds: pulumi.Input[float] | None = None,
        max_wait_seconds: pulumi.Input[float] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the provider.

        :param organization: Organization of the resources and functions that name none.
        :param service_token_id: Id of the service token.
        :param service_token: The service token. Always a secret in the state.
        :param access_token: An OAuth token, instead of a service token. Always a secret in the state.
        :param server_url: Another server than https://api.planetscale.com/v1.
        :param requests_per_minute: Most requests in a minute. 0 means no limit. Default: 600.
        :param retry_seconds: Seconds for which temporary errors are retried. Default: 60.
        :param max_wait_seconds: Most seconds to wait when the API says when to come back. Default: 900.
        """
        super().__init__(
            resource_name,
            {
                "organization": organization,
                "service_token_id": service_token_id,
                "service_token": service_token,
                "access_token": access_token,
                "server_url": server_url,
                "requests_per_minute": requests_per_minute,
                "retry_seconds": retry_seconds,
                "max_wait_seconds": max_wait_seconds,
            },
            opts,
        )
