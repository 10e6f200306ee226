"""`python -m tests.newvendor`: what `make generate` does, with the fixture among the vendors."""

from __future__ import annotations

import sys

from tests.newvendor.activation import activate

if __name__ == "__main__":
    activate()
    from tools.generate.__main__ import main

    sys.exit(main(sys.argv[1:]))
