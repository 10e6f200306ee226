"""Every vendor is described to the suites. If something is missing, one sentence says what to add to which file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pulumi_backups.bridge import Provider

from tests.providers import provider_classes
from tests.vendor import Vendor
from tests.vendors import NAMES, VENDORS, has_file


def undescribed(names: Iterable[str]) -> list[str]:
    files = (("kinds", "VENDOR", "tests/vendor.py"), ("contract", "CONTRACT", "tests/contract/contract.py"))
    return [
        f"Add tests/{name}/{file}.py with a {variable}, as {explained} explains it: the suites do not know {name}."
        for name in names
        for file, variable, explained in files
        if not has_file(name, file)
    ]


def unpinned(providers: Iterable[type[Provider]], vendors: Mapping[str, Vendor]) -> list[str]:
    pinned = {pin for vendor in vendors.values() for pin in vendor.pinned}
    return [
        f'Add ("{each.__module__}", "{each.__qualname__}") to `pinned` in {_file(each)}: states will name it.'
        for each in providers
        if (each.__module__, each.__qualname__) not in pinned
    ]


def without_kind(providers: Iterable[type[Provider]], vendors: Mapping[str, Vendor]) -> list[str]:
    described = {kind.provider for vendor in vendors.values() for kind in vendor.kinds.values()}
    return [
        f"Add a Kind of {each.__name__} to `kinds` in {_file(each)}: the suites that go through all resources need it."
        for each in providers
        if each not in described
    ]


def _file(provider: type[Provider]) -> str:
    return f"tests/{provider.__module__.split('.')[1]}/kinds.py"


def test_nothing_is_missing_for_the_suites() -> None:
    providers = sorted(provider_classes(), key=lambda each: each.__qualname__)
    missing = [*undescribed(NAMES), *unpinned(providers, VENDORS), *without_kind(providers, VENDORS)]
    assert not missing, "\n".join(missing)


def test_no_provider_that_states_name_has_gone() -> None:
    present = {(each.__module__, each.__qualname__) for each in provider_classes()}
    gone = {pin for vendor in VENDORS.values() for pin in vendor.pinned} - present
    assert not gone, "Give these classes their modules and names back, because states of users name them."


def test_sentence_names_the_file_and_the_entry_that_is_missing() -> None:
    provider = next(kind.provider for kind in VENDORS["northflank"].kinds.values())
    assert undescribed(["northflank", "other"]) == [
        "Add tests/other/kinds.py with a VENDOR, as tests/vendor.py explains it: the suites do not know other.",
        "Add tests/other/contract.py with a CONTRACT, as tests/contract/contract.py explains it: the suites do not "
        "know other.",
    ]
    assert unpinned([provider], {}) == [
        'Add ("pulumi_backups.northflank.addon_backup_schedule", "AddonBackupScheduleProvider") to `pinned` in '
        "tests/northflank/kinds.py: states will name it."
    ]
    assert without_kind([provider], {}) == [
        "Add a Kind of AddonBackupScheduleProvider to `kinds` in tests/northflank/kinds.py: the suites that go through "
        "all resources need it."
    ]
