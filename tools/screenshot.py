"""`python3 -m tools run python -m tools.screenshot`: writes docs/emulator.png, the README's picture.

It needs Chromium on PATH. The picture shows a database and an add-on, after some weeks with one failed backup.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from pulumi_backups.testing import Emulator, running_emulator

PICTURE = Path(__file__).parents[1] / "docs" / "emulator.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = (1000, 640)
NIGHTLY = {
    "name": "nightly",
    "frequency_unit": "day",
    "frequency_value": 1,
    "schedule_time": "03:00",
    "retention_value": 14,
}
WEEKLY = {**NIGHTLY, "name": "weekly", "frequency_unit": "week", "schedule_day": 0, "retention_value": 28}
SEED: dict[str, Any] = {
    "planetscale": {
        "organizations": {"acme": {"databases": {"storefront": {"kind": "mysql", "policies": [NIGHTLY, WEEKLY]}}}}
    },
    "northflank": {
        "projects": {"shop": {"addons": {"orders-db": {"type": "postgresql", "schedules": [{"retentionTime": 14}]}}}}
    },
}


def main() -> int:
    """Writes the picture. Returns 1 after one sentence if there is no browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"There is no browser on PATH: {', '.join(BROWSERS)}.", file=sys.stderr)
        return 1
    with running_emulator() as emulator, tempfile.TemporaryDirectory() as profile:
        fill(emulator)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
        size = f"--window-size={SIZE[0]},{SIZE[1]}"
        command = [browser, *options, size, f"--screenshot={PICTURE}", f"{emulator.url}/?days=30"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603
    print(f"wrote {PICTURE.name}: {PICTURE.stat().st_size // 1000} kB")
    return 0


def fill(emulator: Emulator) -> None:
    """Some weeks of backups."""
    emulator.reset(empty=True)
    emulator.control("POST", "/clock", {"now": "2026-01-05T12:00:00Z", "frozen": True})
    emulator.seed(SEED)
    emulator.advance(days=24)
    emulator.control("POST", "/switches", {"planetscale.backup_outcome": "failed"})
    emulator.advance(days=1)
    emulator.control("POST", "/switches", {"planetscale.backup_outcome": "success"})
    emulator.advance(days=4)


if __name__ == "__main__":
    sys.exit(main())
