"""The base of the classes that people type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pulumi
from pulumi import dynamic
from pulumi.runtime import is_config_secret

from pulumi_backups.bridge.explicit_provider import provider_for
from pulumi_backups.bridge.mocks import is_mocked
from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.settings import Vendor
from pulumi_backups.bridge.urns import URN_KEY, urn_of
from pulumi_backups.errors import BackupsError


class Resource(dynamic.Resource):
    """A Pulumi resource over a `Provider`. `make generate` writes the constructor and the outputs of a subclass."""

    _provider_class: ClassVar[type[Provider]]
    # Whether a component declares the resource, and not a program.
    _is_part: ClassVar[bool] = False

    def __init__(self, resource_name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        """Registers the resource. `inputs` are all of its inputs by name, None if the program sets none."""
        operations = self._provider_class.operations
        refuse_plain_secrets(operations.vendor)
        try:
            provider = provider_for(operations.vendor, opts, f"the resource {resource_name!r}")
        except BackupsError as error:
            raise pulumi.RunError(str(error)) from error
        # What the functions that the resource calls for live values use.
        self._account = pulumi.InvokeOutputOptions(provider=provider)
        secret = [
            output.name
            for output in operations.outputs
            if output.repeats and isinstance(inputs[output.repeats], pulumi.Output)
        ]
        if secret:
            opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=secret))
        # The SDK resolves only the outputs that are named here, even if check or the vendor supplies the others.
        properties = {**inputs, **{output.name: None for output in operations.outputs}}
        parent = opts.parent if opts else None
        properties[URN_KEY] = urn_of(resource_name, self.type_token(), parent)
        super().__init__(self._provider_class(), resource_name, properties, opts)

    @classmethod
    def type_token(cls) -> str:
        """The type of the resource, as it is in its URN."""
        return f"pulumi-python:{cls._resource_type_name}"


def refuse_plain_secrets(vendor: Vendor) -> None:
    """Raises if the stack config holds a credential in plain text, because Pulumi would copy it into the state."""
    if is_mocked():
        # A unit test writes no state.
        return
    for setting in vendor.secrets:
        key = vendor.config_key(setting)
        if pulumi.runtime.get_config(key) is not None and not is_config_secret(key):
            raise pulumi.RunError(
                f"{key} is in the stack config in plain text, and Pulumi would copy it into the state. "
                f"Encrypt it: pulumi config set --secret {key}"
            )
