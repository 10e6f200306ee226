"""The program that declares what exists, as a person would write it."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_backups.cli.comments import comment
from pulumi_backups.cli.names import Constants
from pulumi_backups.cli.section import Section
from pulumi_backups.cli.survey import Account

FOUND = '''\
"""What takes backups: everything that `pulumi-backups discover` could see.

With adopt=True, the first `pulumi up` adopts what exists and changes nothing. Afterwards, remove adopt=True.
"""'''
NOTHING = '"""`pulumi-backups discover` found nothing that a program could declare."""'


def program(accounts: Sequence[Account], left_out: Sequence[str], *, single: bool) -> str:
    """The source of a program.

    left_out: which vendors were not asked, and why, as sentences.
    single: whether each policy and each schedule is a resource of its own.
    """
    constants = Constants()
    sections = [Section(account, constants, single=single) for account in accounts]
    packages = sorted(section.package for section in sections if section.package)
    imports = [f"from pulumi_backups import {', '.join(packages)}"] if packages else []
    blocks = [block for section in sections for block in section.blocks()]
    return "\n\n".join([FOUND if packages else NOTHING, *imports, *blocks, *map(comment, left_out)]) + "\n"
