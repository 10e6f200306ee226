"""What Northflank's documents leave unknown: how this server behaves in each such case."""

from __future__ import annotations

from ..switches import ON_OFF, Switch

SWITCHES: dict[str, Switch] = {
    "northflank.backup_seconds": Switch(3, None, "how long a backup takes, by the emulator's clock"),
    "northflank.backup_outcome": Switch(
        "completed",
        ("completed", "failed", "aborted", "in-progress"),
        "how the backups that begin from now on end; in-progress is never",
    ),
    "northflank.interval_retention_limits": Switch(
        False, ON_OFF, "whether 7 days hourly, 60 daily, 120 weekly is firm, as the older documents say"
    ),
    "northflank.not_applicable": Switch(
        "refuse",
        ("refuse", "ignore"),
        "a field that does not apply to the backup type, as compressionType of a snapshot",
    ),
    "northflank.destinations_exist": Switch(
        False, ON_OFF, "whether additionalDestinations and customDestinationId must name a known destination"
    ),
    "northflank.schedule_pages": Switch(
        True, ON_OFF, "whether lists of schedules come in pages; the contract documents it for other lists only"
    ),
    "northflank.array_order": Switch(
        "keep", ("keep", "sorted", "reversed"), "in which order minute, hour and day come back"
    ),
    "northflank.delete_missing": Switch(404, (404, 200, 400, 410), "the answer to deleting a schedule that is gone"),
    "northflank.duplicate_status": Switch(409, (409, 400), "the answer to a second schedule of one type and interval"),
}
