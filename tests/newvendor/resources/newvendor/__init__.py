"""Backups of Newvendor clusters as Pulumi resources."""

from pulumi_backups.newvendor.backup_schedule import BackupSchedule

__all__ = ["BackupSchedule"]
