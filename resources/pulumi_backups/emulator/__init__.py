"""A local server that stands in for PlanetScale's and Northflank's backup APIs, strict to their contracts.

    python -m pulumi_backups.emulator [--port 8765] [--data FILE] [--clock TIME] [--rate-limits] [--verbose]

serves http://127.0.0.1:8765 and prints one line when it is ready. Base URLs, as the vendors' settings take them:

    PlanetScale   {base}/planetscale/v1     (demo-token-id:demo-token-secret-0000, or Bearer demo-access-token-0000)
    Northflank    {base}/northflank         (Bearer demo-northflank-token-0000; paths begin with /v1)

In the process, from any number of threads:

    app = create_app()                                   # or create_app("file.db")
    httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://127.0.0.1/planetscale/v1")
    with serve(app) as base_url: ...                     # the same application behind a free loopback port

{base}/ in a browser stands in for the vendors' web consoles: what there is, when it runs, its backups on a time line,
and forms that edit or delete a policy or schedule behind the client's back and move the clock.

Time: policies and schedules run, backups go from pending over running to their end and expire, promotions are done,
all by the emulator's clock and worked out when somebody asks. `planetscale.timetable` and `northflank.timetable` say
when something runs. A clock turned back undoes what it brought, but for what has expired.

Only loopback clients that name a loopback host are answered, and no page of another site may send a form here, so
in-process base URLs begin with http://127.0.0.1 too. Without a socket, a fault that breaks the connection raises
`cut_error` out of the application: ConnectionResetError unless create_app was given another, such as httpx.ReadError.

The control plane takes and gives JSON; what it cannot do is 400 (404 for an unknown id) with {"error": "one line"}.

    POST   /_control/reset        nothing but the default world; log, faults, clock, switches, latency as at first
    POST   /_control/seed         {"planetscale": {"organizations": {"acme": {"databases": {"db-001": {"kind": "mysql",
                                   "policies": [{"name": "nightly"}]}}}}}, "northflank": {"projects": {"shop": {
                                   "addons": {"new-db": {"type": "mysql", "schedules": [{"retentionTime": 3}]}}}}}}
                                  in the shape of seed.json: regions, users, service_tokens (token, name,
                                  organization, accesses, databases), access_tokens; tokens, teams, projects,
                                  destinations. A database has kind, region, policies, branches (each with backups),
                                  workflows, deployments, all with any field of the contract; "now-40d" is a time
    GET    /_control/clock        {"now": "2026-01-31T09:00:00.000Z", "frozen": false}
    POST   /_control/clock        {"now": "2026-01-31T09:00:00Z", "advance_seconds": 3600, "frozen": true}, any of them;
                                  {"real": true} goes back to real time
    GET    /_control/switches     {"switches": {...}, "about": {...}}
    POST   /_control/switches     {"planetscale.patch_null": "ignore"}
    GET    /_control/faults       {"faults": [rules, each with matched and struck], "kinds": {...}}
    POST   /_control/faults       one rule, or {"faults": [rules]}: {"kind": "cut_after", "operation":
                                  "create_backup_policy", "probability": 0.1, "seed": 7}; also vendor, method,
                                  path_contains, times, skip; status, body, headers, location, seconds, commit, page
    DELETE /_control/faults       no more faults
    POST   /_control/latency      {"seconds": 0.05, "vendor": "planetscale"}; both vendors without one
    GET    /_control/requests     {"count": 3, "by_operation": {...}, "requests": [{"vendor", "method", "path", "query",
                                  "operation", "status", "committed", "fault", "body", "user_agent", "request_id",
                                  "at"}]}; filtered by any of them, as ?operation=create_backup_policy&committed=true
    DELETE /_control/requests     empties the log
    GET    /_control/planetscale/policies        {"policies": [{"organization", "database", the policy's fields}]}
    POST   /_control/planetscale/policies        {"database": "billing", "name": "by-hand", "retention_value": 5000}
    GET, PATCH, DELETE  .../policies/ID          any fields, no rule of the vendor: {"last_ran_at": "..."}
    GET    /_control/northflank/schedules        {"schedules": [{"team_id", "project_id", "addon_id", ...}]}
    POST   /_control/northflank/schedules        {"project_id": "shop", "addon_id": "orders-db", "retentionTime": 9}
    GET, PATCH, DELETE  .../schedules/ID         as above; shown with last_ran_at and next_run_at
    the same of /_control/planetscale/backups    "branch" is main unless named; PATCH {"state": "failed"} ends one now,
                                                 {"state": "running"} or "pending" holds it there for good
    the same of .../planetscale/branches, .../planetscale/workflows, .../planetscale/deployments
    the same of /_control/northflank/backups     "addon_id" or "volume_id"; PATCH {"status": "failed"}

`switches.py` of each vendor says what the contracts leave unknown and how this server decides it; `faults.KINDS` says
what can go wrong. Nothing here is shared with the resources, so that one misunderstanding cannot hide in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .server import serve

if TYPE_CHECKING:
    from .app import create_app

__all__ = ["create_app", "serve"]


def __getattr__(name: str) -> object:
    # Flask is an optional dependency: without it `python -m` must get as far as saying so.
    if name == "create_app":
        from .app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
