"""PlanetScale's API.

Base URL: {base}/planetscale/v1. A client sends "Authorization: demo-token-id:demo-token-secret-0000" for the service
token of the default seed, or "Authorization: Bearer demo-access-token-0000" for the OAuth token.

A seed for POST /_control/seed. The default seed is in seed.json.

    {"planetscale": {"organizations": {"acme": {"databases": {"db-001": {"kind": "mysql", "policies": [
        {"name": "nightly"}]}}}}}}

It can have regions, organizations, users, service_tokens (token, name, organization, accesses, databases) and
access_tokens (organizations, accesses, databases). A database has kind, region, policies, branches (each with backups),
workflows and deployments, with any fields of the contract. "now-40d" is a time. A database also has `tables`, a list of
names, and `connection`, which is explained in credentials.py.

The control plane edits objects under /_control/planetscale: policies, backups, branches, workflows, deployments.

    POST   /_control/planetscale/policies        {"database": "billing", "name": "manual", "retention_value": 5000}
    PATCH  /_control/planetscale/policies/ID     {"last_ran_at": "2026-01-31T09:00:00.000Z"}
    POST   /_control/planetscale/backups         {"database": "billing"}; "branch" is main by default
    PATCH  /_control/planetscale/backups/ID      {"state": "failed"} ends a backup now. "running" or "pending" stays
                                                 until the next edit.
    POST   /_control/planetscale/branches        {"database": "billing", "name": "old-copy", "created_at": "now-3d",
                                                 "restored_from_branch": "main"}
    PATCH  /_control/planetscale/branches/ID     {"state": "ready"} ends a restore now. "pending" stays until the next
                                                 edit.

`timetable.py` says when a policy runs, `switches.py` what the contract leaves open.
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


def _error_body(error: ApiError, _request_id: str) -> Body:
    return {"code": error.code, "message": error.message}


SEED: Body = json.loads(files(__package__).joinpath("seed.json").read_text("utf-8"))
VENDOR = Vendor(
    name="planetscale",
    title="PlanetScale",
    base_path="/planetscale/v1",
    sections=SECTIONS,
    default_seed=SEED,
    empty_seed={**SEED, "organizations": {name: {} for name in SEED["organizations"]}},
    environment={
        "PLANETSCALE_SERVER_URL": "{url}/planetscale/v1",
        "PLANETSCALE_ORGANIZATION": "acme",
        "PLANETSCALE_SERVICE_TOKEN_ID": "demo-token-id",
        "PLANETSCALE_SERVICE_TOKEN": "demo-token-secret-0000",
    },
    operations=OPERATIONS,
    authorize=authorize,
    error_body=_error_body,
    catch_up=catch_up,
    turn_back=turn_back,
    editables=EDITABLES,
    own_switches=SWITCHES,
    rate_limit=RateLimit(600, 60, "minute"),
    cards=CARDS,
)
