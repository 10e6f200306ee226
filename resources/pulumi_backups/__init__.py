"""Backups as code: Pulumi resources for PlanetScale backup policies and Northflank backup schedules."""

__version__ = "0.1.0"
