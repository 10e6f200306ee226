"""The backup schedules of one add-on or volume, as the vendor lists and takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.parse import camel_case, parse
from pulumi_backups.http.paths import path_of
from pulumi_backups.northflank.pagination import paginate

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client
    from pulumi_backups.northflank.results import BackupScheduleResult


def account_path(team_id: str | None) -> tuple[str, ...]:
    """The path of a team, part by part. It is empty for the token's own account."""
    return ("teams", team_id) if team_id else ()


def project_path(team_id: str | None, project_id: str) -> tuple[str, ...]:
    """The path of a project, part by part."""
    return *account_path(team_id), "projects", project_id


def owner_path(team_id: str | None, project_id: str, kind: str, id: str) -> tuple[str, ...]:
    """The path of an add-on or volume, part by part."""
    return *project_path(team_id, project_id), kind, id


def list_schedules(client: Client, owner: tuple[str, ...]) -> Iterator[BackupScheduleResult]:
    """All schedules of an add-on or volume, to the last page."""
    from pulumi_backups.northflank.results import BackupScheduleResult

    path = path_of("v1", *owner, "backup-schedules")
    call = ApiCall(client, f"list the backup schedules of {'/'.join(owner[1::2])}")
    for row in paginate(call, path, "schedules"):
        yield parse(BackupScheduleResult, row, call)


def without_filled_in_retention(
    listed: list[dict[str, Any]], *declared: list[dict[str, Any]] | None
) -> list[dict[str, Any]]:
    """Listed destinations, without the retention that the vendor filled in for those that are declared without one."""
    entries = [entry for destinations in declared for entry in destinations or ()]
    given = {entry["destination_id"] for entry in entries if "retention_time" in entry}
    filled_in = {entry["destination_id"] for entry in entries} - given
    return [
        {
            name: value
            for name, value in entry.items()
            if name != "retention_time" or entry["destination_id"] not in filled_in
        }
        for entry in listed
    ]


def request_body(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The body that creates a schedule, with the API's names and without what is None."""
    body: dict[str, Any] = _with_api_names(settings)
    return body


def _with_api_names(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {camel_case(name): _with_api_names(entry) for name, entry in value.items() if entry is not None}
    if isinstance(value, list | tuple):
        return [_with_api_names(entry) for entry in value]
    return value
