import pytest
from pulumi_backups.testing import running_emulator

from tools import screenshot


def test_picture_shows_backups_and_one_that_failed() -> None:
    with running_emulator() as emulator:
        screenshot.fill(emulator)
        backups = emulator.control("GET", "/planetscale/backups")["backups"]
        nightly = [each["state"] for each in backups if each["backup_policy"]["name"] == "nightly"]
        assert nightly.count("failed") == 1
        assert len(nightly) == 14
        assert emulator.control("GET", "/northflank/backups")["backups"]


def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "")
    assert screenshot.main() == 1
    assert capsys.readouterr().err.startswith("There is no browser on PATH: chromium,")
