"""The PlanetScale half of the emulator."""

from __future__ import annotations

from ..call import RefusalError, Vendor
from ..store import Body
from .access import admit
from .edits import EDITABLES
from .routes import OPERATIONS
from .running import catch_up, turn_back
from .seeding import plant_planetscale
from .switches import SWITCHES


def _error(refused: RefusalError, _request_id: str) -> Body:
    return {"code": refused.code, "message": refused.message}


VENDOR = Vendor(
    name="planetscale",
    title="PlanetScale",
    base="/planetscale/v1",
    prefix="/planetscale/v1",
    operations=OPERATIONS,
    admit=admit,
    error=_error,
    catch_up=catch_up,
    turn_back=turn_back,
    plant=plant_planetscale,
    editables=EDITABLES,
    switches=SWITCHES,
    window_seconds=60,
    real_limit=600,
)
