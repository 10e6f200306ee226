"""A local server that stands in for PlanetScale's and Northflank's backup APIs, strict to their contracts.

    python -m pulumi_backups.emulator [--port 8765] [--data FILE] [--clock TIME] [--rate-limits] [--verbose]

serves http://127.0.0.1:8765 and prints one line when it is ready. Base URLs, as the vendors' settings take them:

    PlanetScale   {base}/planetscale/v1     (demo-token-id:demo-token-secret-0000, or Bearer demo-access-token-0000)
    Northflank    {base}/northflank         (Bearer demo-northflank-token-0000; paths begin with /v1)

In the process, from any number of threads:

    app = create_app()                                   # or create_app("file.db")
    httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://127.0.0.1/planetscale/v1")
    with serve(app) as base_url: ...                     # the same application behind a free loopback port

Only loopback clients that name a loopback host are answered, so in-process base URLs begin with http://127.0.0.1
too. Without a socket, a fault that breaks the connection raises `cut_error` out of the application:
ConnectionResetError unless create_app was given another, such as httpx.ReadError.

The control plane takes and gives JSON; what it cannot do is 400 (404 for an unknown id) with {"error": "one line"}.

    POST   /_control/reset        nothing but the default world; log, faults, clock, switches, latency as at first
    POST   /_control/seed         {"planetscale": {"organizations": {"acme": {"databases": {"db-001": {"kind": "mysql",
                                   "policies": [{"name": "nightly"}]}}}}}, "northflank": {"projects": {"shop": {
                                   "addons": {"new-db": {"type": "mysql", "schedules": [{"retentionTime": 3}]}}}}}}
                                  in the shape of seed.json: regions, users, service_tokens (token, organization,
                                  accesses, databases), access_tokens; tokens, teams, projects, destinations
    GET    /_control/clock        {"now": "2026-01-31T09:00:00.000Z", "frozen": false}
    POST   /_control/clock        {"now": "2026-01-31T09:00:00Z", "advance_seconds": 3600, "frozen": true}, any of them
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
    GET    /_control/planetscale/policies        {"policies": [{"organization", "database", the policy's fields}]};
                                  also backups ("branch" is main unless named; {"state": "failed"} ends one, "running"
                                  holds one for good), branches, workflows, deployments
    POST   /_control/planetscale/policies        {"database": "billing", "name": "by-hand", "retention_value": 5000}
    GET, PATCH, DELETE  .../policies/ID          any fields, no rule of the vendor: {"last_ran_at": "..."}
    GET    /_control/northflank/schedules        {"schedules": [{"team_id", "project_id", "addon_id", ...}]}
    POST   /_control/northflank/schedules        {"project_id": "shop", "addon_id": "orders-db", "retentionTime": 9}
    GET, PATCH, DELETE  .../schedules/ID         as above

`switches.SWITCHES` says what the contracts leave unknown and how this server decides it; `faults.KINDS` says what
can go wrong. Nothing here is shared with the resources, so that one misunderstanding cannot hide in both.
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
