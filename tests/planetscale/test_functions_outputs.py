"""The `_output` forms of the functions, and the connection that all functions share."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import set_all_config
from pulumi_backups import planetscale
from pulumi_backups.emulator import create_app
from pulumi_backups.errors import BackupsError

from tests.contract.product_requests import serve

if TYPE_CHECKING:
    from tests.conftest import Emulator

Config = Callable[..., dict[str, str]]
STOREFRONT = {"database": "storefront"}
FORMS: dict[str, dict[str, Any]] = {
    "get_backup_policies": STOREFRONT,
    "get_branch_backups": {**STOREFRONT, "branch": "main"},
    "get_workflows": STOREFRONT,
    "get_workflow": {**STOREFRONT, "number": 2},
    "get_deploy_queue": STOREFRONT,
    "get_service_token": {"token_id": "demo-token-id"},
    "get_regions": {},
    "get_user": {},
    "get_organizations": {},
    "get_databases": {},
    "get_branches": {**STOREFRONT, "production": True},
}
every_form = pytest.mark.parametrize("name", FORMS)


@pytest.fixture(autouse=True)
def settings(config: Config) -> Iterator[None]:
    set_all_config(config())
    yield
    set_all_config({})


def resolved(make: Callable[[], pulumi.Output[Any]]) -> tuple[Any, bool, bool]:
    """The value of an output, whether it is known, and whether it is a secret."""

    async def wait() -> tuple[Any, bool, bool]:
        output = make()
        return await output.future(), await output.is_known(), await output.is_secret()

    # asyncio.run would remove the thread's event loop, which other tests use.
    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(wait())


def output(name: str, **arguments: Any) -> Callable[[], pulumi.Output[Any]]:
    """Calls the output form with outputs as arguments."""
    form: Callable[..., pulumi.Output[Any]] = getattr(planetscale, f"{name}_output")
    return lambda: form(**{key: pulumi.Output.from_input(value) for key, value in arguments.items()})


@every_form
def test_output_form_returns_the_same_as_the_plain_form(name: str) -> None:
    arguments = FORMS[name]
    plain = getattr(planetscale, name)(**arguments)
    from_plain_values = lambda: getattr(planetscale, f"{name}_output")(**arguments)  # noqa: E731
    for make in (from_plain_values, output(name, **arguments)):
        found, known, secret = resolved(make)
        assert (found, known) == (plain, True)
        assert secret is (name == "get_service_token"), "the vendor may put the token into it"


def test_output_forms_by_id_return_the_same_as_the_plain_forms(emulator: Emulator) -> None:
    backup = emulator.call("POST", "/planetscale/backups", {**STOREFRONT, "branch": "main"})["id"]
    place = {**STOREFRONT, "branch": "main", "backup_id": backup}
    assert resolved(output("get_branch_backup", **place))[0] == planetscale.get_branch_backup(**place)
    policy = planetscale.get_backup_policies(database="storefront")[0]
    assert resolved(output("get_backup_policy", **STOREFRONT, policy_id=policy.id))[0] == policy


def test_filters_have_output_forms(emulator: Emulator) -> None:
    filters = {"policy_id": "p", "state": "failed", "started_after": "2025-03-10T00:00:00Z"}
    assert resolved(output("get_branch_backups", **FORMS["get_branch_backups"], **filters))[0] == []
    asked = emulator.call("GET", "/requests?operation=list_backups")["requests"][0]["query"]
    assert asked == {**asked, "policy": "p", "state": "failed", "from": "2025-03-10T00:00:00Z"}
    kinds = {database.kind for database in resolved(output("get_databases", kind="mysql"))[0]}
    assert kinds == {"mysql"}


def test_workflows_between_two_moments_have_an_output_form(emulator: Emulator) -> None:
    between = "2025-03-10T00:00:00Z..2025-03-11T00:00:00Z"
    assert resolved(lambda: planetscale.get_workflows_output(database="storefront", between=between))[0] == []
    assert emulator.call("GET", "/requests?operation=list_workflows")["requests"][0]["query"]["between"] == between


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *((name, {**arguments, key: UNKNOWN}) for name, arguments in FORMS.items() for key in arguments),
        ("get_backup_policy", {**STOREFRONT, "policy_id": UNKNOWN}),
        ("get_branch_backup", {**STOREFRONT, "branch": "main", "backup_id": UNKNOWN}),
    ],
)
def test_unknown_argument_sends_no_request(emulator: Emulator, name: str, arguments: dict[str, Any]) -> None:
    assert resolved(output(name, **arguments))[:2] == (None, False)
    assert emulator.sent() == []


@pytest.mark.parametrize("name", [name for name, arguments in FORMS.items() if not arguments])
def test_functions_without_arguments_wait_for_depends_on(emulator: Emulator, name: str) -> None:
    class Made(pulumi.CustomResource):
        def __init__(self) -> None:
            self.__dict__["id"] = pulumi.Output.from_input(UNKNOWN)

    form = getattr(planetscale, f"{name}_output")
    assert resolved(lambda: form(opts=pulumi.InvokeOutputOptions(depends_on=[Made()])))[1] is False
    assert emulator.sent() == []


@every_form
def test_error_of_an_output_form_is_one_line(emulator: Emulator, name: str) -> None:
    emulator.fail("status", status=403)
    with pytest.raises(BackupsError, match=r"^PlanetScale: could not (list|read) .*it answered 403"):
        resolved(output(name, **FORMS[name]))


# --- connections ----------------------------------------------------------------------------------------------


class Watched:
    """The emulator. It records the connection and the credential of each request."""

    def __init__(self) -> None:
        self.app = create_app()
        # Each connection has a thread of its own.
        self.connections: list[threading.Thread] = []
        self.credentials: dict[str, str | None] = {}
        self.meeting: threading.Barrier | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.connections.append(threading.current_thread())
        self.credentials[environ["PATH_INFO"].rpartition("/")[2]] = environ.get("HTTP_AUTHORIZATION")
        if self.meeting:
            self.meeting.wait(20)
        return self.app(environ, start_response)


@pytest.fixture
def watched(run_config: Config) -> Iterator[Watched]:
    watched = Watched()
    with serve(watched) as base_url:
        set_all_config(run_config(base_url))
        yield watched


def test_regions_are_read_without_a_credential(watched: Watched) -> None:
    assert planetscale.get_regions()
    planetscale.get_user()
    assert watched.credentials == {"regions": None, "user": "demo-token-id:demo-token-secret-0000"}


def test_all_functions_share_one_connection(watched: Watched) -> None:
    for name, arguments in FORMS.items():
        if name != "get_regions":
            getattr(planetscale, name)(**arguments)
            resolved(output(name, **arguments))
    assert len(watched.connections) > 10
    assert len(set(watched.connections)) == 1


def test_functions_of_one_program_run_concurrently(watched: Watched) -> None:
    watched.meeting = threading.Barrier(3)

    def all_three() -> pulumi.Output[Any]:
        return pulumi.Output.all(
            *(output(name, **STOREFRONT)() for name in ("get_workflows", "get_deploy_queue")), output("get_user")()
        )

    assert resolved(all_three)[1]
