"""The tables of inputs in the documents, between their markers."""

from __future__ import annotations

import re

from pulumi_backups.bridge import Vendor
from pulumi_backups.bridge.allowed import base_type, nested_model
from pulumi_backups.bridge.inputs import Field
from pulumi_backups.bridge.violations import quoted_choices

from tools.generate.described import ResourceClass, default_text, is_mandatory, meaning, shown_fields


def with_tables(text: str, classes: list[ResourceClass]) -> str:
    """A page with the table of each resource that it has a section for."""
    for cls in classes:
        name = f"{cls._provider_class.operations.vendor.key}.{cls.__name__}"
        marks = f"<!-- inputs of {name} -->", "<!-- end -->"
        block = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
        if found := block.search(text):
            start, end = found.span()
            text = "\n".join((f"{text[:start]}{marks[0]}", table(cls), f"{marks[1]}{text[end:]}"))
    return text


def table(cls: ResourceClass) -> str:
    """The inputs of one resource as a Markdown table."""
    operations = cls._provider_class.operations
    lines = ["| input | required, or default | what it takes | a change replaces |", "|---|---|---|---|"]
    return "\n".join(lines + _rows(operations.inputs, operations.vendor))


def _rows(model: type, vendor: Vendor, prefix: str = "", *, in_collection: bool = False) -> list[str]:
    """A row for each input. The fields of a nested one follow it. An entry of a collection replaces no resource."""
    lines = []
    for field in shown_fields(model):
        replaces = "yes" if field.argument.replaces and not in_collection else "no"
        takes = " ".join(meaning(field))
        lines.append(f"| `{prefix}{field.name}` | {_default(field, vendor)} | {takes} | {replaces} |")
        if nested := nested_model(field.hint):
            several = base_type(field.hint) is not nested
            mark = "[]" if several else ""
            inner = f"{prefix}{field.name}{mark}."
            lines += _rows(nested, vendor, inner, in_collection=in_collection or several)
    return lines


def _default(field: Field, vendor: Vendor) -> str:
    """Whether an input must be given, or what supplies it."""
    facts = field.argument
    if facts.setting:
        return f"`{vendor.config_key(facts.setting)}`"
    if facts.default_words:
        return facts.default_words
    if is_mandatory(field):
        return "**required**"
    if facts.only_when and facts.only_when.required:
        return f"**required** for {quoted_choices(facts.only_when.values)}"
    return "none" if field.default is None else f"`{default_text(field.default)}`"
