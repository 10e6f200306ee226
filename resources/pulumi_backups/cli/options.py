"""The options that the vendors' folders give to commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from pulumi_backups.bridge import Vendor
from pulumi_backups.bridge.inputs import PathPart, expected, is_path_part
from pulumi_backups.bridge.violations import quoted
from pulumi_backups.discovery import Chosen, Option

Value = str | Sequence[str] | None


def parameter(account: Vendor, option: Option, *, named: bool = True) -> click.Option:
    """An option as click has it. `named`: whether its help names the vendor."""
    return click.Option(
        [f"--{option.name}"],
        help=f"{account.title}: {option.help}" if named else option.help,
        metavar=option.metavar,
        required=option.required,
        callback=_parts_of_urls if option.in_url else None,
        multiple=option.multiple,
        envvar=account.environment_key(option.setting) if option.setting else None,
        show_envvar=True,
    )


def chosen_of(given: Mapping[str, Value]) -> Chosen:
    """The values of options as lists."""
    return {name: [value] if isinstance(value, str) else list(value or ()) for name, value in given.items()}


def _parts_of_urls(_context: click.Context, _parameter: click.Parameter, value: Value) -> Value:
    """The value, each once. It becomes part of a URL, so it must be as the resources require it."""
    for name in [value] if isinstance(value, str) else value or ():
        if not is_path_part(name):
            raise click.BadParameter(f"{quoted(name)} must be {expected(PathPart)}.")
    return value if value is None or isinstance(value, str) else [*dict.fromkeys(value)]
