"""Lengths of time as options have them: `90m`, `2h`, `1d`."""

from __future__ import annotations

import re
from datetime import timedelta

import click

from pulumi_backups.bridge.violations import quoted

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def length(text: str) -> timedelta | None:
    """The length, or None if the text is none."""
    match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([mhd])", text)
    return timedelta(**{UNITS[match[2]]: float(match[1])}) if match else None


def length_of_time(_context: click.Context, _parameter: click.Parameter, value: str | None) -> timedelta | None:
    """Reads an option."""
    if value is None:
        return None
    found = length(value)
    if found is None:
        raise click.BadParameter(f"{quoted(value)} is no time such as 90m, 2h or 1d.")
    return found
