"""`python -m tools.generate`: writes every generated part. With --check it only says which are out of date.

The tables of inputs are in docs/resources.md, or in the README.md of the vendor's own folder.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from pulumi_backups.vendors import VENDORS

from tools.generate.annotations import arguments_type
from tools.generate.described import nested_models, resource_classes
from tools.generate.input_tables import with_tables
from tools.generate.resource_class import class_block
from tools.generate.source_file import NameTakenError, formatted, with_block, with_imports
from tools.generate.types_module import types_module

PAGE = Path(__file__).parents[2] / "docs" / "resources.md"
PACKAGES = tuple(f"pulumi_backups.{vendor}" for vendor in VENDORS)


def pages(package: str) -> list[Path]:
    """The documents of a vendor's resources."""
    own = Path(str(import_module(package).__file__)).with_name("README.md")
    return [PAGE, own] if own.exists() else [PAGE]


def generated(packages: tuple[str, ...] = PACKAGES) -> dict[Path, str]:
    """Every file with a generated part, as it should be. Raises NameTakenError."""
    found: dict[Path, str] = {}
    for package in packages:
        classes = resource_classes(package)
        nested = {model for cls in classes for model in nested_models(cls._provider_class.operations.inputs)}
        names = {name for model in nested for name in (arguments_type(model), f"{model.__name__}Result")}
        local = dict.fromkeys(names, f"{package}.types")
        for cls in classes:
            file = Path(str(import_module(cls.__module__).__file__))
            text = with_block(found.get(file) or file.read_text("utf-8"), class_block(cls), cls.__name__)
            found[file] = formatted(with_imports(text, local), str(file))
        types = Path(str(import_module(package).__file__)).with_name("types.py")
        vendor = classes[0]._provider_class.operations.vendor
        found[types] = formatted(with_imports(types_module(vendor, classes), {}), str(types))
        for page in pages(package):
            found[page] = with_tables(found.get(page) or page.read_text("utf-8"), classes)
    return found


def main(arguments: list[str]) -> int:
    try:
        files = generated()
    except NameTakenError as error:
        print(error, file=sys.stderr)
        return 1
    stale = [file for file, text in files.items() if not file.exists() or file.read_text("utf-8") != text]
    for file in stale:
        if "--check" in arguments:
            print(f"{file.name} is out of date. Run: make generate")
        else:
            file.write_text(files[file], "utf-8")
            print(f"wrote {file.name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
