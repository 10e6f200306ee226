"""What all reports share: how text gets into HTML and Markdown, and how a page looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from pulumi_backups.errors import printable

STYLE = """
:root { --good: #1a7f37; --bad: #b3261e; --warn: #8a5a00; --new: #0b6bcb; --line: #d8dee4; --dim: #57606a; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2328; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 0.25rem; overflow-wrap: anywhere; }
p { margin: 0.25rem 0; } .dim { color: var(--dim); font-size: 0.875rem; }
article { border-top: 1px solid var(--line); padding: 0.75rem 0; break-inside: avoid; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.verdict { border-radius: 1rem; color: #fff; font-size: 0.8rem; font-weight: 600; padding: 0.1rem 0.6rem; }
dl { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin: 0.25rem 0; }
dt { color: var(--dim); font-size: 0.75rem; } dd { margin: 0; overflow-wrap: anywhere; }
@media print { body { max-width: none; padding: 0; } .verdict { border: 1px solid; color: #000; background: none; } }
"""


def html_page(title: str, style: str, body: str) -> str:
    """One self-contained page, without a script, for a screen, a phone and paper. `style`: what it needs besides."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{in_html(title)}</title>
<style>{STYLE}{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def badge(word: str, kind: str) -> str:
    """A word that people see first, in the colour of its kind."""
    return f'<span class="verdict {kind}">{in_html(word)}</span>'


def html_facts(facts: Iterable[tuple[str, str]]) -> str:
    """What is known, each with its name."""
    shown = "".join(f"<div><dt>{in_html(name)}</dt><dd>{in_html(value)}</dd></div>" for name, value in facts)
    return f"<dl>{shown}</dl>" if shown else ""


def in_html(text: str) -> str:
    """Text as HTML shows it."""
    return escape(printable(text))


def markdown_row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def in_markdown(text: str) -> str:
    """Text that Markdown shows as it is, also in a table."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", printable(text))
