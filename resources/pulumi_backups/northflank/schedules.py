"""The backup schedules of one add-on or volume, as the vendor lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.errors import InvalidResponse
from pulumi_backups.http.parse import parse
from pulumi_backups.http.paths import path_of
from pulumi_backups.northflank.field_names import to_snake_case
from pulumi_backups.northflank.pagination import paginate

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client
    from pulumi_backups.northflank.results import BackupScheduleResult, ListedScheduling


def owner_path(team_id: str | None, project_id: str, kind: str, id: str) -> tuple[str, ...]:
    """The path of an add-on or volume, part by part."""
    return *(("teams", team_id) if team_id else ()), "projects", project_id, kind, id


def list_schedules(client: Client, place: tuple[str, ...]) -> Iterator[BackupScheduleResult]:
    """All schedules of an add-on or volume, to the last page."""
    from pulumi_backups.northflank.results import BackupScheduleResult

    path = path_of("v1", *place, "backup-schedules")
    call = ApiCall(client, f"list the backup schedules of {'/'.join(place[1::2])}")
    for row in paginate(call, path, "schedules"):
        yield parse(BackupScheduleResult, _renamed(row, call), call)


def _renamed(row: Any, call: ApiCall) -> Any:
    try:
        return to_snake_case(row)
    except RecursionError:
        raise InvalidResponse(call.message("the answer is nested too deep")) from None


def canonical_scheduling(scheduling: ListedScheduling) -> dict[str, Any]:
    """`scheduling` as check makes it: sets sorted, empty ones absent."""
    return {
        name: sorted(set(value)) if isinstance(value, list) else value
        for name, value in asdict(scheduling).items()
        if value not in (None, [])
    }


def as_declared(shown: Iterable[Mapping[str, Any]], declared: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Destinations as a list shows them, without the retention that the vendor fills in where none is declared."""
    unsaid = {entry["destination_id"] for entry in declared if "retention_time" not in entry}
    return [
        {key: value for key, value in entry.items() if key != "retention_time" or entry["destination_id"] not in unsaid}
        for entry in shown
    ]


def plain(value: Any) -> Any:
    """Nested inputs as plain values, what is left out absent."""
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return {name: entry for name, entry in asdict(value).items() if entry is not None}
