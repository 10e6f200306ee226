"""What a restore drill is: find a backup, restore it into a copy, wait, verify, delete the copy, and report.

It knows no vendor. Each vendor's `drill.py` says how it restores.
"""

from pulumi_backups.drills.drill import Request, run
from pulumi_backups.drills.interrupts import Interrupted
from pulumi_backups.drills.names import is_copy, new_name
from pulumi_backups.drills.report import Backup, Check, Outcome, Report, Result
from pulumi_backups.drills.vendor import Credentials, Drill, Given, Leftover, NoBackup, Original, Progress
from pulumi_backups.http.durations import duration

__all__ = [
    "Backup",
    "Check",
    "Credentials",
    "Drill",
    "Given",
    "Interrupted",
    "Leftover",
    "NoBackup",
    "Original",
    "Outcome",
    "Progress",
    "Report",
    "Request",
    "Result",
    "duration",
    "is_copy",
    "new_name",
    "run",
]
