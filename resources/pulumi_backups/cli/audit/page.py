"""The report as one page for people: self-contained, without a script, for a screen, a phone and paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import escape
from itertools import groupby, pairwise

from pulumi_backups.cli.audit.report import Report
from pulumi_backups.errors import printable
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
:root { --good: #1a7f37; --bad: #b3261e; --warn: #8a5a00; --new: #0b6bcb; --line: #d8dee4; --dim: #57606a; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2328; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 0.25rem; overflow-wrap: anywhere; }
p { margin: 0.25rem 0; } .dim { color: var(--dim); font-size: 0.875rem; }
article { border-top: 1px solid var(--line); padding: 0.75rem 0; break-inside: avoid; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.verdict { border-radius: 1rem; color: #fff; font-size: 0.8rem; font-weight: 600; padding: 0.1rem 0.6rem; }
.ok { background: var(--good); } .new { background: var(--new); } .unknown, .extra { background: var(--warn); }
.missing, .failed, .late { background: var(--bad); }
dl { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin: 0.25rem 0; }
dt { color: var(--dim); font-size: 0.75rem; } dd { margin: 0; }
svg { display: block; height: 24px; width: 100%; margin-top: 0.5rem; }
.kept { stroke: var(--good); } .exceeded { stroke: var(--bad); }
.good { fill: var(--good); } .bad { stroke: var(--bad); }
@media print { body { max-width: none; padding: 0; } .verdict { border: 1px solid; color: #000; background: none; } }
"""


def html(report: Report) -> str:
    """The page. Places with the worst finding come first."""
    places = sorted(_places(report), key=lambda found: min(finding.sort_key for finding in found))
    sections = "".join(_section(found, report.at) for found in places)
    notes = "".join(f'<p class="dim">{_text(note)}</p>' for note in report.notes)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backup audit</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>Backup audit</h1>
<p>{_text(report.summary)} Checked for {_text(moment(report.at))}.</p>
<p class="dim">{LEGEND}</p>
</header>
{sections}
<footer>{notes}</footer>
</body>
</html>
"""


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
        f"<section><h2>{_text(subject.where)}</h2>"
        f'<p class="dim">{_text(subject.title)}, the last {shown.days} days</p>{articles}</section>\n'
    )


def _article(finding: Finding, at: datetime, shown: timedelta) -> str:
    verdict = finding.verdict.value
    problems = "".join(
        f"<p>{_text(each.reason)} <strong>{_text(each.advice)}</strong></p>" for each in finding.problems
    )
    facts = "".join(f"<div><dt>{name}</dt><dd>{_text(value)}</dd></div>" for name, value in _facts(finding, at))
    return (
        f'<article><p><span class="verdict {verdict}">{verdict}</span> '
        f'<span class="name">{_text(finding.subject.name)}</span></p>{problems}'
        f"{f'<dl>{facts}</dl>' if facts else ''}{_time_line(finding, at, shown)}</article>"
    )


def _facts(finding: Finding, at: datetime) -> Iterator[tuple[str, str]]:
    """What is known, each with its name."""
    if finding.newest is not None:
        yield "newest backup", f"{span(at - finding.newest)} ago"
    if finding.interval is not None:
        yield "promised every", span(finding.interval)
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


def _text(text: str) -> str:
    return escape(printable(text))
