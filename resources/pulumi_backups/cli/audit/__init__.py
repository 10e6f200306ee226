"""`pulumi-backups audit`: asks the vendors whether the backups that a stack promises exist."""

from pulumi_backups.cli.audit.command import COMMAND

__all__ = ["COMMAND"]
