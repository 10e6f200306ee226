"""The emulator's page as a test reads it, and as a browser shows it."""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dump-dom",
)


class Texts(HTMLParser):
    """What the page shows: table rows and marks on time lines. Also what it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[str] = []
        self.marks: list[str] = []
        self.loads: list[str] = []
        self.tags: set[str] = set()
        self.legend = self.in_row = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = {name: value or "" for name, value in attributes}
        if tag == "tr":
            self.rows.append("")
            self.in_row = True
        self.legend |= given.get("class") == "legend"
        if tag == "rect" and not self.legend:
            self.marks.append(given["class"].removeprefix("mark "))
        self.loads += [value for name, value in given.items() if name in ("src", "href") and ":" in value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self.in_row = False

    def handle_data(self, data: str) -> None:
        if self.in_row:
            self.rows[-1] = f"{self.rows[-1]} {data}".strip()


def row(page: str, *words: str) -> str:
    """The first table row that contains all words, with single spaces."""
    rows = [" ".join(each.split()) for each in Texts(page).rows]
    return next(each for each in rows if all(word in each for word in words))


def in_browser(profile: Path, url: str, *flags: str) -> str:
    """The page after a browser has drawn it."""
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", *flags, url]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
