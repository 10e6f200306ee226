"""Functions that read from a vendor, as programs call them: their errors, and their `_output` form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pulumi

from pulumi_backups.bridge.settings import Settings, Vendor
from pulumi_backups.errors import BackupsError

P = ParamSpec("P")
T = TypeVar("T")


class FunctionError(BackupsError, pulumi.RunError):
    """What a function could not do. Of a RunError, Pulumi shows the text alone, without the program's traceback."""


def function(ask: Callable[P, T]) -> Callable[P, T]:
    """Has a function that programs call end them with one sentence where it fails."""

    @wraps(ask)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return ask(*args, **kwargs)
        except BackupsError as error:
            raise FunctionError(str(error)) from error

    return call


def program_settings(vendor: Vendor) -> Settings:
    """A vendor's settings as the program sees them, for functions, which run in its process."""
    return Settings.of(vendor, pulumi.runtime.get_config)


def output_of(
    function: Callable[..., T], arguments: dict[str, Any], opts: pulumi.InvokeOutputOptions | None
) -> pulumi.Output[T]:
    """Calls `function` once all `arguments` are known; while one is not, in a preview, the result is not either.

    opts: `depends_on` names resources to wait for besides those that the arguments come from.
    """

    async def call(values: list[Any]) -> T:
        # The call blocks; in a thread of its own it does not hold up the rest of the program.
        return await asyncio.to_thread(function, **values[1])

    given = {name: value for name, value in arguments.items() if value is not None}
    return pulumi.Output.all(_ids(opts), pulumi.Output.from_input(given)).apply(call)


def _ids(opts: pulumi.InvokeOutputOptions | None) -> list[pulumi.Output[Any]]:
    """The ids of resources to wait for: unknown in a preview where the resource is yet to be made."""
    depends_on: Any = opts.depends_on if opts else None
    # Resources, or outputs of them, alone or in a list.
    given = depends_on if isinstance(depends_on, Sequence) else [depends_on]
    return [pulumi.Output.from_input(each).apply(_id) for each in given]


def _id(found: Any) -> Any:
    if isinstance(found, Sequence):
        return pulumi.Output.all(*(_id(each) for each in found))
    return found.id if isinstance(found, pulumi.CustomResource) else None
