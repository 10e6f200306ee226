"""Northflank's API.

Base URL: {base}/northflank, and paths begin with /v1. A client sends "Authorization: Bearer demo-northflank-token-0000"
for the API token of the default seed.

A seed for POST /_control/seed. The default seed is in seed.json.

    {"northflank": {"projects": {"shop": {"addons": {"new-db": {"type": "mysql", "schedules": [
        {"retentionTime": 3}]}}}}}}

It can have tokens, teams, projects and destinations. A project has addons and volumes, and these have schedules with
any fields of the contract, as a volume itself has, and an addon the fields of createAddon. "now-40d" is a time.

The control plane edits objects under /_control/northflank: schedules, backups, addons. Their location is project_id
and addon_id or volume_id, and team_id if a team has the project.

    POST   /_control/northflank/schedules        {"project_id": "shop", "addon_id": "orders-db", "retentionTime": 9}
    GET    /_control/northflank/schedules/ID     shows last_ran_at and next_run_at too
    PATCH  /_control/northflank/backups/ID       {"status": "failed"} ends a backup now. "in-progress" stays until the
                                                 next edit.
    POST   /_control/northflank/addons           {"project_id": "shop", "name": "old-copy", "type": "postgresql",
                                                 "source": {"addonId": "orders-db"}, "createdAt": "now-3d"}
    PATCH  /_control/northflank/addons/ID        {"status": "failed"} stays until the next edit

`timetable.py` says when a schedule runs, `switches.py` what the contract leaves open.
"""

from __future__ import annotations

import json
from importlib.resources import files

from ..operation import ApiError
from ..rate_limit import RateLimit
from ..store import Body
from ..vendor import Vendor
from .access import authorize
from .clock_events import catch_up, turn_back
from .console import CARDS
from .editables import EDITABLES
from .routes import OPERATIONS
from .seed_sections import SECTIONS
from .switches import SWITCHES


def _error_body(error: ApiError, request_id: str) -> Body:
    body: Body = {"status": error.status, "message": error.message, "id": request_id}
    if error.details:
        body["details"] = error.details
    return {"error": body}


SEED: Body = json.loads(files(__package__).joinpath("seed.json").read_text("utf-8"))
VENDOR = Vendor(
    name="northflank",
    title="Northflank",
    operations_path="/northflank/v1",
    sections=SECTIONS,
    default_seed=SEED,
    empty_seed={"tokens": SEED["tokens"]},
    environment={"NORTHFLANK_BASE_URL": "{url}/northflank", "NORTHFLANK_API_TOKEN": "demo-northflank-token-0000"},
    operations=OPERATIONS,
    authorize=authorize,
    error_body=_error_body,
    catch_up=catch_up,
    turn_back=turn_back,
    editables=EDITABLES,
    own_switches=SWITCHES,
    rate_limit=RateLimit(1000, 3600, "hour", headers=True, retry_after=False),
    cards=CARDS,
)
