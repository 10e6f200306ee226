"""docs/errors.md quotes messages that the code has."""

from __future__ import annotations

import ast
import re

from tests.docs.pages import ROOT

TEXT = (ROOT / "docs" / "errors.md").read_text("utf-8")
# In a quoted message, what differs from run to run.
VALUE = "…"


def quoted_messages() -> list[str]:
    """The messages in the tables, without the last one, which quotes Pulumi."""
    own = TEXT.partition("## Messages of Pulumi")[0]
    cells = re.findall(r"^\| (`.+?) \|", own, re.MULTILINE)
    return [message for cell in cells for message in re.findall(r"`([^`]+)`", cell)]


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
    assert len(messages) > 40
    files = [file for folder in ("resources", "tools") for file in (ROOT / folder).rglob("*.py")]
    strings = [string for file in files for string in strings_in(file.read_text("utf-8"))]
    patterns = {message: re.compile(".+".join(map(re.escape, message.split(VALUE)))) for message in messages}
    assert [message for message in messages if not any(map(patterns[message].search, strings))] == []
