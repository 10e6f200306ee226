"""Expressions as source text: they mean what they should, and the formatter leaves them as they are."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pulumi_backups.cli.source import Call, Code, joined, laid_out, text

ROOT = Path(__file__).parents[2]
TEXTS = [
    "",
    "daily",
    "it's",
    'say "hi"',
    "both ' and \"",
    "back\\slash",
    "été",
    "日次バックアップ",
    "e\u0301",
    "x" * 60,
    "{}",
]


def random_expression(random: Random, depth: int = 0) -> Any:
    """A call, a list, a tuple or a mapping, more or less deep, or a value."""
    kinds = ["text", "number", "name", "call", "list", "mapping"] if depth < 3 else ["text", "number", "name"]
    kind = random.choice(kinds)
    if kind == "text":
        return random.choice(TEXTS)
    if kind == "number":
        return random.choice([0, 7, 120, True, False])
    if kind == "name":
        return random.choice([Code("ORGANIZATION"), joined("a-", Code("name"), "'\"-{b}")])
    entries = [random_expression(random, depth + 1) for _ in range(random.randint(1, 6))]
    if kind == "list":
        return entries if random.random() < 0.5 else tuple(entries)
    if kind == "mapping":
        return {f"{random.choice(TEXTS)}{index}": entry for index, entry in enumerate(entries)}
    names = [f"{random.choice(['x', 'schedule_time', 'additional_destinations'])}{index}" for index in range(9)]
    return Call("planetscale.BackupPlan", {"": random.choice(TEXTS), **dict(zip(names, entries, strict=False))})


def random_statement(random: Random, number: int) -> str:
    value = random_expression(random)
    if random.random() < 0.5 or not isinstance(value, Call):
        return laid_out(value, before=f"NAME_{number} = ")
    return laid_out(("a", "b"), before="for name in ", after=":") + "\n" + laid_out(value, "    ")


def test_formatter_leaves_every_layout_as_it_is(tmp_path: Path) -> None:
    random = Random(7)  # noqa: S311
    file = tmp_path / "layouts.py"
    file.write_text("\n\n".join(random_statement(random, number) for number in range(800)) + "\n", "utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "--diff", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("value", [*TEXTS, "line\nbreak", "tab\t", "\x1b[31m", "\u200b", "'\"\\", "\ud800"])
def test_text_is_the_literal_of_a_text(value: str) -> None:
    assert ast.literal_eval(text(value)) == value
    assert text(value).isprintable()


def test_expressions_mean_what_they_say() -> None:
    assert joined("a{", Code("name"), '}"') == "f'a{{{name}}}\"'"
    assert (joined(Code("name")), joined("a", "b")) == ("name", "ab")
    value = {"a": [1, "b"], "c": ({"d": True},)}
    assert ast.literal_eval(laid_out(value)) == value


@pytest.mark.parametrize(
    ("length", "layout"),
    [
        (20, 'package.function("{}", second=2)'),
        (93, 'package.function(\n    "{}", second=2\n)'),
        (105, 'package.function(\n    "{}",\n    second=2,\n)'),
    ],
)
def test_arguments_of_a_long_call_stay_together_if_they_fit_on_one_line(length: int, layout: str) -> None:
    name = "n" * length
    assert laid_out(Call("package.function", {"": name, "second": 2})) == layout.format(name)
