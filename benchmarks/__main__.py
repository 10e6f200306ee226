"""What a fleet costs: `python -m benchmarks` prints a table, and writes JSON and a picture.

Null stacks and ours, step by step in turn, against a local emulator, for each number of resources and each latency of
its answers. Steps that change nothing are taken three times, and the medians are shown. At N = 1000 a life takes six
minutes and more, and there are three of them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.fleet import Measured, lives
from benchmarks.picture import draw
from benchmarks.record import Record


def main() -> None:
    """Runs what the arguments say."""
    arguments = _arguments()
    file, picture = arguments.out / "fleet.json", arguments.out / "fleet.svg"
    measured: list[Measured] = []
    with Record(file) as record:
        print(record.title())
        print(f"{'':6}{'N':>5}{'ms':>4} {'step':14}{'wall s':>8}{'CPU s':>8}{'provider':>17}{'state B':>9}  requests")
        for n in arguments.n:
            for each in lives(n, arguments.latency):
                measured.append(each)
                record.add(each)
                print(_line(each), flush=True)
    picture.write_text(draw(measured))
    print(f"Written: {file}, {picture}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-n", type=int, nargs="+", default=[10, 100, 1000], help="numbers of resources")
    parser.add_argument("--latency", type=int, nargs="+", default=[0, 50], help="milliseconds of the server's answer")
    parser.add_argument("--out", type=Path, default=Path(".local/bench"), help="folder for the JSON and the picture")
    return parser.parse_args()


def _line(measured: Measured) -> str:
    requests = ", ".join(f"{count} {kind}" for kind, count in sorted(measured.requests.items())) or "none"
    size = "" if measured.state_bytes_a_resource is None else f"{measured.state_bytes_a_resource:.0f}"
    latency = "" if measured.latency_ms is None else str(measured.latency_ms)
    return (
        f"{measured.program:6}{measured.n:5}{latency:>4} {measured.step:14}{measured.wall:8.1f}"
        f"{measured.cpu:8.1f}{measured.provider_cpu:6.1f} s{measured.provider_mb:6.0f} MB{size:>9}  {requests}"
    )


if __name__ == "__main__":
    main()
