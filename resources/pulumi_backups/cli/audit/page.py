"""The report as one page for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from pulumi_backups.cli.audit.report import Report
from pulumi_backups.cli.documents import badge, html_facts, html_page, in_html
from pulumi_backups.drills import duration
from pulumi_backups.proof import Commitment, Finding
from pulumi_backups.proof.evidence import Run
from pulumi_backups.proof.words import moment, span

# A time line shows the retention of its place, but no less and no more than this.
SHORTEST, LONGEST = timedelta(days=7), timedelta(days=90)
# Of a time line's drawing, in its own units. The page stretches it.
WIDTH, HEIGHT = 1000, 24
LEGEND = (
    "Each line ends at the time of the audit. An upright mark is a backup, a cross is a run without one. The line is "
    "green as long as the promised time between two backups was kept, and red where it was exceeded."
)
STYLE = """
.ok { background: var(--good); } .new { background: var(--new); } .unknown, .extra { background: var(--warn); }
.missing, .failed, .late { background: var(--bad); }
svg { display: block; height: 24px; width: 100%; margin-top: 0.5rem; }
.kept { stroke: var(--good); } .exceeded { stroke: var(--bad); }
.good { fill: var(--good); } .bad { stroke: var(--bad); }
"""


def html(report: Report) -> str:
    """The page. Places with the worst finding come first."""
    places = sorted(_places(report), key=lambda found: min(finding.sort_key for finding in found))
    sections = "".join(_section(found, report.at) for found in places)
    notes = "".join(f'<p class="dim">{in_html(note)}</p>' for note in report.notes)
    body = f"""<header>
<h1>Backup audit</h1>
<p>{in_html(report.summary)} Checked for {in_html(moment(report.at))}.</p>
<p class="dim">{LEGEND}</p>
</header>
{sections}
<footer>{notes}</footer>"""
    return html_page("Backup audit", STYLE, body)


def _places(report: Report) -> list[list[Finding]]:
    """The findings of each database, add-on and volume, branch by branch."""

    def where(finding: Finding) -> tuple[str, str]:
        return finding.subject.vendor, finding.subject.where

    return [list(found) for _, found in groupby(sorted(report.findings, key=where), where)]


def _section(findings: list[Finding], at: datetime) -> str:
    subject = findings[0].subject
    retentions = (each.promise.retention for each in findings if isinstance(each.promise, Commitment))
    shown = min(max(SHORTEST, *retentions, SHORTEST), LONGEST)
    articles = "".join(_article(finding, at, shown) for finding in sorted(findings, key=lambda each: each.sort_key))
    return (
        f"<section><h2>{in_html(subject.where)}</h2>"
        f'<p class="dim">{in_html(subject.title)}, the last {shown.days} days</p>{articles}</section>\n'
    )


def _article(finding: Finding, at: datetime, shown: timedelta) -> str:
    verdict = finding.verdict.value
    problems = "".join(
        f"<p>{in_html(each.reason)} <strong>{in_html(each.advice)}</strong></p>" for each in finding.problems
    )
    return (
        f"<article><p>{badge(verdict, verdict)} "
        f'<span class="name">{in_html(finding.subject.name)}</span></p>{problems}'
        f"{html_facts(_facts(finding, at))}{_time_line(finding, at, shown)}</article>"
    )


def _facts(finding: Finding, at: datetime) -> Iterator[tuple[str, str]]:
    """What is known, each with its name."""
    if finding.newest is not None:
        yield "newest backup", f"{span(at - finding.newest)} ago"
    if finding.interval is not None:
        yield "promised every", span(finding.interval)
    if finding.restored_at is not None:
        yield "last restored", f"{span(at - finding.restored_at)} ago"
    if finding.restored_in is not None:
        yield "time to restore", duration(finding.restored_in.total_seconds())
    if finding.kept is not None:
        promised = "" if finding.promised is None else f" of {finding.promised} promised"
        yield "kept", f"{finding.kept}{promised}"
    if finding.next_run is not None:
        yield "next run", moment(finding.next_run)


def _time_line(finding: Finding, at: datetime, shown: timedelta) -> str:
    """The backups that there are, against the time that is promised between two of them."""
    if finding.evidence is None or finding.interval is None:
        return ""
    begin = at - shown
    runs = [run for run in reversed(finding.evidence.at(at).runs) if run.at >= begin]
    since = finding.promise.since if finding.promise else begin
    allowed = finding.interval + (finding.tolerance or timedelta())
    marks = "".join((*_stretches(runs, max(begin, since), at, shown, allowed), *_marks(runs, at, shown)))
    good = sum(run.outcome == "good" for run in runs)
    label = f'role="img" aria-label="{good} backups in the last {shown.days} days"'
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" {label}>{marks}</svg>'


def _stretches(
    runs: Iterable[Run], begin: datetime, at: datetime, shown: timedelta, allowed: timedelta
) -> Iterator[str]:
    """The times between two backups, and whether each was as short as promised."""
    moments = [begin, *(run.at for run in runs if run.outcome == "good" and run.at > begin), at]
    for start, end in pairwise(moments):
        kind = "kept" if end - start <= allowed else "exceeded"
        yield (
            f'<line class="{kind}" x1="{_x(start, at, shown)}" x2="{_x(end, at, shown)}" y1="12" y2="12" '
            'stroke-width="3" vector-effect="non-scaling-stroke"/>'
        )


def _marks(runs: Iterable[Run], at: datetime, shown: timedelta) -> Iterator[str]:
    for run in runs:
        x = _x(run.at, at, shown)
        if run.outcome == "good":
            yield f'<rect class="good" x="{x - 2:.1f}" y="5" width="4" height="14" rx="2"/>'
        elif run.outcome == "bad":
            yield f'<path class="bad" d="M{x - 4:.1f} 6l8 12m0-12l-8 12" stroke-width="2" fill="none"/>'


def _x(when: datetime, at: datetime, shown: timedelta) -> float:
    """Where a moment is on a time line."""
    return round(WIDTH * (1 - (at - when) / shown), 1)
