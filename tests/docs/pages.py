"""The project's documents: their text, code blocks, links and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
# Every document that people read.
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *PAGES, *sorted((ROOT / "examples").rglob("*.md"))]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A code block: its page, its language, the number of its first line, and its text without the margin."""

    page: Path
    language: str
    line: int
    text: str


def blocks(page: Path, language: str | None = None) -> list[Block]:
    """The code blocks of a page, or those in one language."""
    text = page.read_text("utf-8")
    found = []
    for match in FENCE.finditer(text):
        code = re.sub(f"^{match[1]}", "", match[3], flags=re.MULTILINE)
        found.append(Block(page, match[2], text.count("\n", 0, match.start(3)) + 1, code))
    return [each for each in found if language in (None, each.language)]


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> Iterator[tuple[str, str]]:
    """The links of a page to other files, as path and anchor."""
    for target in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", prose(page)):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(page: Path) -> set[str]:
    """The anchors that a browser finds: each heading in lower case, with hyphens, without punctuation."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(block: Block) -> list[str]:
    """The commands of a block, without what they print: those after a prompt if there is any, else all."""
    lines = block.text.replace("\\\n", " ").splitlines()
    prompted = [line[2:] for line in lines if line.startswith("$ ")]
    return prompted or [line.partition(" # ")[0].strip() for line in lines if line and not line.startswith("#")]
