import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from pulumi_backups.emulator import create_app, serve

from tools import drift
from tools.paths import ROOT
from tools.terminal import SetupError

MAKEFILE = (ROOT / "Makefile").read_text()
KIND, FIELD = shlex.split(re.findall(r"\$\(tools\) drift (.+)", MAKEFILE)[0])
(SEED,) = shlex.split(re.findall(r"\$\(tools\) seed (.+)", MAKEFILE)[0])
POLICIES = "/_control/planetscale/policies"


@pytest.fixture
def control() -> Iterator[httpx.Client]:
    with serve(create_app()) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture
def port(control: httpx.Client) -> int:
    return urlsplit(str(control.base_url)).port or 0


@pytest.mark.parametrize(("old", "new"), [(2, 1), (1, 2)])
def test_make_drift_changes_the_first_policy_that_a_user_created(
    control: httpx.Client, port: int, capsys: pytest.CaptureFixture[str], old: int, new: int
) -> None:
    policy = {"database": "storefront", "name": "nightly", "retention_value": old}
    created = control.post(POLICIES, json=policy).raise_for_status().json()
    control.post(POLICIES, json={**policy, "name": "second"}).raise_for_status()
    before = control.get(POLICIES).json()["policies"]
    drift.change_first_object(port, KIND, FIELD)
    assert f"nightly ({created['id']}) has retention_value {new} now, not {old}." in capsys.readouterr().err
    after = control.get(POLICIES).json()["policies"]
    assert [each["retention_value"] for each in after] == [
        new if each["id"] == created["id"] else each["retention_value"] for each in before
    ]


def test_drift_without_an_object_says_how_to_create_one(port: int) -> None:
    with pytest.raises(SetupError, match=r"no policies to change yet\. Run `make up` first"):
        drift.change_first_object(port, KIND, FIELD)


@pytest.mark.parametrize("field", ["name", "no_such_field"])
def test_field_that_is_not_a_whole_number_is_refused(port: int, field: str) -> None:
    with pytest.raises(SetupError, match=f"Cannot change {field} of policies: it is not a whole number"):
        drift.change_first_object(port, "planetscale/policies", field)


def test_unknown_kind_is_refused(port: int) -> None:
    with pytest.raises(SetupError, match="refused GET one/unknowns"):
        drift.change_first_object(port, "one/unknowns", FIELD)


def test_drift_without_an_emulator_says_how_to_start_it() -> None:
    with pytest.raises(SetupError, match=r"does not respond on port 9: .*`make up` starts it"):
        drift.change_first_object(9, KIND, FIELD)


def test_make_database_creates_one_database_however_often_it_runs(control: httpx.Client, port: int) -> None:
    for _ in range(2):
        drift.create(port, SEED)
    found = control.get("/_control/planetscale/policies?database=ledger").json()["policies"]
    assert len(found) == 1


def test_seed_that_is_no_json_is_refused(port: int) -> None:
    with pytest.raises(SetupError, match="That is no JSON"):
        drift.create(port, "{ledger")
