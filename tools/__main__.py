"""`python3 -m tools COMMAND`: what the Makefile calls. `help` lists the commands."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the check is for those who have an older one
    sys.exit(
        f"This needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
        "If a newer one has another name, say which: make up PYTHON=python3.12"
    )

# Only now, because these modules do not compile on an older Python.
from tools.commands import main

sys.exit(main(sys.argv[1:]))
