"""The picture of a fleet: what is on it, and that the same results always draw it alike."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from benchmarks.fleet import Measurement
from benchmarks.picture import LINE_HEIGHT, draw
from benchmarks.project import FIRST_UP, LIFECYCLE, REFRESH

SVG = "{http://www.w3.org/2000/svg}"


def measurement(program: str, n: int, latency_ms: int | None, step: str, wall: float = 2.5) -> Measurement:
    requests = {"list_backup_policies": 4} if program != "null" and step == REFRESH.name else {}
    if program == "peer":
        requests = {"get_backup_policy": n}
    return Measurement(program, n, latency_ms, step, wall, 2.0, 0.5, 50.0, requests)


PROGRAMS = ("policies", "plans", "peer")
# The first one has no server.
STACKS = [("null", None), *((program, latency) for program in PROGRAMS for latency in (0, 100))]
WHOLE = [
    measurement(program, n, latency, step.name) for step in LIFECYCLE for n in (10, 100) for program, latency in STACKS
]


def texts(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314 - our own


def words(svg: str) -> list[str]:
    return [element.text or "" for element in texts(svg)]


def test_every_line_is_in_the_legend_once() -> None:
    found = words(draw(WHOLE))
    latencies = [f"{program}, server latency {ms} ms" for program in PROGRAMS for ms in (0, 100)]
    for name in ("null resources", "one request per policy", *latencies):
        assert found.count(name) == 1


def test_requests_start_at_zero_and_every_measured_number_of_policies_has_a_tick() -> None:
    found = words(draw(WHOLE))
    assert not [word for word in found if word.startswith(("-", "\N{MINUS SIGN}"))]
    # The charts of a row share one axis. Our line ends at 0 in two of them.
    assert found.count("0") == 1 + 2
    assert found.count("10") >= 3
    assert found.count("100") >= 3


@pytest.mark.parametrize("count", [1, 2, 4, 13])
def test_results_of_an_interrupted_run_are_drawn(count: int) -> None:
    assert {"first up", "up without changes", "refresh", "seconds", "requests"} <= set(words(draw(WHOLE[:count])))


def test_same_results_give_the_same_file() -> None:
    first = draw(WHOLE)
    assert draw(WHOLE) == first
    assert not re.search(r"\d{4}-\d\d-\d\d", first), "a date"


def test_values_at_the_ends_of_lines_do_not_overlap() -> None:
    points = [(10, program, latency, 1.0) for program, latency in STACKS]
    points += [(100, program, latency, 7.0 + index / 200) for index, (program, latency) in enumerate(STACKS)]
    svg = draw([measurement(program, n, latency, FIRST_UP.name, wall) for n, program, latency, wall in points])
    heights = [float(element.attrib["y"]) for element in texts(svg) if element.text == "7"]
    assert len(heights) == len(STACKS)
    assert all(upper - lower >= LINE_HEIGHT - 0.01 for lower, upper in pairwise(sorted(heights)))
