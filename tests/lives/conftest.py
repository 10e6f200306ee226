"""The stack on the real engine, to which the model is compared."""

from __future__ import annotations

from tests.engine.conftest import blank, vendors
from tests.engine.conftest import stack as real_stack

__all__ = ["blank", "real_stack", "vendors"]
