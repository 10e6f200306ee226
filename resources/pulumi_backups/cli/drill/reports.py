"""The reports of a drill, by the suffix of their file."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pulumi_backups.bridge.times import timestamp
from pulumi_backups.cli.documents import badge, html_facts, html_page, in_html, in_markdown, markdown_row
from pulumi_backups.cli.drill.as_json import as_json
from pulumi_backups.cli.drill.facts import KINDS, facts, reason
from pulumi_backups.drills import Outcome, Report
from pulumi_backups.errors import printable

STYLE = """
.good { background: var(--good); } .bad { background: var(--bad); } .warn { background: var(--warn); }
pre { background: #f6f8fa; overflow-x: auto; padding: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
"""
# The JUnit element of a check that did not pass.
ELEMENTS = {Outcome.FAILED: "failure", Outcome.NOT_RUN: "error"}


def markdown(report: Report) -> str:
    """A heading, the facts, and the checks."""
    lines = [f"## Restore drill: {report.result}", "", in_markdown(reason(report)), ""]
    lines += [markdown_row(("Fact", "")), markdown_row(("---", "---"))]
    lines += [markdown_row((name, in_markdown(value))) for name, value in facts(report)]
    lines += ["", markdown_row(("Check", "Outcome", "")), markdown_row(("---", "---", "---"))]
    lines += [markdown_row((in_markdown(each.name), each.outcome, in_markdown(each.words))) for each in report.checks]
    if report.output:
        # Indented, because no text can end such a block.
        lines += ["", "What the command wrote:", "", *(f"    {printable(line)}" for line in report.output.splitlines())]
    return "\n".join(lines) + "\n"


def html(report: Report) -> str:
    """One page for people."""
    checks = "".join(
        f'<article><p>{badge(each.outcome, KINDS[each.outcome])} <span class="name">{in_html(each.name)}</span></p>'
        f"<p>{in_html(each.words)}</p></article>"
        for each in report.checks
    )
    lines = "\n".join(map(in_html, report.output.splitlines()))
    output = f"<h2>What the command wrote</h2><pre>{lines}</pre>" if report.output else ""
    body = f"""<header>
<h1>Restore drill</h1>
<p>{badge(report.result, KINDS[report.result])} {in_html(reason(report))}</p>
{html_facts(facts(report))}
</header>
<section><h2>Checks</h2>{checks}</section>
{output}"""
    return html_page(f"Restore drill of {report.where}", STYLE, body)


def junit(report: Report) -> str:
    """JUnit XML, which most CI systems show: one test case for each check."""
    outcomes = [each.outcome for each in report.checks]
    counts = {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count(Outcome.FAILED)),
        "errors": str(outcomes.count(Outcome.NOT_RUN)),
    }
    root = Element("testsuites", {"name": "pulumi-backups drill", **counts})
    suite = SubElement(root, "testsuite", {"name": report.vendor, **counts})
    suite.set("timestamp", timestamp(report.started_at) or "")
    for each in report.checks:
        named = {"classname": printable(f"{report.vendor}.{report.where}"), "name": printable(each.name)}
        case = SubElement(suite, "testcase", named)
        if each.outcome in ELEMENTS:
            SubElement(case, ELEMENTS[each.outcome], {"message": printable(each.words)})
    if report.output:
        lines = map(printable, report.output.splitlines())
        SubElement(suite, "system-out").text = "\n".join(lines)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


FORMATS: dict[str, Callable[[Report], str]] = {".json": as_json, ".md": markdown, ".html": html, ".xml": junit}
