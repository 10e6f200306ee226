"""The table of a fleet: seconds, ratios and requests, and that docs/benchmarks.md shows what a run prints."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fleet import Measurement
from benchmarks.project import DESTROY, FIRST_UP, LIFECYCLE, Step
from benchmarks.table import table

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
# What `make bench` measures by default.
NUMBERS = (10, 100, 1000)
STACKS = [("null", None), *((program, latency) for program in ("policies", "plans") for latency in (0, 100))]


def measurement(
    program: str,
    wall: float,
    requests: dict[str, int] | None = None,
    step: Step = FIRST_UP,
    n: int = 4,
    latency: int = 0,
) -> Measurement:
    return Measurement(program, n, None if program == "null" else latency, step.name, wall, 1, 1, 1, requests or {})


def rows(printed: str) -> list[list[str]]:
    """The cells of a table in Markdown, without the line below its header."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in printed.splitlines()]
    return [lines[0], *lines[2:]]


def test_cells_have_seconds_and_their_ratio_to_null_resources() -> None:
    first_up = {"list_backup_policies": 2, "create_backup_policy": 4}
    measured = [
        measurement("null", 120.4),
        measurement("policies", 150.5, first_up),
        measurement("plans", 30.1, first_up),
    ]
    assert rows(table(measured)) == [
        ["N", "seconds", "null resources", "policies, server latency 0 ms", "plans, server latency 0 ms", "requests"],
        ["4", "first up", "120", "150 (×1.25)", "30.1 (×0.25)", "4 creates, 2 lists"],  # noqa: RUF001
    ]


def test_requests_name_the_programs_if_they_differ() -> None:
    sent = {"policies": {}, "plans": {}, "peer": {"get_backup_policy": 2}}
    measured = [measurement("null", 1)]
    measured += [measurement(program, 1, sent[program], latency=latency) for program in sent for latency in (0, 100)]
    *_, (*_, requests) = rows(table(measured))
    assert requests == "policies, plans: none; peer: 2 gets"


def test_requests_name_the_stack_if_latencies_differ() -> None:
    measured = [
        measurement("policies", 1, {"delete_backup_policy": 1}),
        measurement("policies", 1, {"delete_backup_policy": 2}, latency=100),
    ]
    *_, (*_, requests) = rows(table(measured))
    assert requests == "policies, server latency 0 ms: 1 delete; policies, server latency 100 ms: 2 deletes"


def test_cells_that_an_interrupted_run_did_not_measure_are_empty() -> None:
    measured = [measurement("null", 1), measurement("plans", 2), measurement("null", 3, step=DESTROY)]
    assert rows(table(measured))[1:] == [
        ["4", "first up", "1.0", "2.0 (×2.00)", "none"],  # noqa: RUF001
        ["4", "destroy", "3.0", "", ""],
    ]


def test_page_has_the_rows_and_columns_that_a_run_prints() -> None:
    whole = [
        measurement(program, 1, step=step, n=n, latency=latency or 0)
        for n in NUMBERS
        for step in LIFECYCLE
        for program, latency in STACKS
    ]
    header, *expected = rows(table(whole))
    text = PAGE.read_text()
    assert " | ".join(header) in text, "the page has no such table"
    printed = text[text.index("| " + " | ".join(header)) :].partition("\n\n")[0]
    assert [row[:2] for row in rows(printed)[1:]] == [row[:2] for row in expected]
