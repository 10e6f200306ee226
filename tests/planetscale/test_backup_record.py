"""Which pages of a list of backups are read: the first one, if it can tell what the others have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.bridge import Settings
from pulumi_backups.bridge.explicit_provider import account
from pulumi_backups.planetscale.backup_record import BackupRecord
from pulumi_backups.planetscale.settings import PLANETSCALE

if TYPE_CHECKING:
    from tests.conftest import ScriptedServer

NEWEST, MIDDLE, OLDEST = (
    {"state": "success", "created_at": f"2026-01-0{day}T03:00:00.000Z", "expires_at": None, "deleted_at": None}
    for day in (3, 2, 1)
)
SECOND = {"data": [OLDEST], "next_page": None, "total_count": 3}


@pytest.fixture
def read(
    scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]
) -> Callable[..., tuple[list[str], int, int]]:
    """Reads the backups of a policy. Returns when they were created, the number of unread ones, and of requests."""

    def read(first: dict[str, Any], *, whole: bool = False) -> tuple[list[str], int, int]:
        scripted_server.respond = lambda _method, path: SECOND if "page=2" in path else first
        scripted_server.requests.clear()
        with account(Settings.of(PLANETSCALE, scripted_config().get)):
            backups, unread = BackupRecord("acme", "orders").backups("main", "p1", whole=whole)
        return [f"{backup.created_at:%d}" for backup in backups], unread, len(scripted_server.requests)

    return read


def page(*backups: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"data": backups, "next_page": 2, "total_count": 3, **fields}


def test_first_page_is_enough_if_it_is_the_newest_and_says_how_many_there_are(read: Callable[..., Any]) -> None:
    assert read(page(NEWEST, MIDDLE)) == (["03", "02"], 1, 1)
    assert read(page(NEWEST, MIDDLE, next_page=None, total_count=2)) == (["03", "02"], 0, 1)
    assert read({"data": [NEWEST], "next_page": None}) == (["03"], 0, 1)


def test_list_is_read_to_its_end_if_the_first_page_cannot_tell(read: Callable[..., Any]) -> None:
    assert read(page(MIDDLE, NEWEST)) == (["02", "03", "01"], 0, 3)
    assert read({"data": [NEWEST, MIDDLE], "next_page": 2}) == (["03", "02", "01"], 0, 3)
    assert read(page(NEWEST, MIDDLE), whole=True) == (["03", "02", "01"], 0, 2)
