"""Backups of PlanetScale databases as Pulumi resources."""

from pulumi_backups.planetscale.backup_policy import BackupPolicy

__all__ = ["BackupPolicy"]
