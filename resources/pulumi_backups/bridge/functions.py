"""What all functions for programs share: their errors, and their `_output` form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module
from typing import Any, ParamSpec, TypeVar, get_type_hints

import pulumi

from pulumi_backups.bridge.explicit_provider import account, account_settings, provider_for, provider_of
from pulumi_backups.bridge.mocks import call_mocks, is_mocked
from pulumi_backups.bridge.settings import Settings, Vendor
from pulumi_backups.errors import BackupsError

P = ParamSpec("P")
T = TypeVar("T")


class FunctionError(BackupsError, pulumi.RunError):
    """A function failed. Pulumi shows the text of a RunError alone, without the program's traceback."""


def functions_of(vendor: Vendor, *results: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The decorator of a vendor's functions. It turns a BackupsError into a one-line program error.

    Under `pulumi.runtime.set_mocks` it calls `Mocks.call` and not the vendor. Each function has an argument `opts`,
    whose provider is the account to use. Neither the body of the function nor a mock gets it.
    results: the modules of their result types.
    """

    def function(read: Callable[P, T]) -> Callable[P, T]:
        @wraps(read)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                options = kwargs.pop("opts", None)
                provider = provider_for(vendor, options, f"the function {read.__name__}")
                if is_mocked():
                    types = {name: each for module in results for name, each in vars(import_module(module)).items()}
                    kind = get_type_hints(read, localns=types)["return"]
                    mocked: T = call_mocks(_token(vendor, read.__name__), kwargs, kind)
                    return mocked
                if provider is None:
                    return read(*args, **kwargs)
                with account(provider.settings_from(provider.known_values())):
                    return read(*args, **kwargs)
            except BackupsError as error:
                raise FunctionError(str(error)) from error

        call.vendor = vendor  # type: ignore[attr-defined]
        return call

    return function


def _token(vendor: Vendor, name: str) -> str:
    """Pulumi's name of a function: `vendor:index:getBackupPolicies`."""
    first, *rest = name.split("_")
    return f"{vendor.key}:index:{first}{''.join(word.capitalize() for word in rest)}"


def program_settings(vendor: Vendor) -> Settings:
    """A vendor's settings in the program's own process, where functions run."""
    return account_settings(vendor) or Settings.of(vendor, pulumi.runtime.get_config)


def output_of(
    function: Callable[..., T],
    arguments: dict[str, Any],
    opts: pulumi.InvokeOutputOptions | None,
    *,
    secret: bool = False,
) -> pulumi.Output[T]:
    """Calls `function` once all `arguments` are known. While one is unknown in a preview, so is the result.

    function: one of a vendor, or one whose provider was found when a resource was declared.
    opts: `depends_on` names more resources to wait for than those that the arguments come from, `provider` the account
        to use.
    secret: whether the result is a secret. It always is if an argument is one.
    """

    vendor: Vendor | None = getattr(function, "vendor", None)
    try:
        provider = provider_for(vendor, opts, f"the function {function.__name__}") if vendor else provider_of(opts)
    except BackupsError as error:
        raise FunctionError(str(error)) from error

    async def call(values: list[Any]) -> T:
        if is_mocked():
            # Mocks live in the program's own thread.
            return function(**values[1])
        with account(provider.settings_from(values[2]) if provider else None):
            # The call blocks. In its own thread it does not block the rest of the program.
            return await asyncio.to_thread(function, **values[1])

    given = {name: value for name, value in arguments.items() if value is not None}
    # A secret argument makes the result a secret. Output.secret(result) would turn the result into a plain dict.
    wrap = pulumi.Output.secret if secret else pulumi.Output.from_input
    # The provider's credentials are secrets, and the result is none.
    settings = pulumi.Output.unsecret(pulumi.Output.from_input(provider.settings)) if provider else None
    return pulumi.Output.all(_ids(opts), wrap(given), settings).apply(call)


def _ids(opts: pulumi.InvokeOutputOptions | None) -> list[pulumi.Output[Any]]:
    """The ids of resources to wait for: unknown in a preview if the resource does not exist yet."""
    depends_on: Any = opts.depends_on if opts else None
    # Resources, or outputs of them, alone or in a list.
    given = depends_on if isinstance(depends_on, Sequence) else [depends_on]
    return [pulumi.Output.from_input(each).apply(_id) for each in given]


def _id(found: Any) -> Any:
    if isinstance(found, Sequence):
        return pulumi.Output.all(*(_id(each) for each in found))
    if isinstance(found, pulumi.ComponentResource):
        return pulumi.Output.all(*(_id(child) for child in found._childResources))
    return found.id if isinstance(found, pulumi.CustomResource) else None
