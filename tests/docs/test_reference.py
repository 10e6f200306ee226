"""The documents of the resources, and a vendor's own README if it has one, against the code."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pulumi_backups
import pytest
from pulumi_backups.bridge.inputs import fields_of

from tests.docs.pages import PAGES, README, ROOT
from tests.vendors import NAMES, VENDORS
from tools.generate.__main__ import PACKAGES, generated, pages
from tools.generate.described import ResourceClass, is_typed_by_people, resource_classes

# What a person can read about each vendor.
TEXTS = {
    name: "\n".join(page.read_text() for page in {README, *PAGES, *pages(package)})
    for name, package in zip(NAMES, PACKAGES, strict=True)
}
RESOURCES = [cls for name in PACKAGES for cls in resource_classes(name) if is_typed_by_people(cls)]


def vendor_of(resource: ResourceClass) -> str:
    return resource._provider_class.operations.vendor.key


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


def test_every_part_of_the_package_is_in_the_table_of_the_architecture() -> None:
    page, package = (ROOT / "docs" / "architecture.md").read_text("utf-8"), Path(pulumi_backups.__file__).parent
    parts = [f"{path.parent.name}/" for path in package.glob("*/__init__.py")]
    parts += [path.name for path in package.glob("*.py") if not path.name.startswith("__")]
    assert [part for part in parts if f"`{part}`" not in page] == []
