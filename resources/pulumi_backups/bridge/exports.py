"""What a vendor's package offers to programs, and when it is loaded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any


def late_exports(
    package: str, modules: Sequence[str], exported: Sequence[str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package, which loads some modules with the first use of a name in them.

    modules: the names of these modules in the package. They are loaded in this order, up to the one with the name.
    exported: all names that the package offers. `dir()`, and so completion, shows nothing else.
    """

    def get(name: str) -> Any:
        if name not in exported:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
        loaded = (import_module(f"{package}.{module}") for module in modules)
        return next(getattr(module, name) for module in loaded if hasattr(module, name))

    return get, lambda: sorted(exported)
