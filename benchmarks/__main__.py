"""What a fleet costs: `python -m benchmarks` prints a table, and writes JSON and a picture.

Ours and null stacks in turn, against a local emulator, for each number of resources and each latency of the server.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path

from benchmarks.picture import draw
from benchmarks.runs import Measured, emulator, life


def main() -> None:
    """Runs what the arguments say."""
    arguments = _arguments()
    results: list[Measured] = []
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'':6}{'N':>5} {'ms':>3} {'step':14}{'wall s':>8}{'CPU s':>8}{'provider':>9}{'state B':>9}  requests")
    with emulator(arguments.port) as server:
        for latency in arguments.latency:
            for n in arguments.n:
                for program in ("null", "ours"):
                    for measured in life(program, n, latency, server):
                        results.append(measured)
                        print(_line(measured), flush=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "bench.json").write_text(json.dumps([asdict(result) for result in results], indent=1) + "\n")
    (arguments.out / "bench.svg").write_text(draw(results))
    print(f"Written: {arguments.out}/bench.json, {arguments.out}/bench.svg")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("-n", type=int, nargs="+", default=[10, 100, 1000], help="numbers of resources")
    parser.add_argument("--latency", type=int, nargs="+", default=[0, 50], help="milliseconds of the server's answer")
    parser.add_argument("--port", type=int, default=8799, help="for the emulator")
    parser.add_argument("--out", type=Path, default=Path(".local/bench"), help="folder for the JSON and the picture")
    return parser.parse_args()


def _line(measured: Measured) -> str:
    requests = ", ".join(f"{count} {kind}" for kind, count in sorted(measured.requests.items())) or "none"
    size = "" if measured.state_bytes_a_resource is None else f"{measured.state_bytes_a_resource:.0f}"
    return (
        f"{measured.program:6}{measured.n:5} {measured.latency_ms:3} {measured.step:14}{measured.wall:8.1f}"
        f"{measured.cpu:8.1f}{measured.provider_mb:6.0f} MB{size:>9}  {requests}"
    )


if __name__ == "__main__":
    main()
