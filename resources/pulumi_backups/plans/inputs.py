"""The inputs of a plan besides its policies or schedules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pulumi_backups.bridge import Interval, Violation, Violations, argument, inputs
from pulumi_backups.bridge.adoption import similar_name
from pulumi_backups.objectives import BackupRule, shortfalls


@inputs()
class Objective:
    """What the backups of a plan must be good for. A preview refuses a plan that promises less."""

    recovery_point_hours: Annotated[int, Interval(1, 87600)] | None = argument(
        "Most hours between two backups.", default=None
    )
    reach_days: Annotated[int, Interval(1, 36500)] | None = argument(
        "Days for which a backup is kept at least.", default=None
    )


Others = Literal["keep", "report", "delete"]


def others_argument(what: str) -> Any:
    """Declares the input `others: Others`. `what` may be there besides: "policies of the database"."""
    return argument(
        f'What happens to other {what}: "keep" leaves them alone, "report" lists them, "delete" deletes those that a '
        "refresh has shown.",
        default="keep",
    )


def adopt_argument(what: str) -> Any:
    """Declares the input `adopt: Adopt | None` of a plan. `what` is there to adopt: "policies"."""
    return argument(
        f"Whether to adopt existing {what}. A plan adopts those that have exactly the declared settings in any case. "
        '"overwrite" changes those that differ.',
        default=None,
        default_words="false",
        passive=True,
    )


def shortfall_violations(objective: Mapping[str, Any] | None, rules: Iterable[BackupRule], what: str) -> Violations:
    """What the rules of a plan lack of its objective."""
    if objective:
        for name, reason in shortfalls(rules, what, **objective).items():
            yield Violation(f"objective.{name}", reason)


def similar_names(names: Iterable[str]) -> tuple[str, str] | None:
    """Two names that differ only in case or blanks, as a typing error leaves them."""
    names = sorted(names)
    return next(((name, other) for name in names if (other := similar_name(name, names))), None)
