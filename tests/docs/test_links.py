"""Every link leads somewhere, and every page can be found from the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import DOCUMENTS, PAGES, README, anchors, links, prose


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    wrong = []
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(f"{path}#{anchor}")
    assert wrong == []


def test_every_page_can_be_found_from_the_readme() -> None:
    found, unread = {README}, [README]
    while unread:
        page = unread.pop()
        new = {(page.parent / path).resolve() for path, _ in links(page) if path.endswith(".md")} - found
        found |= new
        unread += new
    assert [page.name for page in PAGES if page not in found] == []


def test_readme_is_short_and_leads_to_every_page_at_once() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= 180
    linked = {(README.parent / path).resolve() for path, _ in links(README)}
    assert [page.name for page in PAGES if page not in linked] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_one_title_at_its_top(page: Path) -> None:
    lines = prose(page).splitlines()
    assert [line for line in lines if line.startswith("# ")] == lines[:1]
