"""PlanetScale's functions: every field, all pages, and one-line errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pulumi.runtime import set_all_config
from pulumi_backups import planetscale
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from tests.conftest import Emulator

Config = Callable[..., dict[str, str]]

DATABASE = "/organizations/acme/databases/storefront"
MANY = 251
# Each function, its arguments, and the API path of its result.
READS: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
    "get_backup_policies": (
        planetscale.get_backup_policies,
        {"database": "storefront"},
        f"{DATABASE}/backup-policies?per_page=100",
    ),
    "get_branch_backups": (
        planetscale.get_branch_backups,
        {"database": "storefront", "branch": "main"},
        f"{DATABASE}/branches/main/backups?per_page=100",
    ),
    "get_workflows": (planetscale.get_workflows, {"database": "storefront"}, f"{DATABASE}/workflows?per_page=100"),
    "get_workflow": (planetscale.get_workflow, {"database": "storefront", "number": 2}, f"{DATABASE}/workflows/2"),
    "get_deploy_queue": (
        planetscale.get_deploy_queue,
        {"database": "storefront"},
        f"{DATABASE}/deploy-queue?per_page=100",
    ),
    "get_service_token": (
        planetscale.get_service_token,
        {"token_id": "demo-token-id"},
        "/organizations/acme/service-tokens/demo-token-id",
    ),
    "get_regions": (planetscale.get_regions, {}, "/regions?per_page=100"),
    "get_user": (planetscale.get_user, {}, "/user"),
    "get_organizations": (planetscale.get_organizations, {}, "/organizations?per_page=100"),
    "get_databases": (planetscale.get_databases, {}, "/organizations/acme/databases?per_page=100"),
    "get_branches": (planetscale.get_branches, {"database": "storefront"}, f"{DATABASE}/branches?per_page=100"),
}
every_read = pytest.mark.parametrize("name", READS)


@pytest.fixture(autouse=True)
def settings(config: Config) -> Iterator[dict[str, str]]:
    """The stack config for functions."""
    made = config()
    set_all_config(made)
    yield made
    set_all_config({})


@pytest.fixture
def api_response(emulator: Emulator) -> Callable[[str], Any]:
    """The API's own response: the rows of a list, or the object."""
    base_url, headers = f"{emulator.base_url}/planetscale/v1", {"Authorization": "demo-token-id:demo-token-secret-0000"}

    def ask(path: str) -> Any:
        response = httpx.get(f"{base_url}{path}", headers=headers, trust_env=False)
        assert response.is_success, response.text
        body = response.json()
        return body["data"] if body.get("type") == "list" else body

    return ask


def shows(found: Any, response: Any) -> bool:
    """Whether each field of a typed object is that of the response, with times as datetimes."""
    if isinstance(found, list):
        pairs = zip(found, response, strict=True)
        return all(shows(one, other) for one, other in pairs)
    if is_dataclass(found):
        return all(shows(getattr(found, field.name), response[field.name]) for field in fields(found))
    if isinstance(found, datetime):
        return found.tzinfo is not None and found == datetime.fromisoformat(response)
    return isinstance(found, bool) is isinstance(response, bool) and bool(found == response)


def seed(emulator: Emulator, **database: Any) -> None:
    described = {"organizations": {"acme": {"databases": {"storefront": database}}}}
    emulator.call("POST", "/seed", {"planetscale": described})
    emulator.sent()


@every_read
def test_every_field_is_that_of_the_response(emulator: Emulator, api_response: Callable[[str], Any], name: str) -> None:
    seed(emulator, branches={"main": {"backups": [{"name": "old"}, {"name": "failed", "state": "failed"}]}})
    function, arguments, path = READS[name]
    response = api_response(path)
    assert response, "the response is empty"
    assert shows(function(**arguments), response)


def test_one_policy_and_one_backup_are_read_by_their_ids(
    emulator: Emulator, api_response: Callable[[str], Any]
) -> None:
    policy = emulator.call("POST", "/planetscale/policies", {"database": "storefront", "name": "by hand"})["id"]
    found = planetscale.get_backup_policy(database="storefront", policy_id=policy)
    assert shows(found, api_response(f"{DATABASE}/backup-policies/{policy}"))
    place: dict[str, Any] = {"database": "storefront", "branch": "staging"}
    backup = emulator.call("POST", "/planetscale/backups", {**place, "policy": policy})["id"]
    taken = planetscale.get_branch_backup(**place, backup_id=backup)
    assert shows(taken, api_response(f"{DATABASE}/branches/staging/backups/{backup}"))
    assert taken.backup_policy == found


@pytest.mark.parametrize("number", [2, 2.0])
def test_workflow_is_read_by_an_integer_or_float_number(number: float) -> None:
    workflow = planetscale.get_workflow(database="storefront", number=number)  # type: ignore[arg-type]
    assert (workflow.number, workflow.name, workflow.state) == (2, "shard-customers", "cancelled")


def test_lists_are_read_to_the_last_page(emulator: Emulator) -> None:
    seed(emulator, policies=[{"name": f"policy-{number}"} for number in range(MANY)])
    seed(emulator, workflows=[{"name": f"workflow-{number}"} for number in range(MANY)])
    seed(emulator, deployments=[{"deploy_request_number": 1000 + number} for number in range(MANY)])
    seed(emulator, branches={"main": {"backups": [{"name": f"backup-{number}"} for number in range(MANY)]}})
    emulator.call("POST", "/seed", {"planetscale": {"regions": {f"region-{number}": {} for number in range(MANY)}}})
    lists: list[tuple[list[Any], str, str]] = [
        (planetscale.get_backup_policies(database="storefront"), "policy-", "name"),
        (planetscale.get_workflows(database="storefront"), "workflow-", "name"),
        (planetscale.get_branch_backups(database="storefront", branch="main"), "backup-", "name"),
        (planetscale.get_regions(), "region-", "slug"),
    ]
    for found, prefix, name in lists:
        names = [getattr(each, name) for each in found if getattr(each, name).startswith(prefix)]
        assert sorted(names) == sorted(f"{prefix}{number}" for number in range(MANY))
    queue = [each.deploy_request_number for each in planetscale.get_deploy_queue(database="storefront")]
    assert queue[-MANY:] == list(range(1000, 1000 + MANY)), "in the order in which they go"
    assert set(map(emulator.sent().count, ("list_workflows", "get_deploy_queue", "list_public_regions"))) == {3}


# --- workflows between two moments ----------------------------------------------------------------------------

DAY = datetime(2025, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "between",
    [
        (DAY, DAY + timedelta(days=1)),
        (DAY.replace(tzinfo=None), (DAY + timedelta(days=1)).replace(tzinfo=None)),
        (DAY.astimezone(timezone(timedelta(hours=5))), DAY + timedelta(days=1)),
        "2025-03-10T00:00:00Z..2025-03-11T00:00:00Z",
    ],
    ids=["UTC", "without a zone", "elsewhere", "text"],
)
def test_workflows_are_those_active_between_two_moments(emulator: Emulator, between: Any) -> None:
    active = {"created_at": "2025-03-09T20:00:00.000Z", "completed_at": "2025-03-10T00:00:01.000Z"}
    over = {"created_at": "2025-03-09T20:00:00.000Z", "completed_at": "2025-03-09T23:59:59.000Z"}
    seed(
        emulator,
        workflows=[{"name": f"active-{number}", **active} for number in range(101)] + [{"name": "over", **over}],
    )
    found = planetscale.get_workflows(database="storefront", between=between)
    assert {workflow.name.partition("-")[0] for workflow in found} == {"active"}
    assert len(found) == 101, "every page has the same time span"


def test_refused_time_is_an_error_with_the_vendors_message() -> None:
    with pytest.raises(
        BackupsError, match=r"could not list the workflows of acme/storefront: it answered 4.. .*between"
    ):
        planetscale.get_workflows(database="storefront", between="yesterday")


# --- filters of backups ---------------------------------------------------------------------------------------

MAIN: dict[str, Any] = {"database": "storefront", "branch": "main"}
# Two of one policy and a failed manual one, each started at noon of another day, and one that has not started.
BACKUPS = [
    {"name": "first", "created_at": "2025-03-10T12:00:00.000Z", "policy": "by-policy"},
    {"name": "second", "created_at": "2025-03-11T12:00:00.000Z", "policy": "by-policy"},
    {"name": "manual", "created_at": "2025-03-12T12:00:00.000Z", "state": "failed"},
    {"name": "waiting", "created_at": "2025-03-13T12:00:00.000Z", "state": "pending"},
]


@pytest.fixture
def four_backups(emulator: Emulator) -> str:
    """The id of the policy that took two of the backups."""
    policy: str = emulator.call("POST", "/planetscale/policies", {"database": "storefront", "name": "by hand"})["id"]
    far = {"expires_at": "2100-01-01T00:00:00.000Z"}
    taken = [{**each, **far, **({"policy": policy} if "policy" in each else {})} for each in BACKUPS]
    seed(emulator, branches={"main": {"backups": taken}})
    return policy


def names(**filters: Any) -> list[str]:
    return [backup.name for backup in planetscale.get_branch_backups(**MAIN, **filters)]


@pytest.mark.parametrize(
    "noon",
    [
        datetime(2025, 3, 11, 12, tzinfo=UTC),
        datetime(2025, 3, 11, 12),
        datetime(2025, 3, 11, 17, tzinfo=timezone(timedelta(hours=5))),
        "2025-03-11T12:00:00Z",
    ],
    ids=["UTC", "without a zone", "elsewhere", "text"],
)
@pytest.mark.usefixtures("four_backups")
def test_backups_are_those_that_started_after_or_before_a_moment(noon: Any) -> None:
    assert names(started_after=noon) == ["manual", "second"]
    assert names(started_before=noon) == ["second", "first"]
    assert names(started_after=noon, started_before=noon) == ["second"]


def test_backups_are_those_of_a_policy_or_in_a_state(four_backups: str) -> None:
    assert names() == ["waiting", "manual", "second", "first"]
    assert names(policy_id=four_backups) == ["second", "first"]
    assert names(policy_id=four_backups, state="failed") == []
    assert [names(state=state) for state in ("failed", "pending")] == [["manual"], ["waiting"]]


@pytest.mark.usefixtures("four_backups")
def test_every_page_has_the_same_filters(emulator: Emulator) -> None:
    seed(emulator, branches={"main": {"backups": [{"name": f"more-{number}"} for number in range(MANY)]}})
    found = names(state="success", started_after=datetime(2025, 3, 11, tzinfo=UTC))
    assert (len(found), found[-1]) == (MANY + 1, "second")
    assert emulator.sent() == ["list_backups"] * 3


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"state": "done"}, 'state must be "pending", "running", "success", "failed", "canceled" or "ignored".'),
        ({"started_after": 5}, "started_after must be a datetime, or the API's own text for a time."),
        ({"started_before": datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))}, "started_before must be a"),
    ],
    ids=["state", "after", "before"],
)
def test_filter_that_the_api_does_not_have_sends_no_request(
    emulator: Emulator, filters: dict[str, Any], words: str
) -> None:
    with pytest.raises(BackupsError, match=f"^PlanetScale: {words}"):
        names(**filters)
    assert emulator.sent() == []


# --- settings -------------------------------------------------------------------------------------------------


@every_read
def test_organization_argument_overrides_the_config(settings: dict[str, str], name: str) -> None:
    function, arguments, path = READS[name]
    if "/organizations/" in path:
        with pytest.raises(BackupsError, match=r"of (another|another/storefront.*): it answered 404"):
            function(**arguments, organization="another")
        set_all_config({key: value for key, value in settings.items() if key != "planetscale:organization"})
        function(**arguments, organization="acme")
        with pytest.raises(
            BackupsError,
            match=r"^PlanetScale: no organization: give it to the function, or set planetscale:organization "
            r"\(or PLANETSCALE_ORGANIZATION\).$",
        ):
            function(**arguments)
    else:
        set_all_config({key: value for key, value in settings.items() if key != "planetscale:organization"})
        assert function(**arguments)


@every_read
def test_missing_credential_is_an_error_except_for_regions(settings: dict[str, str], name: str) -> None:
    set_all_config({key: value for key, value in settings.items() if "erviceToken" not in key})
    function, arguments, _ = READS[name]
    if name == "get_regions":
        assert function()
    else:
        with pytest.raises(BackupsError, match=r"^PlanetScale: no credential: .*pulumi config set --secret"):
            function(**arguments)


# --- errors --------------------------------------------------------------------------------------------------


@every_read
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "status", "status": 404}, "it answered 404"),
        ({"kind": "status", "status": 403}, "it answered 403"),
        ({"kind": "html"}, "but not with JSON"),
        ({"kind": "broken_json"}, "but not with JSON"),
        ({"kind": "redirect"}, "redirect|302"),
    ],
    ids=["404", "403", "html", "broken", "redirect"],
)
def test_error_names_what_could_not_be_read(emulator: Emulator, name: str, fault: dict[str, Any], words: str) -> None:
    function, arguments, _ = READS[name]
    emulator.fail(**fault)
    with pytest.raises(BackupsError, match=rf"^PlanetScale: could not (list|read) .*({words})") as error:
        function(**arguments)
    assert "\n" not in str(error.value)
