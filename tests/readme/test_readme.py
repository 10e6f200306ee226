"""The README against the code."""

from __future__ import annotations

import ast
import re

import pytest
from pulumi_backups import northflank, planetscale
from pulumi_backups.bridge import Resource, Vendor
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.planetscale.settings import PLANETSCALE

from tools.generate.__main__ import PACKAGES, README, generated
from tools.generate.described import resource_classes

TEXT = README.read_text()
# In a quoted message, what differs from run to run.
VALUE = "…"
# The child of a BranchBackup is not for people to declare.
RESOURCES = [cls for name in PACKAGES for cls in resource_classes(name) if cls is not planetscale.FinishedBranchBackup]


def quoted_messages() -> list[str]:
    """The messages in the first table of Troubleshooting. The second one quotes Pulumi."""
    table = TEXT.split("## Troubleshooting")[1].split("\n\n")[2]
    return [message for row in table.splitlines()[2:] for message in re.findall(r"`([^`]+)`", row.split("|")[1])]


def strings_in(source: str) -> list[str]:
    """The strings of a program, without docstrings. In an f-string, VALUE stands for each value."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(part.value) if isinstance(part, ast.Constant) else VALUE for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found.append(node.value)
    return found


def test_quoted_messages_are_those_of_the_code() -> None:
    messages = quoted_messages()
    assert len(messages) > 20
    files = [file for folder in ("resources", "tools") for file in (README.parent / folder).rglob("*.py")]
    strings = [string for file in files for string in strings_in(file.read_text("utf-8"))]
    patterns = {message: re.compile(".+".join(map(re.escape, message.split(VALUE)))) for message in messages}
    assert [message for message in messages if not any(map(patterns[message].search, strings))] == []


def test_generated_parts_are_up_to_date() -> None:
    stale = [str(file) for file, text in generated().items() if file.read_text("utf-8") != text]
    assert stale == [], "run: make generate"


def test_every_resource_has_a_table_of_inputs() -> None:
    for cls in RESOURCES:
        assert f"<!-- inputs of {cls._provider_class.operations.vendor.key}.{cls.__name__} -->" in TEXT


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.__name__)
def test_every_output_is_named(resource: type[Resource]) -> None:
    for output in resource._provider_class.operations.outputs:
        assert f"`{output.name}`" in TEXT


@pytest.mark.parametrize(
    ("vendor", "setting"),
    [
        (vendor, setting)
        for vendor, more in (
            (PLANETSCALE, ("server_url", "organization", "requests_per_minute")),
            (NORTHFLANK, ("base_url", "requests_per_hour")),
        )
        for setting in (*vendor.credential_settings, *more, "retry_seconds", "max_wait_seconds")
    ],
)
def test_every_setting_is_named_in_both_forms(vendor: Vendor, setting: str) -> None:
    assert vendor.config_key(setting) in TEXT
    assert vendor.environment_key(setting) in TEXT


def test_every_function_is_named() -> None:
    for module in (planetscale, northflank):
        for name in module.__all__:
            if name.startswith("get_") and not name.endswith("_output"):
                assert f"`{module.__name__.split('.')[1]}.{name}(" in TEXT


def test_examples_are_python_that_uses_what_there_is() -> None:
    examples = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert examples
    for example in examples:
        for node in ast.walk(ast.parse(example)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = {"planetscale": planetscale, "northflank": northflank}.get(node.value.id)
                assert module is None or node.attr in module.__all__


def test_what_is_said_to_show_a_figure_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (README.parent / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", TEXT)) <= targets
    files = re.findall(r"`((?:tests|benchmarks|resources)/[\w/.]+)`", TEXT)
    assert files
    assert [file for file in files if not (README.parent / file).exists()] == []
