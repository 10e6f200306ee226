"""The README against the code."""

from __future__ import annotations

import ast
import re

import pytest
from pulumi_backups import northflank, planetscale
from pulumi_backups.bridge.settings import Vendor
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.planetscale.settings import PLANETSCALE

from tests.readme.tables import README, RESOURCES, with_tables

TEXT = README.read_text()


def test_tables_of_inputs_are_those_of_the_models() -> None:
    assert with_tables(TEXT) == TEXT, "run: python tests/readme/tables.py"


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.__name__)
def test_every_output_is_named(resource: type) -> None:
    for name in RESOURCES[resource].outputs:
        assert f"`{name}`" in TEXT


@pytest.mark.parametrize(
    ("vendor", "setting"),
    [
        (vendor, setting)
        for vendor, more in (
            (PLANETSCALE, ("server_url", "organization", "requests_per_minute")),
            (NORTHFLANK, ("base_url", "requests_per_hour")),
        )
        for setting in (*vendor.credentials, *more, "retry_seconds", "max_wait_seconds")
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
