"""Which frames of the program Pulumi records with a resource.

Pulumi's SDK sends the whole stack with each resource, down to the frames of Python and Pulumi that start the program.
They are a thousand bytes of the state of each resource, and the engine writes the whole state at each step.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Between the constructor that is called in the block and where the SDK looks at the stack.
FRAMES_OF_THE_SDK = 4


@contextmanager
def frames_of_the_program() -> Iterator[None]:
    """Makes the SDK record the frames of the program only, if the block registers a resource.

    Python gives the SDK no more frames than `sys.tracebacklimit`. If the SDK has more frames of its own than it has
    today, it records fewer of the program, or none.
    """
    before = getattr(sys, "tracebacklimit", None)
    # The frames of this function and of `with` come before the one that has the block.
    sys.tracebacklimit = FRAMES_OF_THE_SDK + _depth(sys._getframe(2))
    try:
        yield
    finally:
        if before is None:
            del sys.tracebacklimit
        else:
            sys.tracebacklimit = before


def _depth(frame: FrameType | None) -> int:
    """The number of frames from this one to that of the module that runs, or to what Pulumi calls."""
    depth = 0
    while frame and str(frame.f_globals.get("__name__")).partition(".")[0] != "pulumi":
        depth += 1
        frame = None if frame.f_code.co_name == "<module>" else frame.f_back
    return depth
