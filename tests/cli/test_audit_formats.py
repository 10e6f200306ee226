"""How a report looks in each format. `reports/` has the whole outputs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pulumi_backups.cli.audit.command import FORMATS
from pulumi_backups.cli.audit.prometheus import prometheus
from pulumi_backups.cli.audit.report import Report
from pulumi_backups.cli.audit.table import WIDTH, table
from pulumi_backups.proof import Finding, Problem, Subject, Verdict
from rich.cells import cell_len
from rich.console import Console

REPORTS = Path(__file__).with_name("reports")
ENDINGS = {"table": "txt", "json": "json", "prometheus": "prom", "junit": "xml", "markdown": "md", "html": "html"}

AT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/acme:BackupPolicy::nightly"
NOTE = "Beta does not say which schedule took a backup."
REFUSED = (
    "Acme: could not list the backup policies of shop/ledger: it answered 403 Forbidden: Token cannot read it (request "
    "id 8f0c). Give the service token the access read_backups."
)


def subject(place: str, name: str = "nightly", branch: str | None = "main", vendor: str = "acme") -> Subject:
    return Subject(vendor, vendor.capitalize(), place, "policy", name, branch, "nightly", URN)


def bad(verdict: Verdict, *reasons: str, advice: str = "Find out at Acme why it does not run.") -> tuple[Problem, ...]:
    return tuple(Problem(verdict, reason, advice) for reason in reasons)


def fine(about: Subject, verdict: Verdict = Verdict.OK) -> Finding:
    return Finding(
        about,
        verdict,
        newest=AT - 9 * HOUR if verdict is Verdict.OK else None,
        interval=DAY,
        tolerance=6 * HOUR,
        kept=30 if verdict is Verdict.OK else 0,
        promised=29 if verdict is Verdict.OK else 0,
        failures=0,
        next_run=AT + 15 * HOUR,
    )


FINDINGS = (
    Finding(
        subject("shop/orders"),
        Verdict.LATE,
        bad(Verdict.LATE, "The newest backup is 33 h old. One is due every 24 h, and 6 h more are tolerated."),
        newest=AT - 33 * HOUR,
        interval=DAY,
        tolerance=6 * HOUR,
        kept=29,
        promised=29,
        failures=0,
        next_run=AT + 15 * HOUR,
    ),
    Finding(
        subject("shop/users"),
        Verdict.FAILED,
        bad(Verdict.FAILED, "The newest run ended without a backup (failed, 9 h ago).", advice="Find out at Acme why.")
        + bad(Verdict.LATE, "The newest backup is 33 h old."),
        newest=AT - 33 * HOUR,
        interval=DAY,
        tolerance=6 * HOUR,
        kept=29,
        promised=29,
        failures=1,
    ),
    Finding(
        subject("shop/carts", branch=None),
        Verdict.MISSING,
        bad(
            Verdict.MISSING,
            "The policy is in the state, and Acme does not have it any more.",
            advice="Run pulumi up --refresh, which creates it again.",
        ),
    ),
    *(
        Finding(
            subject("shop/ledger", name, branch=None),
            Verdict.UNKNOWN,
            bad(Verdict.UNKNOWN, REFUSED, advice="Correct this, and run the audit again."),
        )
        for name in ("daily", "hourly")
    ),
    Finding(
        subject("shop/catalog", "by-hand", branch=None),
        Verdict.EXTRA,
        bad(
            Verdict.EXTRA,
            "It exists besides the plan 'catalog'.",
            advice="Declare the policy in the plan, or delete it.",
        ),
    ),
    fine(subject("shop/emails"), Verdict.NEW),
    fine(subject("shop/events")),
    # Names that each format has to escape or to cut.
    fine(subject('shop/日次-"[bold]"|`x`\\', "<every>\nnight & day", "main\x1b[31m")),
    fine(subject("an-organization-with-a-long-name/and-a-database-with-one", "every-night-at-three-in-production")),
    Finding(subject("shop/media", "snapshot/daily", None, "beta"), Verdict.OK, newest=AT - 9 * HOUR, notes=(NOTE,)),
)
REPORT = Report(AT, tuple(sorted(FINDINGS, key=lambda finding: finding.sort_key)))
EMPTY = Report(AT, ())


@pytest.mark.parametrize("format", [*FORMATS])
def test_report_looks_as_recorded(format: str) -> None:
    assert FORMATS[format](REPORT) == (REPORTS / f"audit.{ENDINGS[format]}").read_text("utf-8")


def test_every_format_is_recorded() -> None:
    assert {*ENDINGS} == {*FORMATS}


@pytest.mark.parametrize("format", [*FORMATS])
def test_report_without_findings_is_one_too(format: str) -> None:
    shown = FORMATS[format](EMPTY)
    assert shown.endswith("\n")
    assert (EMPTY.exit_status, EMPTY.counts) == (0, {})
    if format in ("table", "markdown"):
        assert "0 findings." in shown


def test_table_fits_100_columns_and_has_no_control_characters() -> None:
    lines = table(REPORT).plain.split("\n")
    assert max(map(cell_len, lines)) <= WIDTH == 100
    assert all(line.isprintable() for line in lines)


def test_table_is_sorted_by_what_is_worst() -> None:
    shown = [line.split()[0] for line in table(REPORT).plain.split("\n")[1:] if re.match(r"[a-z]+ ", line)]
    verdicts = [Verdict(word) for word in shown if word in [*Verdict]]
    assert verdicts == sorted(verdicts, key=lambda verdict: verdict.severity)
    assert len(verdicts) == len(FINDINGS)


def test_table_says_once_what_holds_for_several_lines() -> None:
    shown = " ".join(table(REPORT).plain.split())
    assert shown.count("Token cannot read it") == 1
    assert shown.count(NOTE) == 1


def test_terminal_shows_colours_and_names_as_they_are() -> None:
    console = Console(width=WIDTH, force_terminal=True, color_system="standard", legacy_windows=False)
    with console.capture() as capture:
        console.print(table(REPORT), soft_wrap=True)
    shown = capture.get()
    assert "\x1b[1;31mmissing\x1b[0m" in shown
    assert "\x1b[32mok\x1b[0m" in shown
    assert "[bold]" in shown


def test_json_has_its_version_and_what_is_not_known() -> None:
    document = json.loads(FORMATS["json"](REPORT))
    assert (document["version"], document["exit_status"]) == (1, 2)
    missing = next(each for each in document["findings"] if each["verdict"] == "missing")
    assert missing["newest_backup_at"] is None
    assert missing["branch"] is None
    assert all(each.keys() == missing.keys() for each in document["findings"])


SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? ([0-9.e+-]+)')


def test_prometheus_text_is_valid() -> None:
    """By the rules of the text format, and those of node_exporter's textfile collector, which refuses times."""
    text = prometheus(REPORT)
    assert text.endswith("\n")
    described: dict[str, set[str]] = {}
    seen: set[tuple[str, str]] = set()
    current = ""
    for line in text.splitlines():
        if line.startswith("# "):
            _, kind, name, rest = line.split(" ", 3)
            assert kind not in described.setdefault(name, set()), "HELP and TYPE occur once"
            described[name].add(kind)
            assert kind != "TYPE" or rest == "gauge"
            current = name
            continue
        match = SAMPLE.fullmatch(line)
        assert match, line
        name, labels, value = match.groups()
        assert name == current, "samples follow their HELP and TYPE"
        assert described[name] == {"HELP", "TYPE"}
        assert (name, labels) not in seen, "no two samples have equal labels"
        seen.add((name, labels))
        float(value)


def test_prometheus_has_one_verdict_for_each_finding() -> None:
    lines = [line for line in prometheus(REPORT).splitlines() if line.startswith("backup_verdict{")]
    assert len(lines) == len(FINDINGS) * len(Verdict)
    assert sum(line.endswith(" 1") for line in lines) == len(FINDINGS)
    last = 'backup_last_success_timestamp_seconds{vendor="acme",place="shop/events",branch="main",policy="nightly"}'
    assert f"{last} {int((AT - 9 * HOUR).timestamp())}\n" in prometheus(REPORT)


def test_prometheus_shows_the_worst_of_findings_with_equal_labels() -> None:
    twice = Report(AT, (FINDINGS[2], fine(subject("shop/carts", branch=None))))
    lines = [line for line in prometheus(twice).splitlines() if line.endswith(" 1") and "verdict" in line]
    assert lines == ['backup_verdict{vendor="acme",place="shop/carts",policy="nightly",verdict="missing"} 1']


def test_junit_counts_failures_and_errors() -> None:
    root = ElementTree.fromstring(FORMATS["junit"](REPORT))  # noqa: S314 - our own text
    counts = {name: int(root.attrib[name]) for name in ("tests", "failures", "errors")}
    assert counts == {"tests": 11, "failures": 4, "errors": 2}
    assert len(root.findall("testsuite/testcase")) == counts["tests"]
    assert len(root.findall("testsuite/testcase/failure")) == counts["failures"]
    assert len(root.findall("testsuite/testcase/error")) == counts["errors"]
    assert [suite.attrib["name"] for suite in root] == ["acme", "beta"]


def test_markdown_table_has_as_many_cells_in_each_row() -> None:
    rows = [line for line in FORMATS["markdown"](REPORT).splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}
    assert len(rows) == len(FINDINGS) + 2


def test_exit_status_says_the_worst() -> None:
    def status(*findings: Finding) -> int:
        return Report(AT, findings).exit_status

    late, unknown, extra = FINDINGS[0], FINDINGS[3], FINDINGS[5]
    assert status(fine(subject("a")), fine(subject("b"), Verdict.NEW)) == 0
    assert status(fine(subject("a")), late) == 1
    assert status(fine(subject("a")), extra) == 1
    assert status(late, unknown) == 2
