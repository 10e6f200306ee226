"""An emulator in the process of the tests, which is created once for all of them."""

from __future__ import annotations

from functools import cache

from flask import Flask
from pulumi_backups.emulator import create_app
from pulumi_backups.emulator.emulator import Emulator


def new_emulator(cut_error: type[Exception] = ConnectionResetError) -> Flask:
    """The application as it is when new. The one that was given out before is the same object: it is reset too."""
    app = _application(cut_error)
    emulator: Emulator = app.extensions["emulator"]
    emulator.reset()
    return app


@cache
def _application(cut_error: type[Exception]) -> Flask:
    """Werkzeug compiles the paths of all operations, which takes longer than most tests."""
    return create_app(cut_error=cut_error)
