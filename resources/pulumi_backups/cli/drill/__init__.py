"""`pulumi-backups drill`: restores a backup into a copy, looks at it, and deletes the copy."""

from pulumi_backups.cli.drill.command import COMMAND

__all__ = ["COMMAND"]
