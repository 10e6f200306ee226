"""The README's tables of inputs, made from the models: `python tests/readme/tables.py` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pulumi_backups import northflank, planetscale
from pulumi_backups.bridge import PathPart
from pulumi_backups.bridge.inputs import Field, expected, fields_of, nested_model, quoted_choices
from pulumi_backups.bridge.operations import Operations
from pulumi_backups.bridge.settings import Vendor
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleOperations
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleOperations
from pulumi_backups.planetscale.backup_policy import BackupPolicyOperations
from pulumi_backups.planetscale.branch_backup import BranchBackupOperations
from pulumi_backups.planetscale.branch_promotion import BranchPromotionOperations

README = Path(__file__).parents[2] / "README.md"

RESOURCES: dict[type, type[Operations[Any]]] = {
    planetscale.BackupPolicy: BackupPolicyOperations,
    planetscale.BranchBackup: BranchBackupOperations,
    planetscale.BranchPromotion: BranchPromotionOperations,
    northflank.AddonBackupSchedule: AddonBackupScheduleOperations,
    northflank.VolumeBackupSchedule: VolumeBackupScheduleOperations,
}


def table(operations: type[Operations[Any]]) -> str:
    """One resource's inputs as a table of Markdown."""
    lines = ["| input | required, or default | what it takes | a change replaces |", "|---|---|---|---|"]
    lines += rows(operations.inputs, operations.vendor)
    return "\n".join(lines)


def rows(model: type, vendor: Vendor, prefix: str = "") -> list[str]:
    """A row for each input, the parts of a nested one after it."""
    lines = []
    for field in fields_of(model):
        replaces = "yes" if field.argument.replaces else "no"
        takes = field.argument.doc
        nested = nested_model(field.hint)
        # What a name in URLs is stands above the tables, once.
        if not nested and field.hint != PathPart:
            takes += f" {expected(field.hint)[0].upper()}{expected(field.hint)[1:]}."
        if where := field.argument.only_when:
            takes += f" Only where `{where.other}` is {quoted_choices(where.values)}."
        lines.append(f"| `{prefix}{field.name}` | {default(field, vendor)} | {takes} | {replaces} |")
        if nested:
            lines += rows(nested, vendor, f"{prefix}{field.name}.")
    return lines


def default(field: Field, vendor: Vendor) -> str:
    """Whether an input must be given, or what stands in for it."""
    facts = field.argument
    if facts.setting:
        return f"`{vendor.config_key(facts.setting)}`"
    if facts.default_words:
        return facts.default_words
    if field.required:
        return "**required**"
    if facts.only_when and facts.only_when.required:
        return f"**required** for {quoted_choices(facts.only_when.values)}"
    return "none" if field.default is None else f"`{field.default!r}`"


def with_tables(text: str) -> str:
    """The README with its tables as the models have them."""
    for resource, operations in RESOURCES.items():
        name = f"{resource.__module__.split('.')[1]}.{resource.__name__}"
        marks = f"<!-- inputs of {name} -->", "<!-- end -->"
        block = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
        found = block.search(text)
        if not found:
            raise ValueError(f"The README has no table of {name}: it needs the line {marks[0]}")
        start, end = found.span()
        text = "\n".join((f"{text[:start]}{marks[0]}", table(operations), f"{marks[1]}{text[end:]}"))
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
