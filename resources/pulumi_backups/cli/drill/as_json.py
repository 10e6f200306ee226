"""A drill as JSON, and the history, which has one such line for each. docs/restore-drills.md documents it."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any

from pulumi_backups.bridge.times import timestamp
from pulumi_backups.drills import Report

VERSION = 1


def as_json(report: Report) -> str:
    """The whole report, with null for what is not known."""
    return json.dumps({**_document(report), "output": report.output}, indent=2, ensure_ascii=False) + "\n"


def append_to(history: Path, report: Report) -> None:
    """Adds a drill to a history, or nothing if the disk is full.

    It is one write, so two drills that end together do not mix their lines.
    """
    line = json.dumps(_document(report), ensure_ascii=False).encode() + b"\n"
    with history.open("ab", buffering=0) as file:
        end = file.tell()
        if file.write(line) < len(line):
            file.truncate(end)
            raise OSError(ENOSPC, os.strerror(ENOSPC))


def _document(report: Report) -> dict[str, Any]:
    backup = report.backup
    return {
        "version": VERSION,
        "result": report.result.value,
        "vendor": report.vendor,
        "place": report.place,
        "where": report.where,
        "started_at": timestamp(report.started_at),
        "ended_at": timestamp(report.ended_at),
        "asked_by": report.asked_by,
        "versions": report.versions,
        "backup": None
        if backup is None
        else {
            "id": backup.id,
            "name": backup.name,
            "taken_at": timestamp(backup.taken_at),
            "age_seconds": _seconds(report.age),
            "size_bytes": backup.size,
        },
        "copy": None if report.copy is None else {"name": report.copy, "settings": report.copy_settings},
        "restored_in_seconds": _seconds(report.restored_in),
        "checks": [{"name": each.name, "outcome": each.outcome.value, "words": each.words} for each in report.checks],
    }


def _seconds(time: timedelta | None) -> float | None:
    return None if time is None else round(time.total_seconds(), 1)
