"""The schema of a branch: its tables, each as a statement that creates it."""

from __future__ import annotations

from html import escape

from ..operation import ApiError, Request, Response
from ..store import Body
from . import bodies, lookup

MYSQL = """CREATE TABLE `{name}` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `note` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
"""
POSTGRESQL = """CREATE TABLE public.{name} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    note text
);
"""
NAMESPACE = "public"


def get_branch_schema(request: Request) -> Response:
    """The tables of a branch that is ready. `keyspace` is for MySQL, `namespace` for Postgres."""
    database, branch = lookup.database(request), lookup.branch(request)
    if not bodies.is_ready(branch.body, request.clock.timestamp()):
        raise ApiError(422, "unprocessable", f"Branch {branch.id} is not ready, so it has no schema yet.")
    mysql = database.body["kind"] == "mysql"
    if mysql and request.query.get("keyspace", database.id) != database.id:
        raise lookup.not_found()
    other = not mysql and request.query.get("namespace", NAMESPACE) != NAMESPACE
    names = [] if other else bodies.tables(database, branch)
    return Response(200, {"data": [_table(name, MYSQL if mysql else POSTGRESQL) for name in names]})


def _table(name: str, statement: str) -> Body:
    raw = statement.format(name=name)
    return {"name": name, "html": f'<div class="highlight"><pre>{escape(raw)}</pre></div>', "raw": raw}
