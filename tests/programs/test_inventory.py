"""A script that calls functions without `pulumi up`: the settings come from the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Emulator

SCRIPT = Path(__file__).with_name("inventory.py")
CREDENTIALS = {
    "PLANETSCALE_SERVICE_TOKEN_ID": "demo-token-id",
    "PLANETSCALE_SERVICE_TOKEN": "demo-token-secret-0000",
    "NORTHFLANK_API_TOKEN": "demo-northflank-token-0000",
}


def run(emulator: Emulator, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the script with these settings and no others."""
    others = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PULUMI_", "PLANETSCALE_", "NORTHFLANK_"))
    }
    servers = {
        "PLANETSCALE_SERVER_URL": f"{emulator.base_url}/planetscale/v1",
        "NORTHFLANK_BASE_URL": f"{emulator.base_url}/northflank",
    }
    return subprocess.run(
        [sys.executable, str(SCRIPT)],
        env={**others, **servers, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_script_lists_everything_without_pulumis_engine(emulator: Emulator) -> None:
    uploads = {"project_id": "shop", "volume_id": "uploads"}
    emulator.call("POST", "/northflank/backups", uploads)
    done = run(emulator, **CREDENTIALS, PLANETSCALE_ORGANIZATION="acme")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "acme/storefront (mysql): 1 policies",
        "acme/billing (postgresql): 1 policies",
        "acme/analytics (postgresql): 1 policies",
        "acme/sessions (mysql): 1 policies",
        "storefront/main is production",
        "shop/orders-db (postgresql): 0 schedules",
        "shop/catalog-db (mongodb): 0 schedules",
        "shop/reports-db (mysql): 0 schedules",
        "shop/cart-cache (redis): 0 schedules",
        "shop/uploads (volume): 1 backups",
    ]


def test_script_without_a_setting_ends_with_one_sentence(emulator: Emulator) -> None:
    done = run(emulator, **CREDENTIALS)
    assert done.returncode == 1
    assert done.stderr == (
        "PlanetScale: no organization: give it to the function, or set planetscale:organization "
        "(or PLANETSCALE_ORGANIZATION).\n"
    )
    done = run(emulator)
    assert done.returncode == 1
    assert done.stderr.startswith("PlanetScale: no credential: planetscale:serviceTokenId")
    assert len(done.stderr.splitlines()) == 1
