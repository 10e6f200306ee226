"""The report as a table for people: at most 100 columns, the worst first, with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from pulumi_backups.cli.audit.report import Report
from pulumi_backups.errors import printable
from pulumi_backups.proof import Finding, Verdict
from pulumi_backups.proof.words import moment, span

WIDTH = 100
HEAD = ("VERDICT", "WHERE", "WHAT", "NEWEST", "EVERY", "KEPT", "NEXT")
WHERE, WHAT = 1, 2
GAP = "  "
INDENT = " " * (len(HEAD[0]) + len(GAP))
NONE = "-"
CUT = ".."
STYLES = {
    Verdict.MISSING: "bold red",
    Verdict.FAILED: "bold red",
    Verdict.LATE: "red",
    Verdict.UNKNOWN: "magenta",
    Verdict.EXTRA: "yellow",
    Verdict.NEW: "cyan",
    Verdict.OK: "green",
}


def table(report: Report) -> Text:
    """The table, with its colours. `.plain` is without them."""
    rows = [_row(finding, report.at) for finding in report.findings]
    widths = _widths([HEAD, *rows])
    lines = [Text(_laid_out(HEAD, widths), "bold")]
    for number, (finding, row) in enumerate(zip(report.findings, rows, strict=True), 1):
        line = Text(_laid_out(row, widths))
        line.stylize(STYLES[finding.verdict], 0, len(finding.verdict))
        lines.append(line)
        # What holds for several lines in a row is said once, after the last of them.
        if [each.problems for each in report.findings[number : number + 1]] != [finding.problems]:
            lines += _explained(finding)
    ending = [f"{report.summary} As of {moment(report.at)}.", *report.notes]
    lines += [Text(line) for each in ("", *ending) for line in wrap(printable(each), WIDTH) or [""]]
    return Text("\n").join(lines)


def _row(finding: Finding, at: datetime) -> tuple[str, ...]:
    subject = finding.subject
    return (
        finding.verdict.value,
        printable(subject.where),
        printable(subject.name),
        _span(None if finding.newest is None else at - finding.newest),
        _span(finding.interval),
        _kept(finding),
        _span(None if finding.next_run is None else finding.next_run - at),
    )


def _span(time: timedelta | None) -> str:
    return NONE if time is None else span(time)


def _kept(finding: Finding) -> str:
    """`30/29`: 30 are kept, and at least 29 are promised."""
    if finding.kept is None:
        return NONE
    return str(finding.kept) if finding.promised is None else f"{finding.kept}/{finding.promised}"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns of each cell. Names share what the others leave; a third of it is enough for the policy's."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    left = WIDTH - sum(widths) + widths[WHERE] + widths[WHAT] - len(GAP) * (len(widths) - 1)
    if widths[WHERE] + widths[WHAT] > left:
        widths[WHAT] = max(min(widths[WHAT], left // 3), left - widths[WHERE])
        widths[WHERE] = min(widths[WHERE], left - widths[WHAT])
    return widths


def _laid_out(row: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(_fitted(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _fitted(cell: str, width: int) -> str:
    if cell_len(cell) > width:
        cell = set_cell_size(cell, width - len(CUT)) + CUT
    return set_cell_size(cell, width)


def _explained(finding: Finding) -> Iterator[Text]:
    """What is wrong, and what to do. The first problem is the one of the verdict."""
    for problem in finding.problems[:1]:
        for text, style in ((problem.reason, ""), (f"-> {problem.advice}", "bold")):
            for line in wrap(printable(text), WIDTH - len(INDENT)):
                yield Text(INDENT + line, style)
