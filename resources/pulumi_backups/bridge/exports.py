"""What a vendor's package offers to programs, and when it is loaded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any


def late_exports(
    package: str, module: str, exported: Sequence[str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package, which loads one module with the first use of a name in it.

    module: the name of that module in the package.
    exported: all names that the package offers. `dir()`, and so completion, shows nothing else.
    """

    def get(name: str) -> Any:
        if name not in exported:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
        return getattr(import_module(f"{package}.{module}"), name)

    return get, lambda: sorted(exported)
