"""An emulator in the process of the tests, which is created once for all of them."""

from __future__ import annotations

from flask import Flask
from pulumi_backups.emulator import create_app
from pulumi_backups.emulator.emulator import Emulator

# Werkzeug compiles the paths of all operations, which takes longer than most tests.
_applications: dict[type[Exception], Flask] = {}


def new_emulator(cut_error: type[Exception] = ConnectionResetError) -> Flask:
    """The application as it is when new. The one that was given out before is the same object: it is reset too."""
    if cut_error not in _applications:
        _applications[cut_error] = create_app(cut_error=cut_error)
    app = _applications[cut_error]
    emulator: Emulator = app.extensions["emulator"]
    emulator.reset()
    return app
