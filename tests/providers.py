"""The provider classes of the package, whichever folder they are in."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pulumi_backups
from pulumi_backups.bridge import Provider


def provider_classes() -> set[type[Provider]]:
    for module in walk_packages(pulumi_backups.__path__, "pulumi_backups."):
        if ".emulator" not in module.name:
            import_module(module.name)
    return {each for each in Provider.__subclasses__() if each.__module__.startswith("pulumi_backups.")}
