"""Signals: whenever they come, the copy is deleted, and the report is true."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pulumi_backups.drills import Interrupted, Progress, Result

from tests.drills.original import FakeOriginal, drilled, outcomes

STEPS = ("find", "prepare", "restore", "look", "checks", "credentials")


def send(number: int) -> Callable[[], None]:
    def sent() -> None:
        # To this thread: another one could get it later, when the drill has ended.
        signal.raise_signal(number)
        # Python runs the handler between two lines.
        signal.pthread_sigmask(signal.SIG_BLOCK, [])

    return sent


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("step", STEPS)
def test_a_signal_in_each_step(step: str, number: signal.Signals) -> None:
    original = FakeOriginal()
    original.steps[step] = send(number)
    before = signal.getsignal(number)
    report = drilled(original, verify="exit 0")
    assert original.copies == set()
    assert f"The drill was stopped by {number.name}." in report.problems
    assert report.result is (Result.NOT_TRIED if step in ("find", "prepare") else Result.NOT_PROVEN)
    assert signal.getsignal(number) is before
    # A copy that may have been asked for is deleted, and what was not asked for is not.
    assert ("delete" in original.asked) is (step not in ("find", "prepare"))


def test_a_signal_while_the_drill_sleeps() -> None:
    original = FakeOriginal()
    original.progress = [Progress("waiting", "pending")]
    original.clock.sleep = lambda _seconds: send(signal.SIGTERM)()  # type: ignore[method-assign,assignment]
    report = drilled(original)
    assert outcomes(report) == {"drill": "failed", "deletion": "passed"}


def test_a_signal_ends_the_command() -> None:
    original = FakeOriginal()
    report = drilled(original, verify=f"kill -TERM {os.getpid()}; sleep 60")
    assert outcomes(report)["drill"] == "failed"
    assert original.copies == set()


def test_a_signal_at_the_start_of_the_command_ends_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start = subprocess.Popen

    def interrupted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        process = start(*arguments, **options)
        send(signal.SIGTERM)()
        return process

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    late = tmp_path / "late"
    report = drilled(FakeOriginal(), verify=f"sleep 1; touch {late}")
    assert outcomes(report)["drill"] == "failed"
    time.sleep(1.5)
    assert not late.exists()


def test_the_deletion_goes_on_after_two_signals() -> None:
    original, said = FakeOriginal(), list[str]()

    def twice() -> None:
        for _ in range(2):
            send(signal.SIGINT)()

    original.steps["delete"] = twice
    report = drilled(original, said=said)
    assert report.result is Result.PROVEN
    assert original.copies == set()
    assert [line for line in said if line.startswith("SIGINT")] == [
        f"SIGINT: the copy is being deleted, which must not stop halfway. {left} more to stop it anyway."
        for left in (2, 1)
    ]


def test_the_third_signal_ends_the_deletion_and_the_report_says_so() -> None:
    original = FakeOriginal()

    def often() -> None:
        for _ in range(3):
            send(signal.SIGINT)()

    original.steps["delete"] = often
    report = drilled(original)
    assert report.result is Result.NOT_PROVEN
    assert "may still be there. SIGINT stopped it." in report.problems[0]


@pytest.mark.parametrize("number", [3, 4, 9])
def test_many_signals_before_and_after_the_deletion_lose_no_report(number: int) -> None:
    """The command needs time to end, and a person is impatient meanwhile."""
    original = FakeOriginal()
    many = f"trap '' TERM; for i in $(seq {number}); do kill -INT {os.getpid()}; sleep 0.05; done; sleep 0.3; exit 0"
    report = drilled(original, verify=many)
    assert original.copies == set()
    assert outcomes(report) == {"restore": "passed", "tables": "passed", "drill": "failed", "deletion": "passed"}


def test_signals_after_the_third_do_not_stop_the_report() -> None:
    original = FakeOriginal()
    lines = []

    def often() -> None:
        for _ in range(5):
            with suppress(Interrupted):
                send(signal.SIGINT)()
                lines.append("went on")

    original.steps["delete"] = often
    drilled(original)
    assert len(lines) == 4


def test_an_ignored_signal_stays_ignored() -> None:
    """As under `nohup`."""
    original = FakeOriginal()
    original.steps["look"] = send(signal.SIGHUP)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert drilled(original).result is Result.PROVEN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_signal_after_the_first_does_not_stop_the_deletion() -> None:
    original = FakeOriginal()
    original.steps["look"] = send(signal.SIGINT)
    original.steps["delete"] = send(signal.SIGINT)
    report = drilled(original)
    assert original.copies == set()
    assert outcomes(report)["deletion"] == "passed"
