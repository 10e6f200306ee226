"""A local server that emulates the vendors' backup APIs and follows their contracts strictly.

    pulumi-backups emulator [--port 8765] [--data FILE] [--empty] [--clock TIME] [--rate-limits] [--verbose]

serves http://127.0.0.1:8765. When it is ready, it prints a line with the base URL of each vendor, and the environment
variables with which clients connect. The package of each vendor says what a seed can contain.
`python -m pulumi_backups.emulator` is the same.

In the same process, from any number of threads:

    app = create_app()                                   # or create_app("file.db", empty=True)
    httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://127.0.0.1/VENDOR")
    with serve(app) as base_url: ...                     # the same application on a free loopback port

{base}/ in a browser replaces the vendors' web consoles: it shows the policies and schedules, when they run, their
backups on a time line, and the copies that were restored from backups. Its forms edit and delete them without the
vendors' rules, and move the clock.

Time: policies and schedules run, backups start, end and expire, and promotions, restores and deletions finish by the
emulator's clock. This happens when somebody sends a request. If the clock is set back, everything after that time is
undone, but expired backups do not return.

Only clients on this machine that name a loopback host may send requests, and pages of other sites may not send forms.
So base URLs in the same process begin with http://127.0.0.1 too. Without a socket, a fault that breaks the connection
raises `cut_error`: ConnectionResetError, or another class that create_app got, such as httpx.ReadError.

Requests and responses of the control plane are JSON. The status of an error is 400, or 404 for an unknown id, and its
body is {"error": "one line"}.

    POST   /_control/reset        restores the default seed; log, faults, clock, switches and latency as at the start.
                                  {"empty": true} restores accounts and credentials only
    POST   /_control/seed         {VENDOR: {...}}, in the form of the vendor's seed.json
    GET    /_control/clock        {"now": "2026-01-31T09:00:00.000Z", "frozen": false}
    POST   /_control/clock        {"now": "2026-01-31T09:00:00Z", "advance_seconds": 3600, "frozen": true}, any of them;
                                  {"real": true} returns to real time
    GET    /_control/switches     {"switches": {...}, "choices": {...}, "about": {...}}; the choices of a switch that
                                  accepts any whole number from 0 are null
    POST   /_control/switches     {"VENDOR.rate_limit": 10}
    GET    /_control/faults       {"faults": [rules, each with matched and struck], "kinds": {...}}
    POST   /_control/faults       one rule, or {"faults": [rules]}: {"kind": "cut_after", "operation": "OPERATION",
                                  "probability": 0.1, "seed": 7}; also vendor, method, path_contains, times, skip;
                                  status, body, headers, location, seconds, commit, page
    DELETE /_control/faults       removes all faults
    POST   /_control/latency      {"seconds": 0.05, "vendor": VENDOR}; without a vendor, for all vendors
    GET    /_control/requests     {"count": 3, "by_operation": {...}, "requests": [{"vendor", "method", "path", "query",
                                  "operation", "status", "committed", "fault", "body", "user_agent", "request_id",
                                  "at"}]}; can be filtered by each of them: ?operation=OPERATION&committed=true
    DELETE /_control/requests     empties the log
    GET    /_control/VENDOR/OBJECTS        {OBJECTS: [the location and the fields of each]}
    POST   /_control/VENDOR/OBJECTS        creates an object: its location, and any fields without the vendor's rules
    GET, PATCH, DELETE  .../OBJECTS/ID     shows, edits with any fields, or removes an object

`vendor.py` says what a vendor's package gives to the emulator, `faults.KINDS` which faults there are. The emulator
shares no code with the resources, so a misunderstanding of a contract cannot be in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .server import serve

if TYPE_CHECKING:
    from .app import create_app

__all__ = ["create_app", "serve"]


def __getattr__(name: str) -> object:
    # Flask is an optional dependency. Without it, `python -m` must get far enough to say so.
    if name == "create_app":
        from .app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
