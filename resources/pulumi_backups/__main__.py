"""`pulumi-backups`, or `python -m pulumi_backups`: the command line, if the packages that it needs are installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def main() -> None:
    """Runs the command that the arguments name, and exits."""
    missing = [name for name in ("click", "rich") if find_spec(name) is None]
    if missing:
        sys.exit(f"The command line needs {' and '.join(missing)}: pip install 'pulumi-backups[cli]'")
    from pulumi_backups.cli.commands import pulumi_backups

    pulumi_backups(prog_name="pulumi-backups")


if __name__ == "__main__":
    main()
