"""Wall and requests against the number of policies, as SVG: `python -m benchmarks.picture FILE.json… OUT.svg`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.chart import Box, Line, chart, stroke, text, ticks
from benchmarks.fleet import Measured
from benchmarks.project import FIRST_UP, NO_OP_UP, REFRESH
from benchmarks.record import results

SHOWN = ((FIRST_UP.name, "first up"), (NO_OP_UP.name, "up without changes"), (REFRESH.name, "refresh"))
# Pixels. The gaps hold the labels of the axes, and the numbers beside the ends of lines.
WIDTH, HEIGHT, LEFT, TOP, GAP, BELOW = 230, 190, 70, 96, 110, 84
GREY, RED = "#6e7781", "#cf222e"
# Ours, the fastest server first.
BLUES = ("#54aeff", "#0550ae", "#0a3069")
DASH = "5 4"


def main() -> None:
    """Draws the picture anew from results that were written before."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.picture", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.json", help="results of python -m benchmarks")
    parser.add_argument("picture", type=Path, metavar="OUT.svg")
    arguments = parser.parse_args()
    arguments.picture.write_text(draw([Measured(**each) for each in results(arguments.files)]))


def draw(measured: Sequence[Measured]) -> str:
    """Two charts a step, seconds above requests; charts of a row have one scale."""
    seconds = [_seconds(_of(measured, step)) for step, _ in SHOWN]
    requests = [_requests(_of(measured, step)) for step, _ in SHOWN]
    legend = {line.name: line for lines in (*seconds, *requests) for line in lines}
    width, height = LEFT + len(SHOWN) * (WIDTH + GAP) - GAP + 60, TOP + 2 * (HEIGHT + BELOW) - 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif">',
        "<title>What a fleet costs: seconds and requests against the number of policies</title>",
        # Its own ground, so that it can be read on a dark page too.
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="#ffffff" stroke="#d0d7de"/>',
        *_legend(list(legend.values())),
        *_row(0, "seconds", seconds),
        *_row(1, "requests", requests),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _of(measured: Iterable[Measured], step: str) -> list[Measured]:
    return sorted((each for each in measured if each.step == step), key=lambda each: each.n)


def _seconds(measured: Sequence[Measured]) -> list[Line]:
    """Null, and ours for each latency."""
    null = [each for each in measured if each.program == "null"]
    lines = [Line("as many null resources", GREY, _points(null, lambda each: each.wall))]
    return lines + [_ours(measured, latency, lambda each: each.wall) for latency in _latencies(measured)]


def _requests(measured: Sequence[Measured]) -> list[Line]:
    """One for each resource, and ours, which are as many whatever the latency."""
    lines = [
        _ours(measured, latency, lambda each: sum(each.requests.values())) for latency in _latencies(measured)[-1:]
    ]
    return [Line("one request a resource", RED, tuple((n, n) for n, _ in line.points), DASH) for line in lines] + lines


def _ours(measured: Sequence[Measured], latency: int, value: Callable[[Measured], float]) -> Line:
    blue = BLUES[min(_latencies(measured).index(latency), len(BLUES) - 1)]
    ours = (each for each in measured if each.latency_ms == latency)
    return Line(f"ours, {latency} ms an answer", blue, _points(ours, value))


def _latencies(measured: Sequence[Measured]) -> list[int]:
    return sorted({each.latency_ms for each in measured if each.latency_ms is not None})


def _points(measured: Iterable[Measured], value: Callable[[Measured], float]) -> tuple[tuple[int, float], ...]:
    return tuple((each.n, value(each)) for each in measured)


def _row(row: int, unit: str, charts: Sequence[Sequence[Line]]) -> Iterable[str]:
    y_ticks = ticks(value for lines in charts for line in lines for _, value in line.points)
    for column, ((_, title), lines) in enumerate(zip(SHOWN, charts, strict=True)):
        box = Box(LEFT + column * (WIDTH + GAP), TOP + row * (HEIGHT + BELOW), WIDTH, HEIGHT)
        yield chart(f"{title}: {unit}", unit, lines, y_ticks, box)


def _legend(lines: Sequence[Line]) -> Iterable[str]:
    """What the lines are, in one row above the charts."""
    left = LEFT
    for line in lines:
        yield f'<path d="M{left} 38h28" {stroke(line)}/>'
        yield text(left + 36, 42, line.name, size=13)
        left += 58 + 7 * len(line.name)


if __name__ == "__main__":
    main()
