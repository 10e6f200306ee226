"""The report as metrics in Prometheus' text format, for the textfile collector of node_exporter."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pulumi_backups.cli.audit.report import Report
from pulumi_backups.errors import printable
from pulumi_backups.proof import Finding, Verdict

Labels = tuple[tuple[str, str], ...]


class Metric(NamedTuple):
    """A metric: its name, what it means, and its value for a finding, None if there is none."""

    name: str
    help: str
    value: Callable[[Finding], float | None]


METRICS = (
    Metric(
        "backup_last_success_timestamp_seconds",
        "When the newest good backup was taken.",
        lambda finding: None if finding.newest is None else finding.newest.timestamp(),
    ),
    Metric(
        "backup_promised_interval_seconds",
        "The longest time between two backups that the settings or the objective allow.",
        lambda finding: None if finding.interval is None else finding.interval.total_seconds(),
    ),
    Metric("backup_kept_backups", "Good backups that are there.", lambda finding: finding.kept),
    Metric("backup_promised_backups", "Backups that must be there by now, at least.", lambda finding: finding.promised),
    Metric("backup_failed_runs", "Runs without a backup since the newest good one.", lambda finding: finding.failures),
    Metric(
        "backup_last_restore_timestamp_seconds",
        "When a drill last proved that a backup restores.",
        lambda finding: None if finding.restored_at is None else finding.restored_at.timestamp(),
    ),
    Metric(
        "backup_time_to_restore_seconds",
        "How long that restore took.",
        lambda finding: None if finding.restored_in is None else finding.restored_in.total_seconds(),
    ),
)


def prometheus(report: Report) -> str:
    """The metrics, each with HELP and TYPE."""
    findings: dict[Labels, Finding] = {}
    for finding in report.findings:
        # No two samples of a metric may have equal labels. The worst comes first.
        findings.setdefault(_labels(finding), finding)
    lines = []
    for metric in METRICS:
        lines += _head(metric.name, metric.help)
        for labels, finding in findings.items():
            value = metric.value(finding)
            if value is not None:
                lines.append(_sample(metric.name, labels, value))
    lines += _head("backup_verdict", "1 for the verdict of the audit, 0 for all others.")
    for labels, finding in findings.items():
        for verdict in Verdict:
            lines.append(
                _sample("backup_verdict", (*labels, ("verdict", verdict.value)), float(verdict is finding.verdict))
            )
    lines += _head("backup_audit_timestamp_seconds", "The moment that the audit is about.")
    lines.append(_sample("backup_audit_timestamp_seconds", (), report.at.timestamp()))
    return "\n".join(lines) + "\n"


def _labels(finding: Finding) -> Labels:
    subject = finding.subject
    branch = () if subject.branch is None else (("branch", subject.branch),)
    return ("vendor", subject.vendor), ("place", subject.place), *branch, ("policy", subject.name)


def _head(name: str, help: str) -> list[str]:
    return [f"# HELP {name} {help}", f"# TYPE {name} gauge"]


def _sample(name: str, labels: Labels, value: float) -> str:
    shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    return f"{name}{{{shown}}} {value:.15g}" if shown else f"{name} {value:.15g}"


def _escaped(text: str) -> str:
    return printable(text).replace("\\", "\\\\").replace('"', '\\"')
