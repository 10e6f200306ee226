"""What a person wants to know of a drill, line by line, for the terminal and all reports."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_backups.drills import Backup, Outcome, Report, Result, duration
from pulumi_backups.proof.words import moment, span

# The colour of each outcome and result.
KINDS = {
    Outcome.PASSED: "good",
    Outcome.FAILED: "bad",
    Outcome.NOT_RUN: "warn",
    Result.PROVEN: "good",
    Result.NOT_PROVEN: "bad",
    Result.NOT_TRIED: "warn",
}


def summary(report: Report) -> str:
    """The result and its reason: `Proven. The backup of acme/storefront/main from 9 h ago restores, in 4 min.`"""
    return f"{report.result.value.capitalize()}. {reason(report)}"


def reason(report: Report) -> str:
    """Why the result is what it is, as a sentence."""
    if report.problems or report.age is None or report.restored_in is None:
        return report.problems[0]
    restored = duration(report.restored_in.total_seconds())
    return f"The backup of {report.where} from {span(report.age)} ago restores, in {restored}."


def backup_in_words(backup: Backup) -> str:
    """`nightly (id 4x7), 454 MB`."""
    return f"{backup.name} (id {backup.id}){'' if backup.size is None else f', {_bytes(backup.size)}'}"


def facts(report: Report) -> Iterator[tuple[str, str]]:
    """What is known, each with its name."""
    yield "vendor", report.title
    yield "what was restored", report.where
    if report.backup is not None and report.age is not None:
        yield "backup", backup_in_words(report.backup)
        yield "taken at", f"{moment(report.backup.taken_at)}, {span(report.age)} before the drill"
    if report.copy is not None:
        yield "copy", f"{report.copy}, {report.copy_settings}"
    if report.restored_in is not None:
        yield "time to restore", duration(report.restored_in.total_seconds())
    yield "began at", moment(report.started_at)
    if report.ended_at is not None:
        yield "took", duration((report.ended_at - report.started_at).total_seconds())
    yield "asked by", report.asked_by
    yield "versions", ", ".join(f"{name} {version}" for name, version in report.versions.items())


def _bytes(size: int) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            # Three digits, and never 1e+03.
            return f"{float(f'{size:.3g}'):g} {unit}"
        size /= 1000  # type: ignore[assignment]
    raise AssertionError
