"""What the packages offer to programs: every name that a program needs in an annotation, and nothing internal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pulumi_backups
import pytest
from pulumi_backups import northflank, planetscale

PACKAGES = [pulumi_backups, northflank, planetscale]
# The modules with the classes of results and arguments.
MODULES = [
    (package, module.name)
    for package in (northflank, planetscale)
    for module in iter_modules(package.__path__)
    if module.name.endswith(("results", "types"))
]
every_package = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)


@pytest.mark.parametrize(("package", "module"), MODULES, ids=lambda part: str(getattr(part, "__name__", part)))
def test_every_result_and_arguments_class_is_exported(package: ModuleType, module: str) -> None:
    source = import_module(f"{package.__name__}.{module}")
    classes = [each for each in vars(source).values() if isinstance(each, type) and each.__module__ == source.__name__]
    assert classes
    assert [each.__name__ for each in classes if each.__name__ not in package.__all__] == []
    assert [each.__name__ for each in classes if getattr(package, each.__name__) is not each] == []


def test_error_of_functions_is_exported_everywhere() -> None:
    assert {package.BackupsError for package in PACKAGES} == {pulumi_backups.BackupsError}


@pytest.mark.parametrize("package", [northflank, planetscale], ids=lambda package: package.__name__)
def test_completion_shows_the_exports_and_nothing_internal(package: ModuleType) -> None:
    assert dir(package) == sorted(package.__all__)


def test_completion_in_the_package_shows_its_exports_and_the_vendors() -> None:
    assert dir(pulumi_backups) == ["BackupsError", "northflank", "planetscale"]


@every_package
def test_everything_that_completion_shows_exists_in_a_fresh_process(package: ModuleType) -> None:
    name = package.__name__
    script = f"import {name} as package\nprint([each for each in dir(package) if not hasattr(package, each)])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@every_package
def test_unknown_name_is_an_attribute_error(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'BackupPolice'"):
        _ = package.BackupPolice


def test_type_checkers_refuse_unknown_names() -> None:
    # mypy fails if one of these comments is not needed.
    uses: list[Callable[[], object]] = [
        lambda: pulumi_backups.BackupPolice,  # type: ignore[attr-defined]
        lambda: planetscale.BackupPolice,  # type: ignore[attr-defined]
        lambda: northflank.BackupPolice,  # type: ignore[attr-defined]
    ]
    for use in uses:
        with pytest.raises(AttributeError):
            use()
