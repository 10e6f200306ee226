"""The base of the classes that people type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import pulumi
from pulumi import dynamic
from pulumi.dynamic.dynamic import PROVIDER_KEY
from pulumi.runtime import is_config_secret

from pulumi_backups.bridge.explicit_provider import provider_for
from pulumi_backups.bridge.mocks import is_mocked
from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.settings import Vendor
from pulumi_backups.bridge.stack_trace import frames_of_the_program
from pulumi_backups.bridge.urns import URN_KEY, short_urn, urn_of
from pulumi_backups.errors import BackupsError


class Resource(dynamic.Resource):
    """A Pulumi resource over a `Provider`. `make generate` writes the constructor and the outputs of a subclass."""

    _provider_class: ClassVar[type[Provider]]
    # Whether a component declares the resource, and not a program.
    _is_part: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "_provider_class" in vars(cls):
            cls._provider_class.type_token = cls.type_token()

    def __init__(self, resource_name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        self._register(resource_name, inputs, opts)

    def _register(self, resource_name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        """Registers the resource. `inputs` are all of its inputs by name, None if the program sets none.

        A generated constructor calls this and not `__init__`. Pulumi counts constructors to find the line of the
        program that declares the resource. With one more it would record lines of this package in the state.
        """
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
        # The SDK resolves only the outputs that are named here, even if check or the vendor supplies the others. Each
        # takes its time, so what is not set and is no output is left out.
        properties = {name: value for name, value in inputs.items() if value is not None or hasattr(type(self), name)}
        properties |= {output.name: None for output in operations.outputs}
        parent = opts.parent if opts else None
        urn = urn_of(resource_name, self.type_token(), parent)
        properties[URN_KEY] = short_urn(urn, self._provider_class.type_token)
        properties[PROVIDER_KEY] = self._provider_class.reference()
        with frames_of_the_program():
            # The constructor of dynamic.Resource would pickle the provider anew, into a longer text.
            super(dynamic.Resource, self).__init__(self.type_token(), resource_name, properties, opts)
        wait_only_for_the_registration(self, ("id", *properties))

    @classmethod
    def type_token(cls) -> str:
        """The type of the resource, as it is in its URN."""
        return f"pulumi-python:{cls._resource_type_name}"


def wait_only_for_the_registration(resource: pulumi.Resource, names: Iterable[str]) -> None:
    """Takes outputs of a resource from the list of those that the SDK awaits when the program has ended.

    The SDK goes through the list again whenever one of them is done, so its time grows with the square of their number:
    with 1000 policies of 16 outputs, it is a sixth of a preview. The URN stays in the list. It is done with all other
    outputs of the resource, or fails with them, and then the program ends at once.

    `Output.apply` takes its source from the list in the same way. The method is private to the SDK: without it, all
    outputs stay in the list.
    """
    # An output that lacks an attribute takes it from its value, so the class is asked.
    untrack = getattr(pulumi.Output, "_untrack", None)
    for name in names:
        output = vars(resource).get(name)
        if untrack and isinstance(output, pulumi.Output):
            untrack(output)


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
