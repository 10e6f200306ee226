"""The interface between the emulator and a vendor, by a third vendor that uses as many defaults as possible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pulumi_backups.emulator
import pytest
from flask import Flask
from pulumi_backups.emulator import create_app
from pulumi_backups.emulator.editable import Editable
from pulumi_backups.emulator.operation import ApiError, Operation, Request, Response
from pulumi_backups.emulator.rate_limit import RateLimit
from pulumi_backups.emulator.seeder import Seeder, named_objects
from pulumi_backups.emulator.store import Body
from pulumi_backups.emulator.vendor import Vendor
from pulumi_backups.emulator.vendors import VENDORS

from tests.emulator.conftest import client

FOLDER = Path(pulumi_backups.emulator.__file__).parent


def add_plan(seeder: Seeder, scope: str, name: str, described: Body) -> None:
    seeder.store.put("thirdbase.plan", f"{scope}cluster", name, {"name": name, "days": 7, **described})


def get_plan(request: Request) -> Response:
    found = request.store.get("thirdbase.plan", "cluster", request.path["name"])
    if found is None:
        raise ApiError(404, "not_found", "There is no such plan.")
    return Response(200, found)


THIRD = Vendor(
    name="thirdbase",
    title="Thirdbase",
    sections={"plans": named_objects(add_plan)},
    operations=(Operation("getPlan", "GET", ("/plans/{name}",), get_plan),),
    default_seed={"plans": {"nightly": {}}},
    editables=(Editable("thirdbase.plan", "plans", scope_names=("cluster",)),),
)


@pytest.fixture
def app() -> Flask:
    return create_app(cut_error=httpx.ReadError, vendors=(*VENDORS, THIRD))


@pytest.fixture
def thirdbase(app: Flask) -> Iterator[httpx.Client]:
    with client(app, "/thirdbase") as found:
        yield found


@pytest.fixture
def console(app: Flask) -> Iterator[httpx.Client]:
    with client(app, "") as found:
        yield found


def test_four_fields_make_an_emulator() -> None:
    minimal = Vendor("thirdbase", "Thirdbase", THIRD.sections, THIRD.operations)
    with client(create_app(vendors=[minimal]), "") as alone:
        assert alone.get("/thirdbase/plans/nightly").status_code == 404
        assert alone.post("/_control/seed", json={"thirdbase": {"plans": {"nightly": {}}}}).status_code == 200
        assert alone.get("/thirdbase/plans/nightly").json() == {"name": "nightly", "days": 7}
        assert "Thirdbase" in alone.get("/").text


def test_third_vendor_has_its_default_seed_and_its_own_errors(thirdbase: httpx.Client) -> None:
    assert thirdbase.get("/plans/nightly").json() == {"name": "nightly", "days": 7}
    missing = thirdbase.get("/plans/weekly")
    assert (missing.status_code, missing.json()) == (404, {"message": "There is no such plan."})
    unknown = thirdbase.get("/nothing")
    assert (unknown.status_code, set(unknown.json())) == (501, {"message"})


def test_third_vendor_is_on_the_control_plane(thirdbase: httpx.Client, control: httpx.Client) -> None:
    (plan,) = control.get("/thirdbase/plans").json()["plans"]
    assert plan == {"cluster": "cluster", "name": "nightly", "days": 7}
    assert control.patch("/thirdbase/plans/nightly", json={"days": 9}).json() == {**plan, "days": 9}
    assert thirdbase.get("/plans/nightly").json()["days"] == 9
    control.post("/faults", json={"kind": "status", "status": 503, "vendor": "thirdbase"})
    assert thirdbase.get("/plans/nightly").status_code == 503
    log = control.get("/requests", params={"vendor": "thirdbase"}).json()
    assert log["by_operation"] == {"getPlan": 2}
    assert set(control.get("/latency").json()["latency"]) == {vendor.name for vendor in (*VENDORS, THIRD)}
    control.post("/reset")
    assert thirdbase.get("/plans/nightly").json()["days"] == 7


def test_control_plane_creates_an_object_of_a_third_vendor(control: httpx.Client) -> None:
    created = control.post("/thirdbase/plans", json={"cluster": "other", "days": 3})
    assert created.status_code == 201
    id = created.json()["id"]
    assert created.json() == {"cluster": "other", "id": id, "days": 3}
    assert control.get(f"/thirdbase/plans/{id}").json() == created.json()
    refused = control.post("/thirdbase/plans", json={"days": 3})
    assert (refused.status_code, refused.json()["error"]) == (400, "cluster is required to create a plan")
    assert control.delete(f"/thirdbase/plans/{id}").status_code == 200
    assert control.get(f"/thirdbase/plans/{id}").status_code == 404


def test_console_shows_and_edits_the_objects_of_a_vendor_without_cards(
    console: httpx.Client, thirdbase: httpx.Client
) -> None:
    page = console.get("/", params={"q": "cluster"}).text
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["cluster"]
    assert 'action="/console/thirdbase/plans/nightly"' in page
    assert '<input name="days" value="7">' in page
    form = {"name": "nightly", "days": "8", "_at": "thirdbase/cluster"}
    assert console.post("/console/thirdbase/plans/nightly", data=form).headers["Location"] == "/#thirdbase/cluster"
    assert thirdbase.get("/plans/nightly").json()["days"] == 8
    assert console.post("/console/thirdbase/plans/nightly", data={"days": "many"}).status_code == 400
    assert console.post("/console/thirdbase/plans/nightly/delete").status_code == 303
    assert thirdbase.get("/plans/nightly").status_code == 404
    assert console.post("/console/thirdbase/policies/nightly").status_code == 400


def test_rate_limit_brings_its_switches_and_headers() -> None:
    limited = replace(THIRD, rate_limit=RateLimit(100, 60, "minute", headers=True, retry_after=False))
    with client(create_app(vendors=[limited]), "") as alone:
        assert alone.get("/thirdbase/plans/nightly").headers["x-ratelimit-limit"] == "100"
        about = alone.get("/_control/switches").json()["about"]
        assert about["thirdbase.rate_limit"].startswith("requests in a minute for each credential; 0 is no limit, 100")
        alone.post("/_control/switches", json={"thirdbase.rate_limit": 1})
        assert alone.get("/thirdbase/plans/nightly").status_code == 200
        refused = alone.get("/thirdbase/plans/nightly")
        assert (refused.status_code, "Retry-After" in refused.headers) == (429, False)
        alone.post("/_control/switches", json={"thirdbase.retry_after": True})
        assert "Retry-After" in alone.get("/thirdbase/plans/nightly").headers


def test_vendor_without_a_rate_limit_has_no_switches_for_one(control: httpx.Client, thirdbase: httpx.Client) -> None:
    names = {name for name in control.get("/switches").json()["switches"] if name.startswith("thirdbase.")}
    assert names == set()
    assert "x-ratelimit-limit" not in thirdbase.get("/plans/nightly").headers


def test_shared_code_names_no_vendor() -> None:
    names = re.compile("|".join(rf"{word}" for vendor in VENDORS for word in (vendor.name, vendor.title)), re.I)
    shared = [
        path
        for pattern in ("*.py", "*.html", "*.css", "*.json")
        for path in FOLDER.rglob(pattern)
        if path.relative_to(FOLDER).parts[0] not in {vendor.name for vendor in VENDORS}
    ]
    assert len(shared) > 20
    naming = {path.relative_to(FOLDER).as_posix() for path in shared if names.search(path.read_text("utf-8"))}
    assert naming == set()
