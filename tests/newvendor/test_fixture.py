"""What docs/adding-a-vendor.md says about a vendor is true of this one: its size, its generated part, its types."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.size import at_full_size
from tests.newvendor.activation import FOLDER, NAME
from tests.newvendor.product import copy_with_newvendor
from tools.generate.__main__ import generated
from tools.generate.source_file import BEGIN, END, NameTakenError, with_imports

ROOT = FOLDER.parents[1]
PAGE = ROOT / "docs" / "adding-a-vendor.md"
MAX_LINES = 150


def handwritten_lines(file: Path) -> int:
    # `make generate` also writes the imports that its part needs.
    imports = r"from pulumi_backups\.(bridge\.result|\w+\.types) import .+"
    lines = [line for line in file.read_text("utf-8").splitlines() if not re.fullmatch(imports, line)]
    generated = lines[lines.index(BEGIN) : lines.index(END) + 1] if BEGIN in lines else []
    return len(lines) - len(generated)


def test_vendor_has_few_handwritten_lines() -> None:
    files = [file for file in (FOLDER / "resources" / NAME).glob("*.py") if file.name != "types.py"]
    assert len(files) == 3
    assert sum(map(handwritten_lines, files)) <= MAX_LINES


def test_page_shows_what_the_files_have() -> None:
    text = PAGE.read_text("utf-8")
    excerpts = re.findall(r"```(?:python|markdown)\n(.*?)```", text, re.DOTALL)
    files = [file.read_text("utf-8") for file in FOLDER.rglob("*") if file.suffix in (".py", ".md")]
    # The table is between these two lines in the file.
    files.append("<!-- inputs of newvendor.BackupSchedule -->\n<!-- end -->\n")
    assert len(excerpts) > 10
    assert [excerpt for excerpt in excerpts if not any(excerpt in file for file in files)] == []


def test_page_names_files_that_exist() -> None:
    names = set(re.findall(r"`((?:resources|tests)/[\w/.]+)`", PAGE.read_text("utf-8")))
    product = (f"resources/pulumi_backups/{NAME}", f"resources/pulumi_backups/emulator/{NAME}")
    fixture = (f"tests/{NAME}/resources/{NAME}", f"tests/{NAME}/emulator/{NAME}")
    places = [name.replace(product[0], fixture[0]).replace(product[1], fixture[1]) for name in names]
    assert len(places) > 10
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_generated_part_is_up_to_date() -> None:
    files = generated(packages=(f"pulumi_backups.{NAME}",))
    own = {file.name: file.read_text("utf-8") == text for file, text in files.items() if FOLDER in file.parents}
    assert own == {"backup_schedule.py": True, "types.py": True, "README.md": True}, "run: python -m tests.newvendor"


def test_class_with_the_name_of_a_generated_one_is_refused() -> None:
    with pytest.raises(NameTakenError, match=r"Rename the class WindowResult: pulumi_backups\.newvendor\.types has"):
        with_imports("class WindowResult: ...\n", {"WindowResult": "pulumi_backups.newvendor.types"})


@at_full_size
def test_types_are_correct_in_the_product(tmp_path: Path) -> None:
    product = copy_with_newvendor(tmp_path)
    # In the product, the two folders of the fixture are not here.
    elsewhere = shutil.ignore_patterns("__pycache__", "resources", "emulator")
    for folder in ("tests", "tools"):
        shutil.copytree(ROOT / folder, product / folder, ignore=elsewhere)
    (product / "mypy.ini").write_text("[mypy]\nstrict = true\nwarn_return_any = false\nexplicit_package_bases = true\n")
    packages = (f"pulumi_backups.{NAME}", f"pulumi_backups.emulator.{NAME}", f"tests.{NAME}")
    command = ["mypy", "--cache-dir", str(ROOT / ".mypy_cache" / NAME), *(f"-p={package}" for package in packages)]
    done = subprocess.run([sys.executable, "-m", *command], cwd=product, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
