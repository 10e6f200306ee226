"""A drill from its beginning to its end: what the report says, and that the copy is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pulumi_backups.drills import Check, NoBackup, Outcome, Progress, Result
from pulumi_backups.errors import BackupsError

from tests.drills.original import BACKUP, COPY, FakeOriginal, drilled, outcomes, report_of


@pytest.fixture
def original() -> FakeOriginal:
    return FakeOriginal()


def test_a_good_drill(original: FakeOriginal) -> None:
    report = drilled(original, verify="exit 0")
    assert report.result is Result.PROVEN
    assert report.result.exit_status == 0
    assert outcomes(report) == dict.fromkeys(("restore", "tables", "verification", "deletion"), "passed")
    assert (report.backup, report.copy, report.copy_settings) == (BACKUP, COPY, "size S")
    assert report.restored_in == timedelta(seconds=2)
    assert report.age == timedelta(hours=6)
    assert report.ended_at == original.clock.now()
    assert report.problems == []
    assert original.copies == set()


def test_the_wait_asks_less_and_less_often(original: FakeOriginal) -> None:
    original.progress = [Progress("waiting", "pending")]
    drilled(original, limit=timedelta(hours=4))
    assert original.asked.count("look") < 120
    assert original.clock.slept[0] == 2.0
    assert max(original.clock.slept) == 300.0


def test_no_backup_is_the_answer(original: FakeOriginal) -> None:
    original.steps["find"] = NoBackup("There is none.")
    report = drilled(original)
    assert (report.result.exit_status, report.problems) == (1, ["There is none."])
    assert original.asked == ["find"]


def test_a_backup_of_the_future_counts_as_just_taken(original: FakeOriginal) -> None:
    report = drilled(original)
    report.started_at = BACKUP.taken_at - timedelta(minutes=5)
    assert report.age == timedelta(0)


@pytest.mark.parametrize("step", ["find", "prepare"])
def test_what_cannot_be_looked_at_is_not_tried(original: FakeOriginal, step: str) -> None:
    original.steps[step] = BackupsError("No access.")
    report = drilled(original)
    assert (report.result.exit_status, report.problems) == (2, ["No access."])
    assert "restore" not in original.asked
    assert "delete" not in original.asked


def test_nothing_happens_without_agreement(original: FakeOriginal) -> None:
    report = drilled(original, agreed=False)
    assert report.result is Result.NOT_TRIED
    assert original.asked == ["find", "prepare"]
    assert report.copy is None


def test_a_refused_restore_is_not_tried_and_leaves_nothing(original: FakeOriginal) -> None:
    def refuse() -> None:
        original.copies.clear()
        raise BackupsError("Refused.")

    original.steps["restore"] = refuse
    report = drilled(original)
    assert (report.result, report.problems) == (Result.NOT_TRIED, ["Refused."])
    # It looks again later, because a request whose answer is lost may still be carried out.
    assert original.clock.elapsed == 17.0
    assert "deletion" not in outcomes(report)


def test_a_restore_whose_answer_is_lost_is_deleted(original: FakeOriginal) -> None:
    original.steps["restore"] = BackupsError("The answer was lost.")
    report = drilled(original)
    assert original.copies == set()
    assert report.result is Result.NOT_PROVEN
    assert outcomes(report) == {"restore": "not run", "deletion": "passed"}


def test_a_copy_that_appears_late_is_deleted(original: FakeOriginal) -> None:
    def lost() -> None:
        original.copies.clear()
        original.steps["delete"] = appear
        raise BackupsError("The answer was lost.")

    def appear() -> None:
        if original.asked.count("delete") == 3:
            original.copies.add(COPY)

    original.steps["restore"] = lost
    drilled(original)
    assert original.copies == set()


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress("failed", "error"), "The branch drill-20260131-000000000000 is error."),
        (Progress("waiting", "pending"), "It was not ready after 10 min. Allow more with --limit."),
    ],
)
def test_a_copy_that_is_never_ready_was_not_restored(original: FakeOriginal, progress: Progress, words: str) -> None:
    original.progress = [progress]
    report = drilled(original)
    assert (report.result.exit_status, report.problems) == (1, [words])
    assert report.restored_in is None
    assert original.copies == set()


def test_a_wait_that_cannot_look_is_not_restored(original: FakeOriginal) -> None:
    original.steps["look"] = BackupsError("No answer.")
    report = drilled(original)
    assert (report.result.exit_status, outcomes(report)["restore"]) == (1, "failed")


def test_a_check_that_fails(original: FakeOriginal) -> None:
    original.found = [Check("tables", Outcome.FAILED, "Half are missing.")]
    assert drilled(original).result is Result.NOT_PROVEN


@pytest.mark.parametrize("step", ["checks", "credentials"])
def test_a_check_that_could_not_run_is_no_pass(original: FakeOriginal, step: str) -> None:
    original.steps[step] = BackupsError("No access.")
    report = drilled(original, verify="exit 0")
    assert report.result is Result.NOT_PROVEN
    assert "not run" in outcomes(report).values()
    assert original.copies == set()


def test_a_copy_that_cannot_be_deleted_is_a_failure_that_says_how_to_go_on(original: FakeOriginal) -> None:
    original.steps["delete"] = BackupsError("No answer.")
    report = drilled(original)
    assert report.result is Result.NOT_PROVEN
    assert report.problems == [
        f"The copy {COPY} may still be there. No answer. It costs money until it is deleted: "
        "pulumi-backups drill --clean-up"
    ]


def test_a_copy_that_may_be_there_was_tried(original: FakeOriginal) -> None:
    """Nothing says whether the request was carried out, nor whether the deletion was."""
    original.steps["restore"] = original.steps["delete"] = BackupsError("No answer.")
    report = drilled(original)
    assert report.result is Result.NOT_PROVEN
    assert outcomes(report) == {"restore": "not run", "deletion": "failed"}


def test_a_copy_that_somebody_else_deleted_or_renamed(original: FakeOriginal) -> None:
    original.steps["checks"] = original.copies.clear
    report = drilled(original)
    assert report.result is Result.NOT_PROVEN
    assert report.problems == [
        f"The copy {COPY} was gone before the drill deleted it. Look whether somebody has renamed it."
    ]


@pytest.mark.parametrize("step", ["look", "checks", "delete"])
def test_a_mistake_of_ours_leaves_no_copy_and_proves_nothing(original: FakeOriginal, step: str) -> None:
    original.steps[step] = RuntimeError("a bug")
    report = report_of(original)
    with pytest.raises(RuntimeError):
        drilled(original, into=report)
    assert original.copies == ({COPY} if step == "delete" else set())
    assert report.result is Result.NOT_PROVEN
    assert "RuntimeError" in report.problems[0]
