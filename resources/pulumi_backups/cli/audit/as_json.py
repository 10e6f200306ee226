"""The report as JSON. docs/audit.md documents it. A change that breaks readers needs another version."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from pulumi_backups.bridge.times import timestamp
from pulumi_backups.cli.audit.report import Report
from pulumi_backups.proof import Finding

VERSION = 1


def as_json(report: Report) -> str:
    """The report as JSON, with null for what is not known."""
    document = {
        "version": VERSION,
        "at": timestamp(report.at),
        "exit_status": report.exit_status,
        "counts": {verdict.value: count for verdict, count in report.counts.items()},
        "findings": [_finding(each, report) for each in report.findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    subject = finding.subject
    return {
        "vendor": subject.vendor,
        "place": subject.place,
        "branch": subject.branch,
        "kind": subject.kind,
        "name": subject.name,
        "resource": subject.resource,
        "urn": subject.urn,
        "verdict": finding.verdict.value,
        "problems": [
            {"verdict": each.verdict.value, "reason": each.reason, "advice": each.advice} for each in finding.problems
        ],
        "newest_backup_at": timestamp(finding.newest),
        "newest_backup_age_seconds": _seconds(None if finding.newest is None else report.at - finding.newest),
        "promised_interval_seconds": _seconds(finding.interval),
        "tolerance_seconds": _seconds(finding.tolerance),
        "kept_backups": finding.kept,
        "promised_backups": finding.promised,
        "failures_since_newest": finding.failures,
        "next_run_at": timestamp(finding.next_run),
        "last_restored_at": timestamp(finding.restored_at),
        "time_to_restore_seconds": _seconds(finding.restored_in),
        "notes": list(finding.notes),
    }


def _seconds(time: timedelta | None) -> int | None:
    return None if time is None else round(time.total_seconds())
