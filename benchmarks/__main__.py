"""Measures what a fleet costs: `python -m benchmarks` prints tables, and writes JSON and a picture.

For each N, it runs the lifecycle of a stack with N null resources. For each server latency, it also runs one of N
policies, and one of the same policies as plans. The server is a local emulator. A step that changes nothing runs three
times, and the tables show the medians. The default takes about an hour on two cores, nearly all of it for N = 1000.

If PEER_TOFU is the path of OpenTofu's or Terraform's CLI, and PEER_PROVIDER that of the vendor's provider, the same
policies are measured there too, as "peer".

The first table grows with each result. The second one, at the end, is that of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.fleet import Measurement, measure_lifecycles
from benchmarks.peer import binaries
from benchmarks.picture import draw
from benchmarks.record import Record
from benchmarks.table import table


def main() -> None:
    """Measures all fleets that the arguments ask for."""
    arguments = _arguments()
    file, picture = arguments.out / "fleet.json", arguments.out / "fleet.svg"
    peer = binaries(os.environ)
    measurements: list[Measurement] = []
    with Record(file, **({"peer": peer.version()} if peer else {})) as record:
        print(record.title())
        print(f"{'':8}{'N':>5}{'ms':>4} {'step':23}{'wall s':>8}{'CPU s':>8}{'provider':>17}{'state B':>9}  requests")
        for n in arguments.n:
            for each in measure_lifecycles(n, arguments.latency, peer=peer):
                measurements.append(each)
                record.add(each)
                print(_line(each), flush=True)
    print(f"\n{table(measurements)}\n")
    picture.write_text(draw(measurements))
    print(f"Written: {file}, {picture}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-n", type=int, nargs="+", default=[10, 100, 1000], help="numbers of resources")
    parser.add_argument(
        "--latency", type=int, nargs="+", default=[0, 100], help="latencies of the server in milliseconds"
    )
    parser.add_argument("--out", type=Path, default=Path(".local/bench"), help="folder for the JSON and the picture")
    return parser.parse_args()


def _line(measurement: Measurement) -> str:
    requests = ", ".join(f"{count} {kind}" for kind, count in sorted(measurement.requests.items())) or "none"
    size = "" if measurement.state_bytes_per_policy is None else f"{measurement.state_bytes_per_policy:.0f}"
    latency = "" if measurement.latency_ms is None else str(measurement.latency_ms)
    return (
        f"{measurement.program:8}{measurement.n:5}{latency:>4} {measurement.step:23}{measurement.wall:8.1f}"
        f"{measurement.cpu:8.1f}{measurement.provider_cpu:6.1f} s{measurement.provider_mb:6.0f} MB{size:>9}  {requests}"
    )


if __name__ == "__main__":
    main()
