"""The report as Markdown, for the summary of a CI run."""

from __future__ import annotations

from datetime import timedelta

from pulumi_backups.cli.audit.report import Report
from pulumi_backups.cli.documents import in_markdown, markdown_row
from pulumi_backups.proof import Finding
from pulumi_backups.proof.words import moment, span

HEAD = ("Verdict", "Where", "What", "Newest backup", "Promised every", "Kept", "What to do")


def markdown(report: Report) -> str:
    """A heading, the counts, and a table with the worst first."""
    lines = ["## Backup audit", "", f"{report.summary} As of {moment(report.at)}."]
    if report.findings:
        lines += [
            "",
            markdown_row(HEAD),
            markdown_row(["---"] * len(HEAD)),
            *(markdown_row(_row(each, report)) for each in report.findings),
        ]
    for note in report.notes:
        lines += ["", in_markdown(note)]
    return "\n".join(lines) + "\n"


def _row(finding: Finding, report: Report) -> list[str]:
    subject = finding.subject
    verdict = finding.verdict.value
    age = None if finding.newest is None else report.at - finding.newest
    problem = finding.problems[0] if finding.problems else None
    return [
        verdict if finding.verdict.is_good else f"**{verdict}**",
        in_markdown(subject.where),
        in_markdown(subject.name),
        _span(age, " ago"),
        _span(finding.interval),
        "" if finding.kept is None else str(finding.kept),
        in_markdown(f"{problem.reason} {problem.advice}") if problem else "",
    ]


def _span(time: timedelta | None, ending: str = "") -> str:
    return "" if time is None else span(time) + ending
