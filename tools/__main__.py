"""`python3 -m tools COMMAND`, which the Makefile calls. `help` lists the commands."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - for a person whose Python is older
    sys.exit(
        f"This needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}. "
        "If a newer Python has another name, give that name: make up PYTHON=python3.12"
    )

# Imported after the check, because an older Python cannot compile these modules.
from tools.commands import main

sys.exit(main(sys.argv[1:]))
