"""The audit as a page for people, also as a browser shows it."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from pulumi_backups.cli.audit.page import html
from pulumi_backups.cli.audit.report import Report
from pulumi_backups.objectives import BackupRule, Retention, every_days
from pulumi_backups.proof import Case, Commitment, Evidence, Run, Subject, Tolerance

from tests.emulator.page import FLAGS

REPORTS = Path(__file__).with_name("reports")
CHROMIUM = shutil.which("chromium")
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAILY = BackupRule(every_days(1, time(3)), Retention(30, "day"))


def daily(name: str, place: str, *bad: int, newest: int = 0) -> Case:
    """A daily policy with a backup of each night since `newest` days, and without those of the nights in `bad`."""
    subject = Subject("planetscale", "PlanetScale", place, "policy", name, "main", "storefront", "urn")
    nights = (datetime(2026, 3, 1, 3, tzinfo=UTC) - timedelta(days=days) for days in range(newest, 30))
    runs = tuple(
        Run(night, "bad", "failed") if (AT - night).days in bad else Run(night, "good", "success") for night in nights
    )
    return Case(Commitment(subject, DAILY, AT - timedelta(days=200)), Evidence(runs, DAILY))


REPORT = Report.of(
    [daily("nightly", "acme/storefront", 5), daily("<every> night & day", "acme/billing", newest=3)], AT, Tolerance()
)


def lines(page: str) -> list[tuple[int, ...]]:
    """Of each time line: backups, failed runs, stretches as promised, and stretches that were too long."""
    kinds = ('class="good"', 'class="bad"', 'class="kept"', 'class="exceeded"')
    found = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    return [tuple(each.count(kind) for kind in kinds) for each in found]


def test_place_with_the_worst_finding_comes_first_and_each_time_line_shows_what_was_kept() -> None:
    page = html(REPORT)
    assert page.index("acme/billing/main") < page.index("acme/storefront/main")
    # The last backup of billing is three days old. That of storefront which failed leaves a gap of two days.
    assert lines(page) == [(27, 0, 27, 1), (29, 1, 29, 1)]


def test_page_stands_alone_and_names_are_text() -> None:
    page = html(REPORT)
    assert "&lt;every&gt; night &amp; day" in page
    assert not re.search(r"<script|https?:|src=|<link|@import|url\(", page)


def test_page_without_findings_says_so() -> None:
    assert "0 findings." in html(Report(AT, ()))


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")
@pytest.mark.parametrize("width", [1100, 420])
@pytest.mark.parametrize(
    ("page", "shown"),
    [(html(REPORT), "29 of 29 promised"), ((REPORTS / "drill.html").read_text("utf-8"), "What the command wrote")],
    ids=["audit", "drill"],
)
def test_browser_shows_the_page_without_scrolling_sideways(tmp_path: Path, width: int, page: str, shown: str) -> None:
    # The page itself has no script. This one measures it.
    measured = "<script>document.title = document.documentElement.scrollWidth <= innerWidth</script></body>"
    (tmp_path / "audit.html").write_text(page.replace("</body>", measured), "utf-8")
    seen = subprocess.run(
        [
            str(CHROMIUM),
            *FLAGS,
            f"--user-data-dir={tmp_path / 'browser'}",
            f"--window-size={width},900",
            (tmp_path / "audit.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    assert "<title>true</title>" in seen
    assert shown in seen
