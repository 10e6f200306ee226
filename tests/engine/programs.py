"""Pulumi programs, line by line. Each resource has valid arguments, which a test can change."""

from __future__ import annotations

from typing import Any

HEADER = "import pulumi\nfrom pulumi_backups import northflank, planetscale\n"

POLICY: dict[str, Any] = {
    "database": "storefront",
    "target": "production",
    "frequency_value": 1,
    "frequency_unit": "day",
    "schedule_time": "03:00",
    "retention_value": 14,
    "retention_unit": "day",
}
SCHEDULE: dict[str, Any] = {
    "project_id": "shop",
    "addon_id": "orders-db",
    "backup_type": "dump",
    "scheduling": {"interval": "daily", "hour": [2, 14], "minute": [30]},
    "retention_time": 30,
}


class Code(str):
    """An argument that the program computes with this expression."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def policy(name: str = "nightly", /, **changes: Any) -> str:
    """Declares a backup policy in a variable of its name. A change to None removes the argument."""
    return resource("planetscale.BackupPolicy", name, POLICY | changes)


def schedule(name: str = "orders", /, **changes: Any) -> str:
    """Declares a backup schedule, as `policy` does."""
    return resource("northflank.AddonBackupSchedule", name, SCHEDULE | changes)


def export(**outputs: str) -> str:
    """Exports expressions of the program."""
    return "\n".join(f"pulumi.export({name!r}, {expression})" for name, expression in outputs.items())


def program(*lines: str) -> str:
    """The text of a program."""
    return "\n".join([HEADER, *lines, ""])


def resource(kind: str, name: str, arguments: dict[str, Any]) -> str:
    """Declares any resource."""
    given = "".join(f", {key}={value!r}" for key, value in arguments.items() if value is not None)
    return f"{name.replace('-', '_')} = {kind}({name!r}{given})"
