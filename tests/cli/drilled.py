"""An original of each vendor with one backup, and what is at the vendor after a drill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.conftest import Emulator

ORDERS = {"project_id": "shop", "addon_id": "orders-db"}


@dataclass(frozen=True)
class Example:
    """How a vendor is drilled in a test.

    arguments: of the command. place: as the audit has it. where: with the branch. noun: what a copy is called.
    back_up: takes a backup by hand, and returns its id. names: of all branches or add-ons.
    foreign: what looks like a copy and is none, for the emulator's control plane.
    restore, delete: the operations of the vendor's API. broken: the switch that makes a restore fail.
    endless: the switch that makes a restore never end. state: the field that says how a backup ended.
    """

    arguments: tuple[str, ...]
    place: str
    where: str
    noun: str
    back_up: Callable[[Emulator], str]
    names: Callable[[Emulator], list[str]]
    foreign: tuple[str, dict[str, Any]]
    restore: str
    delete: str
    broken: dict[str, str]
    endless: dict[str, str]
    state: str

    def copies(self, emulator: Emulator) -> list[str]:
        return [name for name in self.names(emulator) if name.startswith("drill-") and name != "drill-by-hand"]


def _branches(emulator: Emulator) -> list[str]:
    return [each["name"] for each in emulator.call("GET", "/planetscale/branches?database=storefront")["branches"]]


def _addons(emulator: Emulator) -> list[str]:
    return [each["name"] for each in emulator.call("GET", "/northflank/addons?project_id=shop")["addons"]]


EXAMPLES = {
    "planetscale": Example(
        arguments=("--organization", "acme", "--database", "storefront", "--cluster-size", "PS_10"),
        place="acme/storefront",
        where="acme/storefront/main",
        noun="branch",
        back_up=lambda emulator: emulator.call("POST", "/planetscale/backups", {"database": "storefront"})["id"],
        names=_branches,
        foreign=(
            "/planetscale/branches",
            {"database": "storefront", "name": "drill-by-hand", "restored_from_branch": "main"},
        ),
        restore="create_branch",
        delete="delete_branch",
        broken={"planetscale__restore_outcome": "vanishes"},
        endless={"planetscale__restore_outcome": "pending"},
        state="state",
    ),
    "northflank": Example(
        arguments=("--project", "shop", "--addon", "orders-db"),
        place="shop/orders-db",
        where="shop/orders-db",
        noun="add-on",
        back_up=lambda emulator: emulator.call("POST", "/northflank/backups", ORDERS)["id"],
        names=_addons,
        foreign=("/northflank/addons", {"project_id": "shop", "name": "drill-by-hand", "tags": ["restore-drill"]}),
        restore="createAddon",
        delete="deleteAddon",
        broken={"northflank__fork_outcome": "failed"},
        endless={"northflank__fork_outcome": "never"},
        state="status",
    ),
}
