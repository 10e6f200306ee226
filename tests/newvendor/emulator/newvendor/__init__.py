"""Newvendor's API.

Base URL: {base}/newvendor. A client sends "Authorization: Bearer demo-newvendor-key-0000" for the key of the default
seed.

A seed for POST /_control/seed:

    {"newvendor": {"keys": {"another-key-0000": {}}, "clusters": {"main": {"schedules": {"nightly": {}}}}}}

A schedule can have any fields of the contract. The control plane edits schedules under /_control/newvendor/schedules.
Their location is cluster.
"""

from __future__ import annotations

from ..editable import Editable
from ..seeder import Seeder, named_objects
from ..store import Body
from ..vendor import Vendor
from .access import authorize
from .routes import OPERATIONS, SCHEDULE


def _add_key(seeder: Seeder, _scope: str, key: str, _described: Body) -> None:
    seeder.store.put("newvendor.key", "", key, {})


def _add_cluster(seeder: Seeder, _scope: str, name: str, described: Body) -> None:
    seeder.store.put("newvendor.cluster", "", name, {})
    seeder.add_sections(name, f"newvendor.clusters.{name}", described, {"schedules": named_objects(_add_schedule)})


def _add_schedule(seeder: Seeder, cluster: str, name: str, described: Body) -> None:
    default = {"window": {"days": [0], "hour": 0}, "retention_days": 7}
    seeder.store.put(SCHEDULE, cluster, name, {**default, **described, "name": name})


VENDOR = Vendor(
    name="newvendor",
    title="Newvendor",
    sections={"keys": named_objects(_add_key), "clusters": named_objects(_add_cluster)},
    operations=OPERATIONS,
    default_seed={"keys": {"demo-newvendor-key-0000": {}}, "clusters": {"main": {}}},
    authorize=authorize,
    editables=(Editable(SCHEDULE, "schedules", scope_names=("cluster",), id_field="name"),),
)
