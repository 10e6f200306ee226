"""One chart as SVG: lines over the number of resources, on logarithmic scales."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

INK, GRID = "#57606a", "#d8dee4"
# Pixels: from the place of 0 to the first step of a scale, and between two numbers beside the ends of lines.
ZERO, APART = 22, 13
# With more ticks than this, those at 2 and 5 are left out.
MOST_TICKS = 9


@dataclass(frozen=True)
class Line:
    """A line through points of N and a value; `dash` as SVG's stroke-dasharray, empty for none."""

    name: str
    colour: str
    points: tuple[tuple[int, float], ...]
    dash: str = ""


@dataclass(frozen=True)
class Box:
    """Where a chart is, in pixels, its labels apart."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Scale:
    """Places values between two pixels by their logarithm. A 0 has a tick of its own before the first one."""

    ticks: tuple[float, ...]
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        if value <= 0:
            return self.start
        above_zero = [tick for tick in self.ticks if tick > 0]
        start = self.start + math.copysign(ZERO, self.end - self.start) if 0 in self.ticks else self.start
        low, high = math.log10(above_zero[0]), math.log10(above_zero[-1])
        return start + (self.end - start) * (math.log10(value) - low) / (high - low)


def ticks(values: Iterable[float]) -> tuple[float, ...]:
    """Round numbers around values, at 1, 2 and 5 or at powers of ten; 0 only where a value is."""
    values = list(values)
    positive = [value for value in values if value > 0] or [1.0]
    powers = range(math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive))) + 2)
    fine = _around(positive, [step * 10.0**power for power in powers for step in (1, 2, 5)])
    found = fine if len(fine) <= MOST_TICKS else _around(positive, [10.0**power for power in powers])
    return (0.0, *found) if min(values, default=1) <= 0 else found


def _around(values: Sequence[float], steps: Sequence[float]) -> tuple[float, ...]:
    """The steps from the last one below all values to the first one above them."""
    low = max(index for index, step in enumerate(steps) if step <= min(values))
    high = max(low + 1, min(index for index, step in enumerate(steps) if step >= max(values)))
    return tuple(steps[low : high + 1])


def chart(title: str, unit: str, lines: Sequence[Line], y_ticks: Sequence[float], box: Box) -> str:
    """The chart; the last value of each line stands beside its end."""
    numbers = sorted({n for line in lines for n, _ in line.points}) or [1]
    x = Scale(ticks(map(float, numbers)), box.left, box.left + box.width)
    y = Scale(tuple(y_ticks), box.top + box.height, box.top)
    parts = [
        text(box.left, box.top - 12, title, size=14, weight=600),
        *_grid(x, y, numbers, box),
        text(box.left + box.width / 2, box.top + box.height + 34, "N, policies", anchor="middle"),
        f'<g transform="rotate(-90 {box.left - 42} {box.top + box.height / 2})">'
        f"{text(box.left - 42, box.top + box.height / 2, unit, anchor='middle')}</g>",
        *(_drawn(line, x, y) for line in lines),
        *_ends(lines, x, y),
    ]
    return "\n".join(parts)


def text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, weight: int = 400, fill: str = INK
) -> str:
    """Words at a place."""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}">{words}</text>'
    )


def stroke(line: Line) -> str:
    """The attributes with which a line is drawn."""
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
    return f'fill="none" stroke="{line.colour}" stroke-width="2"{dash}'


def _grid(x: Scale, y: Scale, numbers: Sequence[int], box: Box) -> Iterable[str]:
    for tick in y.ticks:
        yield f'<path d="M{box.left:.0f} {y(tick):.1f}h{box.width:.0f}" stroke="{GRID}"/>'
        yield text(box.left - 8, y(tick) + 4, f"{tick:g}", anchor="end")
    for n in numbers:
        yield f'<path d="M{x(n):.1f} {box.top:.0f}v{box.height:.0f}" stroke="{GRID}"/>'
        yield text(x(n), box.top + box.height + 17, f"{n}", anchor="middle")


def _drawn(line: Line, x: Scale, y: Scale) -> str:
    path = "L".join(f"{x(n):.1f} {y(value):.1f}" for n, value in line.points)
    dots = (f'<circle cx="{x(n):.1f}" cy="{y(v):.1f}" r="3" fill="{line.colour}"/>' for n, v in line.points)
    return f'<path d="M{path}" {stroke(line)}/>' + "".join(dots) if line.points else ""


def _ends(lines: Sequence[Line], x: Scale, y: Scale) -> Iterable[str]:
    """The last values, beside the last points, moved up where one would stand on another."""
    ends = [(line.points[-1], line.colour) for line in lines if line.points]
    below = math.inf
    for (n, value), colour in sorted(ends, key=lambda end: end[0][1]):
        below = min(y(value) + 4, below - APART)
        yield text(x(n) + 8, below, f"{value:.0f}" if value >= 10 else f"{value:.2g}", fill=colour)
