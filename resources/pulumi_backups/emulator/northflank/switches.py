"""The switches for what Northflank's contract leaves open."""

from __future__ import annotations

from ..switches import ON_OFF, Switch

SWITCHES: dict[str, Switch] = {
    "northflank.backup_seconds": Switch(3, None, "how long a backup takes, by the emulator's clock"),
    "northflank.backup_outcome": Switch(
        "completed",
        ("completed", "failed", "aborted", "in-progress"),
        "how backups that start from now on end; with in-progress they never end",
    ),
    "northflank.fork_seconds": Switch(
        3, None, "how long it takes until a new addon runs, a fork too, by the emulator's clock"
    ),
    "northflank.fork_outcome": Switch(
        "running",
        ("running", "failed", "error", "errorAllocating", "never"),
        "the status of forks that start from now on, once their time has passed; with never they stay in restore",
    ),
    "northflank.fork_runs_early": Switch(
        False, ON_OFF, "whether a new fork shows the status running while its restore is still in progress"
    ),
    "northflank.deletion_seconds": Switch(
        0, None, "for how long a deleted addon still shows the status deleting; 0 means that it is gone at once"
    ),
    "northflank.interval_retention_limits": Switch(
        False, ON_OFF, "whether retention is limited to 7 days hourly, 60 daily, 120 weekly, as the older documents say"
    ),
    "northflank.not_applicable": Switch(
        "refuse",
        ("refuse", "ignore"),
        "a field that does not apply to the backup type, such as compressionType of a snapshot",
    ),
    "northflank.destinations_exist": Switch(
        False, ON_OFF, "whether additionalDestinations and customDestinationId must name a known destination"
    ),
    "northflank.schedule_pages": Switch(
        True, ON_OFF, "whether lists of schedules have pages, as the contract says of other lists"
    ),
    "northflank.array_order": Switch(
        "keep", ("keep", "sorted", "reversed"), "the order of minute, hour and day in a response"
    ),
    "northflank.delete_missing": Switch(
        404, (404, 200, 400, 410), "the status of deleting a schedule that does not exist"
    ),
    "northflank.duplicate_status": Switch(
        409, (409, 400), "the status of creating a second schedule with the same type and interval"
    ),
}
