"""The picture of a fleet: where things are on it, and that it can always be drawn."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from benchmarks.chart import APART, Box, Line, Scale, chart, ticks
from benchmarks.fleet import Measured
from benchmarks.picture import draw
from benchmarks.project import LIFE

SVG = "{http://www.w3.org/2000/svg}"


def measured(program: str, n: int, latency_ms: int | None, step: str) -> Measured:
    requests = {"list_backup_policies": 4} if program == "ours" and step == "refresh" else {}
    return Measured(program, n, latency_ms, step, 2.5, 2.0, 0.5, 50.0, requests)


WHOLE = [
    measured(program, n, latency, step.name)
    for step in LIFE
    for n in (10, 100)
    for program, latency in (("null", None), ("ours", 0), ("ours", 50))
]


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_every_line_is_in_the_legend_once() -> None:
    found = words(draw(WHOLE))
    for name in ("as many null resources", "ours, 0 ms an answer", "ours, 50 ms an answer", "one request a resource"):
        assert found.count(name) == 1


@pytest.mark.parametrize("count", range(len(WHOLE)))
def test_an_interrupted_run_can_be_drawn(count: int) -> None:
    assert "refresh: requests" in words(draw(WHOLE[:count]))


def test_no_request_has_a_place_below_one_request() -> None:
    scale = Scale(ticks([0, 1, 1000]), 200, 0)
    assert [tick for tick in scale.ticks if tick < 2] == [0, 1]
    assert scale(0) == 200
    assert scale(0) > scale(1) > scale(10) > scale(1000) == 0


def test_ticks_are_round_and_enclose_the_values() -> None:
    assert ticks([1.8, 7]) == (1, 2, 5, 10)
    assert ticks([1.8, 3000]) == (1, 10, 100, 1000, 10000)


def test_numbers_at_the_ends_of_lines_do_not_stand_on_each_other() -> None:
    lines = [Line(f"line {number}", "black", ((10, 1.0), (100, 7.0 + number / 100))) for number in range(3)]
    svg = chart("title", "seconds", lines, (1, 10), Box(0, 0, 100, 100))
    drawn = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')  # noqa: S314 - our own
    heights = [float(each.attrib["y"]) for each in drawn.iter(f"{SVG}text") if each.text == "7"]
    assert len(heights) == 3
    assert all(lower - upper >= APART for lower, upper in pairwise(heights))
