"""Prints the results of 100 creates through the real engine if every tenth request meets a fault.

    python -m tests.faults.figures

The figures are those of docs/comparison.md. The seeds are the same each time. The engine's threads decide which
requests meet a fault, so their number may differ a little.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.engine.programs import policy
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.trouble import let_loose

POLICIES = 100
DATABASES = ("storefront", "billing", "analytics", "sessions")
ROWS = (
    ("refused with 429 or 500", ("429", "500"), 0.05),
    ("answer lost after the server committed", ("cut after the commit",), 0.1),
)


def main() -> int:
    """Prints the table. Returns 1 if a figure is not 0."""
    print(f"Of {POLICIES} policies, a tenth of all requests:\n")
    print(
        "| what goes wrong | requests that met it | failed creations | duplicates | changes at a second up | seconds |"
    )
    print("|---|---|---|---|---|---|")
    failures = 0
    for title, names, share in ROWS:
        with tempfile.TemporaryDirectory() as folder:
            figures, struck, seconds = measure(Path(folder) / "stack", names, share)
        failures += sum(figures)
        print(f"| {title} | {struck} | {' | '.join(map(str, figures))} | {seconds:.0f} |", flush=True)
    return 1 if failures else 0


def measure(folder: Path, names: tuple[str, ...], share: float) -> tuple[tuple[int, int, int], int, float]:
    """Returns failed creates, duplicates and later changes; requests that met a fault; seconds of the first up."""
    vendors = Vendors()
    try:
        stack = Stack.create(folder)
        stack.connect(vendors.url)
        stack.declare(*(policy(f"policy-{i:03}", database=DATABASES[i % len(DATABASES)]) for i in range(POLICIES)))
        let_loose(vendors, names, 1, share)
        start = time.monotonic()
        ran = stack.up("--continue-on-error")
        seconds = time.monotonic() - start
        failed = len(ran.errors)
        again = stack.up("--refresh")
        made = vendors.policies()
        duplicates = len(made) - len({(each["database"], each["name"]) for each in made})
        return (failed, duplicates, len(again.ops)), vendors.struck(), seconds
    finally:
        vendors.close()


if __name__ == "__main__":
    sys.exit(main())
