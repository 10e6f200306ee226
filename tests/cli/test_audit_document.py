"""docs/audit.md says what the command does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pulumi_backups.cli.audit.as_json import as_json
from pulumi_backups.cli.audit.prometheus import METRICS
from pulumi_backups.proof import Verdict

from tests.cli.test_audit_formats import REPORT
from tests.cli.test_audit_requests import DATABASES, POLICIES

TEXT = (Path(__file__).parents[2] / "docs" / "audit.md").read_text("utf-8")


def rows(heading: str) -> list[str]:
    """The first cells of the first table after a heading."""
    table = TEXT.split(heading)[1].split("\n\n|")[1].split("\n\n")[0]
    return [row.split("|")[1] for row in f"|{table}".splitlines()[2:]]


def test_json_of_the_document_has_the_fields_of_the_format() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    documented, real = json.loads(block), json.loads(as_json(REPORT))
    assert documented.keys() == real.keys()
    assert documented["version"] == real["version"]
    assert list(documented["findings"][0]) == list(real["findings"][0])
    problems = [problem for finding in real["findings"] for problem in finding["problems"]]
    assert documented["findings"][0]["problems"][0].keys() == problems[0].keys()


def test_every_verdict_is_documented_the_worst_first() -> None:
    assert [cell.strip(" `") for cell in rows("## Verdicts")] == [*Verdict]


def test_every_metric_is_documented() -> None:
    documented = {name for cell in rows("`--format prometheus`") for name in re.findall(r"`(\w+)`", cell)}
    assert documented == {*(metric.name for metric in METRICS), "backup_verdict", "backup_audit_timestamp_seconds"}


def test_number_of_requests_is_that_of_the_test() -> None:
    policies = DATABASES * len(POLICIES)
    assert f"{policies} policies in {DATABASES} databases take {2 * DATABASES + policies} requests." in TEXT
