"""The fixtures of the tests on the real engine."""

from __future__ import annotations

from tests.engine.conftest import blank, stack, vendors

__all__ = ["blank", "stack", "vendors"]
