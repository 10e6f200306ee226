"""docs/testing.md says what the emulator and the fixture have."""

from __future__ import annotations

import inspect
import json
import re

from pulumi_backups.emulator import create_app
from pulumi_backups.emulator.faults import KINDS
from pulumi_backups.testing import Emulator, running_emulator

from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "testing.md"
TEXT = PAGE.read_text("utf-8")


def test_every_kind_of_fault_is_listed() -> None:
    table = TEXT.partition("| kind | what the client sees |")[2]
    assert re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE) == list(KINDS.items())


def test_every_method_of_the_fixture_is_listed() -> None:
    methods = [name for name, _ in inspect.getmembers(Emulator, inspect.isfunction) if not name.startswith("_")]
    assert [name for name in methods if f"`{name}(" not in TEXT and f"`backups_emulator.{name}(" not in TEXT] == []


def test_printed_environment_is_that_of_the_emulator() -> None:
    environment = create_app().extensions["emulator"].environment("http://127.0.0.1:8765")
    assert "\n".join(f"export {name}={value}" for name, value in environment.items()) in TEXT


def test_seed_of_the_page_is_a_seed() -> None:
    (seed,) = blocks(PAGE, "json")
    with running_emulator() as emulator:
        emulator.seed(json.loads(seed.text))
        (made,) = (
            each for each in emulator.control("GET", "/planetscale/policies")["policies"] if not each["required"]
        )
        assert (made["database"], made["retention_value"]) == ("ledger", 3)


def test_requests_of_the_page_are_paths_of_the_control_plane() -> None:
    rules = {(method, rule.rule) for rule in create_app().url_map.iter_rules() for method in rule.methods or ()}
    named = re.findall(r"`(GET|POST|DELETE) (/[\w/]+)`", TEXT)
    assert len(named) > 8
    assert [each for each in named if (each[0], f"/_control{each[1]}") not in rules] == []
