"""The inputs that name a database. All resources of PlanetScale have them."""

from __future__ import annotations

from pulumi_backups.bridge import PathPart, argument, inputs


@inputs()
class DatabaseInputs:
    """The inputs of a resource that belongs to a database."""

    organization: PathPart = argument(
        "Organization that owns the database, by its name in URLs.", replaces=True, setting="organization"
    )
    database: PathPart = argument("Database, by its name in URLs.", replaces=True)
