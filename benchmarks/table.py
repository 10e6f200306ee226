"""The table of docs/benchmarks.md: `python -m benchmarks.table FILE.json…` prints it from saved results."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.fleet import NULL, Measurement
from benchmarks.record import results

# From this number of seconds on, the table shows no tenths.
WHOLE_SECONDS = 100


def main() -> None:
    """Prints the table from results that an earlier run has saved."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.json", help="results of python -m benchmarks")
    print(table([Measurement(**each) for each in results(parser.parse_args().files)]))


def table(measurements: Sequence[Measurement]) -> str:
    """Returns the table as Markdown: a row for each N and step, a column for each stack.

    A cell has the seconds, and how many times as long as null resources that is. What was not measured is empty.
    """
    rows: dict[tuple[int, str], dict[str, Measurement]] = {}
    for each in measurements:
        rows.setdefault((each.n, each.step), {})[each.stack] = each
    stacks = list(dict.fromkeys(each.stack for each in measurements))
    lines = [["N", "seconds", *stacks, "requests"]]
    for (n, step), row in rows.items():
        lines.append([f"{n}", step, *(_seconds(row, stack) for stack in stacks), _requests(row)])
    header, *body = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join([header, "|---" * len(lines[0]) + "|", *body])


def _seconds(row: Mapping[str, Measurement], stack: str) -> str:
    if stack not in row:
        return ""
    wall = row[stack].wall
    seconds = f"{wall:.0f}" if wall >= WHOLE_SECONDS else f"{wall:.1f}"
    if stack == NULL or NULL not in row:
        return seconds
    return f"{seconds} (×{wall / row[NULL].wall:.2f})"  # noqa: RUF001 - the sign of a ratio


def _requests(row: Mapping[str, Measurement]) -> str:
    """The requests of the stacks with a server. Names the programs if their requests differ.

    Names the stacks if the requests of one program differ.
    """
    served = [each for name, each in row.items() if name != NULL]
    texts = {(each.program, _text(each.requests)) for each in served}
    one_each = len(texts) == len({each.program for each in served})
    names: dict[str, dict[str, None]] = {}
    for each in served:
        names.setdefault(_text(each.requests), {})[each.program if one_each else each.stack] = None
    if len(names) > 1:
        return "; ".join(f"{', '.join(same)}: {text}" for text, same in names.items())
    return next(iter(names), "")


def _text(requests: Mapping[str, int]) -> str:
    counted = ((operation.partition("_")[0], count) for operation, count in sorted(requests.items()))
    return ", ".join(f"{count} {verb}{'s' if count > 1 else ''}" for verb, count in counted) or "none"


if __name__ == "__main__":
    main()
