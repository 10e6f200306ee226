"""Wall and requests against the number of resources, as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from benchmarks.fleet import Measured

WIDTH, HEIGHT, LEFT, TOP, GAP = 420, 260, 60, 50, 90
COLOURS = {"ours": "#1f6feb", "null": "#8b949e", "one request a resource": "#d1242f"}
STEPS = ("first up", "refresh")


def draw(results: Sequence[Measured]) -> str:
    """Two charts a step: seconds, and requests beside the line of one request a resource."""
    shown = [result for result in results if result.latency_ms in (None, max(each.latency_ms or 0 for each in results))]
    charts = []
    for row, step in enumerate(STEPS):
        of_step = [result for result in shown if result.step == step]
        wall = {name: _points(of_step, name, lambda result: result.wall) for name in ("ours", "null")}
        requests = {"ours": _points(of_step, "ours", lambda result: sum(result.requests.values()))}
        requests["one request a resource"] = [(n, float(n)) for n, _ in requests["ours"]]
        charts.append(_chart(f"{step}: seconds", wall, 0, row))
        charts.append(_chart(f"{step}: requests", requests, 1, row))
    width, height = LEFT + 2 * (WIDTH + GAP), TOP + len(STEPS) * (HEIGHT + GAP)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    return "\n".join((head, '<rect width="100%" height="100%" fill="white"/>', *charts, "</svg>\n"))


def _points(results: Iterable[Measured], program: str, value: Callable[[Measured], float]) -> list[tuple[int, float]]:
    return sorted((result.n, value(result)) for result in results if result.program == program)


def _chart(title: str, lines: dict[str, list[tuple[int, float]]], column: int, row: int) -> str:
    left, top = LEFT + column * (WIDTH + GAP), TOP + row * (HEIGHT + GAP)
    points = [point for line in lines.values() for point in line]
    x, x_ticks = _scale([n for n, _ in points], left, left + WIDTH)
    y, y_ticks = _scale([value for _, value in points], top + HEIGHT, top)
    parts = [f'<text x="{left}" y="{top - 18}" font-size="15">{title}</text>']
    for tick in x_ticks:
        parts.append(
            f'<text x="{x(tick):.0f}" y="{top + HEIGHT + 18}" font-size="11" text-anchor="middle">{tick:g}</text>'
        )
    for tick in y_ticks:
        parts.append(f'<path d="M{left} {y(tick):.1f}h{WIDTH}" stroke="#eaeef2"/>')
        parts.append(f'<text x="{left - 8}" y="{y(tick) + 4:.0f}" font-size="11" text-anchor="end">{tick:g}</text>')
    for number, (name, line) in enumerate(lines.items()):
        path = "M" + "L".join(f"{x(n):.1f} {y(value):.1f}" for n, value in line)
        parts.append(f'<path d="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(n):.1f}" cy="{y(v):.1f}" r="3" fill="{COLOURS[name]}"/>' for n, v in line]
        parts.append(
            f'<text x="{left + 12}" y="{top + 18 + 18 * number}" font-size="12" fill="{COLOURS[name]}">{name}</text>'
        )
    return "\n".join(parts)


def _scale(values: Sequence[float], start: float, end: float) -> tuple[Callable[[float], float], list[float]]:
    """A logarithmic scale from a power of ten to a power of ten; nothing lies below a tenth."""
    low = math.floor(math.log10(max(0.1, min(values, default=1))))
    high = max(low + 1, math.ceil(math.log10(max(0.1, *values, 1))))

    def place(value: float) -> float:
        return start + (end - start) * (math.log10(max(value, 10.0**low)) - low) / (high - low)

    return place, [10.0**power for power in range(low, high + 1)]
