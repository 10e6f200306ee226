"""What exists in an account of PlanetScale: its databases, and the backup policies of each."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_backups.discovery import Chosen, Discovery, Entry, Kind, Option, Place
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.backup_plan import rules_of
from pulumi_backups.planetscale.estate import get_databases, get_organizations
from pulumi_backups.planetscale.functions import get_backup_policies
from pulumi_backups.planetscale.policies import settings_of
from pulumi_backups.planetscale.settings import PLANETSCALE

DATABASE = Kind(
    noun="database",
    entries=("backup policy", "backup policies"),
    single="BackupPolicy",
    named=True,
    plan="BackupPlan",
    plan_input="policies",
    arguments="BackupPolicyArgs",
)


def _places(chosen: Chosen) -> Iterator[Place | BackupsError]:
    try:
        organizations = chosen["organization"] or [each.name for each in get_organizations()]
    except BackupsError as error:
        yield error
        return
    for organization in organizations:
        try:
            databases = get_databases(organization=organization)
        except BackupsError as error:
            yield error
        else:
            for database in databases:
                yield Place(DATABASE, {"organization": organization, "database": database.name})


def _entries(place: Place) -> list[Entry]:
    found = []
    for policy in get_backup_policies(organization=place.where["organization"], database=place.where["database"]):
        settings = settings_of(policy)
        found.append(Entry(settings.pop("name"), policy.id, settings, policy.required))
    return found


DISCOVERY = Discovery(
    account=PLANETSCALE,
    options=(
        Option(
            "organization",
            "only this organization, instead of all that the credential sees. Can be given several times.",
            setting="organization",
            multiple=True,
        ),
    ),
    kinds=(DATABASE,),
    places=_places,
    entries=_entries,
    rules_of=rules_of,
)
