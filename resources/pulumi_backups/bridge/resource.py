"""The base of the classes that people type."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, ClassVar, get_origin

import pulumi
from pulumi import dynamic
from pulumi.runtime import is_config_secret

from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.settings import Vendor


class Resource(dynamic.Resource):
    """A Pulumi resource over a `Provider`. Subclasses declare their typed arguments and outputs."""

    _outputs: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **named: str) -> None:
        """Makes properties of the outputs that are declared as annotations.

        The SDK works out the types of annotations anew for each resource, and those of properties once a class: it
        saves a twentieth of the time in which a program declares its resources.
        """
        super().__init_subclass__(**named)
        declared: dict[str, Any] = inspect.get_annotations(cls, eval_str=True)
        outputs = {name: kind for name, kind in declared.items() if get_origin(kind) is pulumi.Output}
        for name, kind in outputs.items():
            setattr(cls, name, _output(name, kind))
        cls._outputs = (*cls._outputs, *outputs)
        cls.__annotations__ = {name: kind for name, kind in declared.items() if name not in outputs}

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
        refuse_plain_secrets(provider.operations.vendor)
        secret = [out for out, name in (derived or {}).items() if isinstance(inputs[name], pulumi.Output)]
        if secret:
            opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=secret))
        given = {name: value for name, value in inputs.items() if value is not None}
        # The SDK resolves no output that is not named here, not even those that check or the vendor fills in.
        super().__init__(provider, resource_name, {**dict.fromkeys(self._outputs), **given}, opts)


def _output(name: str, kind: Any) -> property:
    """A property as in the packages that Pulumi generates."""

    def get(self: Resource) -> Any:
        return pulumi.get(self, name)

    get.__name__ = name
    get.__annotations__ = {"return": kind}
    return property(pulumi.getter(get))


def refuse_plain_secrets(vendor: Vendor) -> None:
    """Raises where a credential stands in the stack config in plain text: Pulumi copies it into the state."""
    for setting in vendor.secrets:
        key = vendor.config_key(setting)
        if pulumi.runtime.get_config(key) is not None and not is_config_secret(key):
            raise pulumi.RunError(
                f"{key} stands in the stack config in plain text, and Pulumi would copy it into the state. "
                f"Encrypt it: pulumi config set --secret {key}"
            )
