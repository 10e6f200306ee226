"""The benchmark's picture: `python -m benchmarks.picture FILE.json… OUT.svg` draws it from saved results."""

from __future__ import annotations

import argparse
import io
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator
from matplotlib.typing import RcKeyType

from benchmarks.fleet import Measurement
from benchmarks.project import FIRST_UP, NO_OP_UP, REFRESH
from benchmarks.record import results

TITLE = "What a fleet costs: seconds and requests against the number of policies"
SHOWN = (FIRST_UP, NO_OP_UP, REFRESH)
RED = "#cf222e"
# By program, the lowest latency first.
COLOURS = {
    "null": ("#6e7781",),
    "policies": ("#54aeff", "#0550ae", "#0a3069"),
    "plans": ("#4ac26b", "#116329", "#003d16"),
    "peer": ("#fb8f44", "#bc4c00", "#762c00"),
}
# Points between the centres of two values that stand above each other.
LINE_HEIGHT = 11
STYLE: dict[RcKeyType, Any] = {
    # The same results give the same file.
    "svg.hashsalt": "fleet",
    # Text stays text: the file is small, and a reader can search it.
    "svg.fonttype": "none",
    # A white background also on a dark page.
    "savefig.facecolor": "white",
    # The first one comes with matplotlib, so every machine measures text alike.
    "font.sans-serif": ["DejaVu Sans", "Helvetica", "Arial"],
    "font.size": 10,
    "text.color": "#1f2328",
    "axes.edgecolor": "#d0d7de",
    "axes.labelcolor": "#57606a",
    "axes.titleweight": "bold",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.grid": True,
    "grid.color": "#eaeef2",
    "xtick.color": "#57606a",
    "ytick.color": "#57606a",
    "xtick.minor.bottom": False,
    "ytick.minor.left": False,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.major.pad": 7,
    "ytick.major.pad": 7,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.5,
    "legend.frameon": False,
    # Four columns fit.
    "legend.columnspacing": 1.2,
}


def main() -> None:
    """Draws the picture from results that an earlier run has saved."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.picture", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.json", help="results of python -m benchmarks")
    parser.add_argument("picture", type=Path, metavar="OUT.svg")
    arguments = parser.parse_args()
    arguments.picture.write_text(draw([Measurement(**each) for each in results(arguments.files)]))


def draw(measurements: Sequence[Measurement]) -> str:
    """Returns the picture as SVG: a column for each step, seconds above requests.

    Draws the results of an interrupted run too, if it has at least one result.
    """
    with mpl.rc_context(STYLE):
        # With 72 dots per inch, a pixel is a point.
        figure = Figure(figsize=(10.4, 6.2), dpi=72)
        figure.subplots_adjust(left=0.07, right=0.945, top=0.86, bottom=0.09, wspace=0.24, hspace=0.16)
        axes = figure.subplots(2, len(SHOWN), sharex=True, sharey="row", squeeze=False)
        for step, seconds, requests in zip(SHOWN, *axes, strict=True):
            of_step = sorted((each for each in measurements if each.step == step.name), key=lambda each: each.n)
            seconds.set_title(step.name, loc="left", pad=10)
            _draw_seconds(seconds, of_step)
            _draw_requests(requests, of_step)
        _scale(axes[0], axes[1], sorted({each.n for each in measurements}))
        for chart in axes.flat:
            _label_ends(chart)
        _add_legend(figure, axes.flat)
        figure.align_ylabels()
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Title": TITLE, "Date": None, "Creator": None})
    return file.getvalue()


def _draw_seconds(axes: Axes, measurements: Sequence[Measurement]) -> None:
    """Null resources, and all others at each latency."""
    for of_stack, colour in _stacks(measurements):
        _plot(axes, of_stack, _wall, of_stack[0].stack, colour)


def _draw_requests(axes: Axes, measurements: Sequence[Measurement]) -> None:
    """Policies and a peer at the highest latency. Neither the latency nor a plan changes the number of requests."""
    # A peer sends one request per policy: the dashed line is above its line.
    for program in ("peer", "policies"):
        of_program = [each for each in measurements if each.program == program]
        for of_stack, colour in list(_stacks(of_program))[-1:]:
            if program == "policies":
                _plot(axes, of_stack, lambda each: each.n, "one request per policy", RED, dashed=True)
            _plot(axes, of_stack, _requests, of_stack[0].stack, colour)


def _plot(
    axes: Axes,
    measurements: Sequence[Measurement],
    value: Callable[[Measurement], float],
    name: str,
    colour: str,
    *,
    dashed: bool = False,
) -> None:
    # Without clipping and above the axis, a line at 0 is a whole line.
    axes.plot(
        [each.n for each in measurements],
        [value(each) for each in measurements],
        linestyle="--" if dashed else "-",
        marker="o",
        color=colour,
        label=name,
        clip_on=False,
        zorder=3,
    )


def _scale(seconds: Sequence[Axes], requests: Sequence[Axes], numbers: Sequence[int]) -> None:
    """Sets logarithmic scales. The charts of a row share one. The scale of requests starts at 0."""
    seconds[0].set(xscale="log", yscale="log", ylabel="seconds")
    seconds[0].yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    requests[0].set_yscale("symlog", linthresh=1, linscale=0.5)
    requests[0].set(ylim=(0, None), ylabel="requests")
    for axes in (seconds[0], requests[0]):
        axes.yaxis.set_major_formatter("{x:g}")
    for axes in requests:
        axes.set(xlabel="policies", xticks=numbers, xticklabels=numbers)


def _label_ends(axes: Axes) -> None:
    """Writes the last value beside the end of each line, in its colour, and moves it up if two would overlap."""
    lines = [(np.asarray(line.get_xydata()), line.get_color()) for line in axes.get_lines()]
    ends = [(*points[-1], colour) for points, colour in lines if len(points)]
    lowest = -math.inf
    for n, value, colour in sorted(ends, key=lambda end: end[1]):
        height = axes.transData.transform((n, value))[1]
        lowest = max(height, lowest + LINE_HEIGHT)
        axes.annotate(
            f"{value:.2g}" if 0 < value < 10 else f"{value:.0f}",
            (n, value),
            xytext=(7, lowest - height),
            textcoords="offset points",
            verticalalignment="center",
            color=colour,
        )


def _add_legend(figure: Figure, charts: Iterable[Axes]) -> None:
    """Explains each line once, above the charts: those without a server, then the policies, the plans and the peer."""
    lines = {str(line.get_label()): line for axes in charts for line in axes.get_lines()}
    names = sorted(lines, key=lambda name: name.startswith(("policies", "plans", "peer")))
    # A column for each program, if there are two latencies.
    columns = math.ceil(len(names) / 2) or 1
    handles = [lines[name] for name in names]
    figure.legend(handles, names, loc="upper left", bbox_to_anchor=(0.03, 1), ncols=columns)


def _stacks(measurements: Sequence[Measurement]) -> Iterator[tuple[list[Measurement], str]]:
    """The measurements of each stack that has any, with the colour of its line."""
    for program, colours in COLOURS.items():
        of_program = [each for each in measurements if each.program == program]
        for index, latency in enumerate(sorted({each.latency_ms or 0 for each in of_program})):
            of_stack = [each for each in of_program if (each.latency_ms or 0) == latency]
            yield of_stack, colours[min(index, len(colours) - 1)]


def _wall(measurement: Measurement) -> float:
    return measurement.wall


def _requests(measurement: Measurement) -> int:
    return sum(measurement.requests.values())


if __name__ == "__main__":
    main()
