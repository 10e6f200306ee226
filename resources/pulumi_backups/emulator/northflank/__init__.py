"""The Northflank half of the emulator."""

from __future__ import annotations

from ..call import RefusalError, Vendor
from ..store import Body
from .access import admit
from .edits import EDITABLES
from .routes import OPERATIONS
from .running import catch_up, turn_back
from .seeding import plant_northflank
from .switches import SWITCHES


def _error(refused: RefusalError, request_id: str) -> Body:
    error: Body = {"status": refused.status, "message": refused.message, "id": request_id}
    if refused.details:
        error["details"] = refused.details
    return {"error": error}


VENDOR = Vendor(
    name="northflank",
    title="Northflank",
    base="/northflank",
    prefix="/northflank/v1",
    operations=OPERATIONS,
    admit=admit,
    error=_error,
    catch_up=catch_up,
    turn_back=turn_back,
    plant=plant_northflank,
    editables=EDITABLES,
    switches=SWITCHES,
    window_seconds=3600,
    real_limit=1000,
    limit_headers=True,
)
