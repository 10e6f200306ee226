"""Where something is at PlanetScale: the inputs that most resources begin with."""

from __future__ import annotations

from pulumi_backups.bridge import PathPart, argument, inputs


@inputs()
class DatabaseInputs:
    """What belongs to a database."""

    organization: PathPart = argument(
        "Organization that owns the database, by its name in URLs.", replaces=True, setting="organization"
    )
    database: PathPart = argument("Database, by its name in URLs.", replaces=True)
