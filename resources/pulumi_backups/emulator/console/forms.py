"""What a person typed into the console's forms, as changes to a policy or a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..store import Body

POLICY_NUMBERS = ("frequency_value", "schedule_day", "schedule_week", "retention_value")
POLICY_TEXTS = ("name", "target", "frequency_unit", "schedule_time", "retention_unit")


class FormError(Exception):
    """A field holds something that cannot be read; the message is one line."""


def policy_changes(form: Mapping[str, str], policy: Body) -> Body:
    """The fields that differ from the policy's; an empty number is null. Raises FormError."""
    wanted: Body = {name: form[name] for name in POLICY_TEXTS if name in form}
    wanted |= {name: _number(name, form[name]) for name in POLICY_NUMBERS if name in form}
    return {name: value for name, value in wanted.items() if value != policy[name]}


def schedule_changes(form: Mapping[str, str], schedule: Body) -> Body:
    """The fields that differ from the schedule's; hour and day go where they are empty. Raises FormError."""
    scheduling: Body = {"interval": form.get("interval", "")}
    for name in ("minute", "hour", "day"):
        numbers = [_number(name, part) for part in form.get(name, "").split(",") if part.strip()]
        if numbers:
            scheduling[name] = numbers
    wanted: Body = {"scheduling": scheduling, "retentionTime": _number("retentionTime", form.get("retentionTime", ""))}
    return {name: value for name, value in wanted.items() if value != schedule[name]}


def _number(name: str, text: str) -> Any:
    try:
        return int(text) if text.strip() else None
    except ValueError as error:
        raise FormError(f"{name} takes whole numbers, not {text!r}") from error
