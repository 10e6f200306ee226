"""The report as JUnit XML, which most CI systems show: one test case for each finding."""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pulumi_backups.bridge.times import timestamp
from pulumi_backups.cli.audit.report import Report
from pulumi_backups.errors import printable
from pulumi_backups.proof import Finding, Verdict


def junit(report: Report) -> str:
    """The report as XML. What could not be looked at is an error, what is not good a failure."""
    root = Element("testsuites", _attributes("pulumi-backups audit", report.findings))
    in_order = sorted(report.findings, key=lambda finding: (finding.subject.vendor, *finding.sort_key))
    for vendor, found in groupby(in_order, key=lambda finding: finding.subject.vendor):
        findings = tuple(found)
        suite = SubElement(root, "testsuite", _attributes(vendor, findings))
        suite.set("timestamp", timestamp(report.at) or "")
        for finding in findings:
            _add_case(suite, finding)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _attributes(name: str, findings: tuple[Finding, ...]) -> dict[str, str]:
    errors = sum(finding.verdict is Verdict.UNKNOWN for finding in findings)
    failures = sum(not finding.verdict.is_good for finding in findings) - errors
    return {"name": name, "tests": str(len(findings)), "failures": str(failures), "errors": str(errors)}


def _add_case(suite: Element, finding: Finding) -> None:
    subject = finding.subject
    named = {"classname": printable(f"{subject.vendor}.{subject.where}"), "name": printable(subject.name)}
    case = SubElement(suite, "testcase", named)
    if finding.verdict.is_good:
        return
    kind = "error" if finding.verdict is Verdict.UNKNOWN else "failure"
    first = finding.problems[0]
    problem = SubElement(case, kind, {"type": finding.verdict.value, "message": printable(first.reason)})
    problem.text = "\n".join(printable(f"{each.reason} {each.advice}") for each in finding.problems)
