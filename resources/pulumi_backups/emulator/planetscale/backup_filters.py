"""Which backups a list shows: the filters of the query.

The contract has only their names and types. The documents of the vendor's Terraform provider say what they mean: `all`
adds deleted backups, `production` is about the branch, `policy` is a policy's id, `from` and `to` are about the time
when a backup started, and `running_at` is a range of time in which it was running. The emulator keeps deleted backups
only with the switch planetscale.gone_backups, and includes both ends of a range.
"""

from __future__ import annotations

from collections.abc import Callable

from ..operation import Request
from ..store import Body
from . import query
from .backup_states import OUTCOMES, UNFINISHED

Filter = Callable[[Body], bool]


def filter_of(request: Request) -> Filter:
    """Whether a backup passes every filter of the query. Raises ApiError if a filter is invalid."""
    state, policy = query.choice(request, "state", *UNFINISHED, *OUTCOMES), request.query.get("policy")
    since, until = (query.moment(request, name) for name in ("from", "to"))
    during = query.time_range(request, "running_at")

    def matches(backup: Body) -> bool:
        if state is not None and backup["state"] != state:
            return False
        if policy is not None and (backup["backup_policy"] or {}).get("id") != policy:
            return False
        if not _started_in(backup, since, until):
            return False
        return during is None or _ran_in(backup, *during)

    return matches


def _started_in(backup: Body, since: str | None, until: str | None) -> bool:
    started = backup["started_at"]
    if started is None:
        return since is None and until is None
    return (since is None or since <= started) and (until is None or started <= until)


def _ran_in(backup: Body, since: str, until: str) -> bool:
    started, completed = backup["started_at"], backup["completed_at"]
    return started is not None and started <= until and (completed is None or completed >= since)
