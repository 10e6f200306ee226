"""The inputs that say which add-on is backed up, when, and for how long its backups are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pulumi_backups.bridge import (
    AsSet,
    Expected,
    OnlyWhen,
    PathPart,
    Predicate,
    Violation,
    Violations,
    argument,
    inputs,
)
from pulumi_backups.northflank.scheduling import (
    RetentionDays,
    Scheduling,
    retention_is_documented,
    unexpired_backups_are_within_the_limit,
    warn_about_retention,
)


@inputs()
class AddonInputs:
    """The inputs of a resource that belongs to an add-on."""

    project_id: PathPart = argument("Id of the project.", replaces=True)
    addon_id: PathPart = argument("Id of the add-on that is backed up.", replaces=True)
    team_id: PathPart | None = argument(
        "Id of the team that owns the project, if the token is not the team's own.", default=None, replaces=True
    )


def _is_destination_id(text: str) -> bool:
    return 3 <= len(text) <= 100 and re.fullmatch(r"[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*", text) is not None


DestinationId = Annotated[
    str,
    Predicate(_is_destination_id),
    Expected("an id of 3 to 100 letters and digits, with single hyphens between them"),
]


@inputs()
class AdditionalDestination:
    """Another place to which each snapshot is copied."""

    destination_id: DestinationId = argument("Id of the backup destination.")
    retention_time: RetentionDays | None = argument("Days for which the copy is kept there.", default=None)
    type: Literal["custom"] = argument("Kind of the destination.", default="custom")


def destinations_differ(additional_destinations: list[Any] | None) -> Violations:
    """Each destination is in the list once."""
    ids = [entry["destination_id"] for entry in additional_destinations or []]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        yield Violation("additional_destinations", f"names {', '.join(twice)} more than once")


def destination_retention_is_documented(
    scheduling: Mapping[str, Any], additional_destinations: list[Any] | None
) -> Violations:
    """Warns if the vendor's documents disagree. The server decides."""
    for index, entry in enumerate(additional_destinations or []):
        if "retention_time" in entry:
            name = f"additional_destinations[{index}].retention_time"
            yield from warn_about_retention(name, scheduling["interval"], entry["retention_time"])


def _default_compression(backup_type: str) -> str | None:
    return "gz" if backup_type == "dump" else None


@inputs(
    destinations_differ,
    unexpired_backups_are_within_the_limit,
    retention_is_documented,
    destination_retention_is_documented,
)
class ScheduleSettings:
    """The settings of a schedule, by themselves or as an entry of a plan."""

    backup_type: Literal["dump", "snapshot"] = argument("Kind of the backups.", replaces=True)
    scheduling: Scheduling = argument("When backups are taken.")
    retention_time: RetentionDays = argument(
        "Days for which a backup is kept. A schedule keeps at most 500 backups at once."
    )
    compression_type: Literal["gz", "zstd"] | None = argument(
        "How dumps are compressed.",
        default=None,
        only_when=OnlyWhen("backup_type", ("dump",), required=False),
        derived=_default_compression,
        default_words='"gz" for dumps',
    )
    custom_destination_id: DestinationId | None = argument(
        "Id of the backup destination that dumps go to, instead of Northflank's own storage.",
        default=None,
        only_when=OnlyWhen("backup_type", ("dump",), required=False),
    )
    additional_destinations: Annotated[list[AdditionalDestination], AsSet()] | None = argument(
        "Other places to which snapshots are copied.",
        default=None,
        only_when=OnlyWhen("backup_type", ("snapshot",), required=False),
    )
