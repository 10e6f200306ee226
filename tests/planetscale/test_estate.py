"""The functions that list organizations, databases and branches: filters, and all that the credential may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pulumi.runtime import set_all_config
from pulumi_backups import planetscale
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from tests.conftest import Emulator

Config = Callable[..., dict[str, str]]
# Each page has 100.
MANY = 251


@pytest.fixture(autouse=True)
def settings(config: Config) -> Iterator[dict[str, str]]:
    made = config()
    set_all_config(made)
    yield made
    set_all_config({})


@pytest.fixture
def for_all(settings: dict[str, str]) -> None:
    """The credential of a user who is in many organizations."""
    others = {key: value for key, value in settings.items() if "erviceToken" not in key}
    set_all_config({**others, "planetscale:accessToken": "for-all"})


def seed(emulator: Emulator, **sections: Any) -> None:
    emulator.call("POST", "/seed", {"planetscale": sections})
    emulator.sent()


def names(found: list[Any]) -> list[str]:
    return [each.name for each in found]


def test_databases_of_one_kind_are_found_on_every_page(emulator: Emulator) -> None:
    databases = {f"shop-{number}": {"kind": ("mysql", "postgresql")[number % 2]} for number in range(MANY)}
    seed(emulator, organizations={"acme": {"databases": databases}})
    everything = planetscale.get_databases()
    assert names(everything) == ["storefront", "billing", "analytics", "sessions", *databases]
    assert emulator.sent() == ["list_databases"] * 3
    for kind in ("mysql", "postgresql"):
        assert planetscale.get_databases(kind=kind) == [each for each in everything if each.kind == kind]


def test_branches_are_production_branches_or_the_others_on_every_page(emulator: Emulator) -> None:
    branches = {f"branch-{number}": {"production": number % 2 == 0} for number in range(2 * MANY)}
    seed(emulator, organizations={"acme": {"databases": {"wide": {"branches": branches}}}})
    for production in (True, False):
        found = planetscale.get_branches(database="wide", production=production)
        assert names(found) == [name for name, branch in branches.items() if branch["production"] is production]
        assert emulator.sent() == ["list_branches"] * 3, "the vendor filters"
    assert names(planetscale.get_branches(database="wide")) == list(branches)


@pytest.mark.usefixtures("for_all")
def test_organizations_are_those_of_the_credential_on_every_page(emulator: Emulator) -> None:
    organizations: dict[str, Any] = {f"team-{number}": {} for number in range(MANY)}
    organizations["team-7"] = {"databases": {"lake": {}}}
    tokens = {"for-all": {"organizations": list(organizations), "accesses": ["read_organizations", "read_databases"]}}
    seed(emulator, organizations=organizations, access_tokens=tokens)
    found = planetscale.get_organizations()
    assert names(found) == list(organizations)
    assert emulator.sent() == ["list_organizations"] * 3
    assert {each.name: each.database_count for each in found}["team-7"] == 1
    assert names(planetscale.get_databases(organization="team-7")) == ["lake"]


def test_service_token_has_one_organization() -> None:
    (organization,) = planetscale.get_organizations()
    assert organization.name == "acme"
    assert "sso_portal_url" not in organization, "it leads to the settings of the sign-on"
    assert "sso_portal_url" not in repr(organization)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: planetscale.get_databases(kind="postgres"), 'kind must be "mysql" or "postgresql".'),  # type: ignore[arg-type]
        (lambda: planetscale.get_branches(database="d", production="no"), "production must be True or False."),  # type: ignore[arg-type]
    ],
    ids=["kind", "production"],
)
def test_filter_with_another_value_sends_no_request(emulator: Emulator, call: Callable[[], object], words: str) -> None:
    with pytest.raises(BackupsError, match=f"^PlanetScale: {words}$"):
        call()
    assert emulator.sent() == []


def test_missing_access_is_an_error_that_names_it(emulator: Emulator, settings: dict[str, str]) -> None:
    seed(emulator, service_tokens={"reader": {"token": "s", "organization": "acme", "accesses": ["read_backups"]}})
    set_all_config({**settings, "planetscale:serviceTokenId": "reader", "planetscale:serviceToken": "s"})
    assert planetscale.get_databases(), "read_backups is enough to list databases"
    with pytest.raises(BackupsError, match=r"could not list the branches of acme/storefront: .*403.*read_branch"):
        planetscale.get_branches(database="storefront")
