"""What PlanetScale accepts as a backup policy: fields, ranges, and which field a frequency uses."""

from __future__ import annotations

from ..fields import Check, integer, json_object, nullable, one_of, string
from ..operation import ApiError, Request
from ..store import Body
from .request_body import checked_body

CLEARABLE = ("schedule_day", "schedule_week")
CREATE_NEEDS = ("target", "retention_value", "retention_unit", "frequency_value", "frequency_unit", "schedule_time")
USES: dict[str, tuple[str, ...]] = {
    "hour": (),
    "day": (),
    "week": ("schedule_day",),
    "month": ("schedule_day", "schedule_week"),
}

POLICY: dict[str, Check] = {
    "name": string(min_length=1),
    "target": one_of("production", "development"),
    "retention_value": integer(1, 999),
    "retention_unit": one_of("hour", "day", "week", "month", "year"),
    "frequency_value": integer(1, 999),
    "frequency_unit": one_of("hour", "day", "week", "month"),
    "schedule_time": string(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"),
    "schedule_day": nullable(integer(0, 6)),
    "schedule_week": nullable(integer(0, 3)),
}
NEW_POLICY = json_object(POLICY, required=CREATE_NEEDS)
POLICY_CHANGES = json_object(POLICY)


def new_policy(request: Request) -> Body:
    """The fields of a new policy, always with schedule_day and schedule_week. Raises ApiError."""
    fields = _checked(request, NEW_POLICY)
    fields = {"schedule_day": None, "schedule_week": None, **fields}
    fields.setdefault("name", default_name(fields))
    return _consistent(request, fields, given=set(fields))


def changed_policy(request: Request, policy: Body) -> Body:
    """The policy with the changes in the body. Other fields keep their value. Raises ApiError."""
    changes = _checked(request, POLICY_CHANGES)
    return {
        **policy,
        **_consistent(request, {**{name: policy[name] for name in POLICY}, **changes}, given=set(changes)),
    }


def default_name(fields: Body) -> str:
    """The name of a policy without one, such as "every-12-hours"."""
    return f"every-{fields['frequency_value']}-{fields['frequency_unit']}s"


def display_name(name: str) -> str:
    """The display name: "nightly_full-copy" becomes "Nightly full copy"."""
    labels = name.replace("-", " ").replace("_", " ")
    return labels[:1].upper() + labels[1:]


def _checked(request: Request, check: Check) -> Body:
    fields = checked_body(request, check)
    nulls = [name for name in CLEARABLE if name in fields and fields[name] is None]
    reaction = request.switches["planetscale.patch_null"]
    if nulls and reaction == "refuse":
        raise ApiError(422, "unprocessable", f"{nulls[0]} must be an integer")
    if reaction == "ignore":
        fields = {name: value for name, value in fields.items() if name not in nulls}
    return fields


def _consistent(request: Request, fields: Body, given: set[str]) -> Body:
    """The fields that frequency_unit allows. `given` are the names that the client sent. Raises ApiError."""
    unit = fields["frequency_unit"]
    for name in CLEARABLE:
        if name in USES[unit]:
            if fields[name] is None:
                raise ApiError(422, "unprocessable", f"{name} is required when frequency_unit is {unit}")
        elif fields[name] is not None:
            reaction = request.switches["planetscale.unused_schedule_fields"]
            if reaction == "refuse" and name in given:
                raise ApiError(422, "unprocessable", f"{name} must be blank when frequency_unit is {unit}")
            if reaction == "drop":
                fields = {**fields, name: None}
    return fields
