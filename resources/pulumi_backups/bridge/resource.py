"""The base of the classes that people type."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi import dynamic
from pulumi.runtime import is_config_secret

from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.settings import Vendor


class Resource(dynamic.Resource):
    """A Pulumi resource over a `Provider`. Subclasses declare their typed arguments and outputs."""

    def __init_subclass__(cls, **named: str) -> None:
        """Puts types in the place of the text that the annotations of outputs are written as.

        The SDK reads them for each resource anew; to evaluate text each time takes a fifth of the time in which a
        program declares a resource.
        """
        super().__init_subclass__(**named)
        cls.__annotations__ = inspect.get_annotations(cls, eval_str=True)

    def __init__(
        self,
        provider: Provider,
        resource_name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None,
        derived: Mapping[str, str] | None = None,
    ) -> None:
        """Registers the resource.

        derived: outputs that repeat an input's value in another form, by the input's name. Where that input may be
        a secret, so is the output, or the secret would leak through it.
        """
        operations = provider.operations
        refuse_plain_secrets(operations.vendor)
        secret = [out for out, name in (derived or {}).items() if isinstance(inputs[name], pulumi.Output)]
        if secret:
            opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=secret))
        # With None where nothing is given, so that there is an output for what check fills in.
        super().__init__(provider, resource_name, {**inputs, **dict.fromkeys(operations.outputs)}, opts)


def refuse_plain_secrets(vendor: Vendor) -> None:
    """Raises where a credential stands in the stack config in plain text: Pulumi copies it into the state."""
    for setting in vendor.secrets:
        key = vendor.config_key(setting)
        if pulumi.runtime.get_config(key) is not None and not is_config_secret(key):
            raise pulumi.RunError(
                f"{key} stands in the stack config in plain text, and Pulumi would copy it into the state. "
                f"Encrypt it: pulumi config set --secret {key}"
            )
