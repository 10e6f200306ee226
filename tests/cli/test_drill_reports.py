"""The reports of a drill, in every format: recorded, with names that each format has to escape."""

from __future__ import annotations

import json
import re
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pulumi_backups.cli.drill.as_json import append_to, as_json
from pulumi_backups.cli.drill.facts import backup_in_words, summary
from pulumi_backups.cli.drill.reports import FORMATS
from pulumi_backups.drills import Backup, Outcome, Report

REPORTS = Path(__file__).with_name("reports")
DOCUMENT = (Path(__file__).parents[2] / "docs" / "restore-drills.md").read_text("utf-8")
AT = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


def report(outcome: Outcome = Outcome.PASSED) -> Report:
    made = Report(
        "planetscale",
        "PlanetScale",
        "acme/billing",
        "acme/billing/main",
        AT,
        "ada@ci",
        {"pulumi-backups": "0.1.0", "Python": "3.12.8"},
        ended_at=AT + timedelta(minutes=5),
        tried=True,
        backup=Backup("b1", "2026.01.30 | <nightly>", AT - timedelta(hours=12), 454_000_000),
        copy="drill-20260131-1f0c9a7be2d4",
        copy_settings="size PS_10",
        restored_in=timedelta(seconds=252),
        output="1 | <b>\x1b[31m&\n```\n",
    )
    made.add("restore", Outcome.PASSED, "The copy was ready after 4 min 12 s.")
    made.add("verification", outcome, "The command ended with exit status 1: test `a` <b>")
    made.add("deletion", Outcome.PASSED, f"The copy {made.copy} is deleted.")
    return made


@pytest.mark.parametrize("suffix", [*FORMATS])
def test_report_looks_as_recorded(suffix: str) -> None:
    assert FORMATS[suffix](report(Outcome.FAILED)) == (REPORTS / f"drill{suffix}").read_text("utf-8")


@pytest.mark.parametrize("outcome", [*Outcome])
def test_a_test_case_is_what_its_check_is(outcome: Outcome) -> None:
    root = ElementTree.fromstring(FORMATS[".xml"](report(outcome)))  # noqa: S314
    found = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    tags = {Outcome.PASSED: [], Outcome.FAILED: ["failure"], Outcome.NOT_RUN: ["error"]}
    assert found == {"restore": [], "verification": tags[outcome], "deletion": []}


def test_a_report_of_a_drill_that_found_nothing() -> None:
    made = Report("planetscale", "PlanetScale", "acme/billing", "acme/billing/main", AT, "ada@ci", {})
    made.add("backup", Outcome.NOT_RUN, "No access.")
    assert summary(made) == "Not tried. No access."
    assert all("No access." in write(made) for write in FORMATS.values())


def test_a_history_has_a_line_for_each_drill(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    append_to(file, report())
    append_to(file, report(Outcome.FAILED))
    first, second = map(json.loads, file.read_text("utf-8").splitlines())
    assert (first["result"], second["result"]) == ("proven", "not proven")
    # What a command wrote is in the report alone.
    assert first.keys() == json.loads(as_json(report())).keys() - {"output"}


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    append_to(file, report())
    whole = file.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 100, before[1]))
    try:
        with pytest.raises(OSError, match="No space left"):
            append_to(file, report())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (999_600_000, "1000 MB"), (1_234_000_000_000, "1230 GB")],
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert backup_in_words(Backup("b1", "nightly", AT, size)) == f"nightly (id b1), {words}"


def test_json_of_the_document_has_the_fields_of_the_format() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    documented, real = json.loads(block), json.loads(as_json(report()))
    assert list(documented) == list(real)
    for name in ("backup", "copy"):
        assert list(documented[name]) == list(real[name])
    assert documented["checks"][0].keys() == real["checks"][0].keys()


def test_every_result_is_documented() -> None:
    assert re.findall(r"^\| (\d) \| ([a-z ]+) \|", DOCUMENT, re.MULTILINE) == [
        ("0", "proven"),
        ("1", "not proven"),
        ("2", "not tried"),
    ]
