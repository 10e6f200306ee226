"""The README, and a vendor's own README if it has one, against the code."""

from __future__ import annotations

import ast
import re
from importlib import import_module

import pytest
from pulumi_backups.bridge.inputs import fields_of

from tests.vendors import NAMES, VENDORS
from tools.generate.__main__ import PACKAGES, README, generated, pages
from tools.generate.described import ResourceClass, is_typed_by_people, resource_classes

TEXT = README.read_text()
# In a quoted message, what differs from run to run.
VALUE = "…"
# What a person can read about each vendor.
TEXTS = {
    name: "\n".join(page.read_text() for page in pages(package)) for name, package in zip(NAMES, PACKAGES, strict=True)
}
RESOURCES = [cls for name in PACKAGES for cls in resource_classes(name) if is_typed_by_people(cls)]


def vendor_of(resource: ResourceClass) -> str:
    return resource._provider_class.operations.vendor.key


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
    missing = [
        f"Add the lines `<!-- inputs of {vendor_of(cls)}.{cls.__name__} -->` and `<!-- end -->` to a section about "
        f"{cls.__name__} in {pages(f'pulumi_backups.{vendor_of(cls)}')[-1]}, and run make generate."
        for cls in RESOURCES
        if f"<!-- inputs of {vendor_of(cls)}.{cls.__name__} -->" not in TEXTS[vendor_of(cls)]
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.__name__)
def test_every_output_is_named(resource: ResourceClass) -> None:
    for output in resource._provider_class.operations.outputs:
        assert output.hidden or f"`{output.name}`" in TEXTS[vendor_of(resource)]


@pytest.mark.parametrize("name", VENDORS)
def test_every_setting_is_named_in_both_forms(name: str) -> None:
    account = VENDORS[name].account
    settings = {*account.credential_settings, account.base_url_setting, account.requests_setting}
    settings |= {"retry_seconds", "max_wait_seconds"}
    for resource in RESOURCES:
        if vendor_of(resource) == name:
            settings |= {
                field.argument.setting
                for field in fields_of(resource._provider_class.operations.inputs)
                if field.argument.setting
            }
    keys = {key for setting in settings for key in (account.config_key(setting), account.environment_key(setting))}
    assert {key for key in keys if key not in TEXTS[name]} == set(), "in no document"


@pytest.mark.parametrize("name", NAMES)
def test_every_function_is_named(name: str) -> None:
    for function in import_module(f"pulumi_backups.{name}").__all__:
        if function.startswith("get_") and not function.endswith("_output"):
            assert f"`{name}.{function}(" in TEXTS[name]


def test_examples_are_python_that_uses_what_there_is() -> None:
    examples = [found for text in TEXTS.values() for found in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
    assert examples
    for example in examples:
        for node in ast.walk(ast.parse(example)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in NAMES:
                assert node.attr in import_module(f"pulumi_backups.{node.value.id}").__all__


def test_what_is_said_to_show_a_figure_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (README.parent / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", TEXT)) <= targets
    files = re.findall(r"`((?:tests|benchmarks|resources)/[\w/.]+)`", TEXT)
    assert files
    assert [file for file in files if not (README.parent / file).exists()] == []


def test_first_example_is_the_program_that_the_tests_run() -> None:
    first = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    program = (README.parent / "tests/programs/first_example.py").read_text()
    assert first
    assert program.partition('"""\n\n')[2] == first[1]
