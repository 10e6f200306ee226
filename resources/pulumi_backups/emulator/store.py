"""Where everything is kept: one SQLite file (or memory), one connection, one lock."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Body = dict[str, Any]

FORMAT = 2
COUNTERS = ("objects", "requests")
SCHEMA = """
create table if not exists things (
    seq integer primary key autoincrement,
    kind text not null, scope text not null, id text not null, body text not null,
    unique (kind, scope, id)
);
create index if not exists things_by_id on things (kind, id);
create index if not exists things_by_next_run on things (kind, json_extract(body, '$.next_run_at'));
create index if not exists things_by_end on things (kind, json_extract(body, '$.gone_at'));
create table if not exists settings (name text primary key, value text not null);
create table if not exists requests (seq integer primary key autoincrement, entry text not null);
"""


class DataFileError(Exception):
    """The data file is not one that this emulator wrote."""


@dataclass(frozen=True)
class Thing:
    """A stored object: `scope` names its parents (`acme/storefront`), `id` is unique within kind and scope."""

    kind: str
    scope: str
    id: str
    body: Body


class Store:
    """Documents by kind, scope and id, in the order in which they were made.

    Safe to use from many threads: a transaction holds the only lock, so `:memory:` works as a file does.
    """

    def __init__(self, data: Path | str) -> None:
        """Opens or makes the file `data`, or an empty store for ":memory:"; raises DataFileError."""
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(str(data), check_same_thread=False, isolation_level=None, timeout=10)
            # WAL without a sync at each commit loses nothing when the process is killed, only when the
            # machine is, and an emulator need not survive that.
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            found = self._db.execute("pragma user_version").fetchone()[0]
            if found not in (0, FORMAT):
                raise DataFileError(f"{data} was written by another version of the emulator")
            self._db.executescript(SCHEMA)
            self._db.execute(f"pragma user_version = {FORMAT}")
        except sqlite3.Error as error:
            raise DataFileError(f"{data} cannot be used as the emulator's data file: {error}") from error

    def close(self) -> None:
        """Closes the file; what was committed stays in it."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed together, or not at all when an exception leaves the block.

        A transaction inside another is a savepoint of it.
        """
        with self._lock:
            nested = self._db.in_transaction
            self._db.execute("savepoint step" if nested else "begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback to step" if nested else "rollback")
                if nested:
                    self._db.execute("release step")
                raise
            self._db.execute("release step" if nested else "commit")

    def put(self, kind: str, scope: str, id: str, body: Body) -> Thing:
        """Makes the thing, or gives an existing one a new body in its old place."""
        with self._lock:
            self._db.execute(
                "insert into things (kind, scope, id, body) values (?, ?, ?, ?) "
                "on conflict (kind, scope, id) do update set body = excluded.body",
                (kind, scope, id, json.dumps(body)),
            )
        return Thing(kind, scope, id, body)

    def get(self, kind: str, scope: str, id: str) -> Body | None:
        """The body, or None where there is no such thing."""
        rows = self._select("kind = ? and scope = ? and id = ?", (kind, scope, id))
        return rows[0].body if rows else None

    def find(self, kind: str, id: str) -> Thing | None:
        """The first thing of that id in whatever scope."""
        rows = self._select("kind = ? and id = ?", (kind, id))
        return rows[0] if rows else None

    def all(self, kind: str, scope: str | None = None) -> list[Thing]:
        """Things of a kind, the oldest first; of one scope where one is given."""
        if scope is None:
            return self._select("kind = ?", (kind,))
        return self._select("kind = ? and scope = ?", (kind, scope))

    def due(self, kind: str, moment: str) -> list[Thing]:
        """Things whose next_run_at is a text not after `moment`, as the vendors write times."""
        # Bodies that somebody edited may hold a number there, which SQLite sorts before every text.
        return self._select("kind = ? and json_extract(body, '$.next_run_at') between '' and ?", (kind, moment))

    def discard(self, kind: str, moment: str) -> None:
        """Removes things whose gone_at is a text not after `moment`."""
        with self._lock:
            where = "kind = ? and json_extract(body, '$.gone_at') between '' and ?"
            self._db.execute(f"delete from things where {where}", (kind, moment))  # noqa: S608 (fixed text)

    def remove(self, kind: str, scope: str, id: str) -> bool:
        """Whether there was one to remove."""
        with self._lock:
            where = (kind, scope, id)
            return self._db.execute("delete from things where kind = ? and scope = ? and id = ?", where).rowcount > 0

    def clear(self) -> None:
        """Removes every thing, setting and logged request; the counters go on."""
        with self._lock:
            counters = [(name, self.setting(name, 0)) for name in COUNTERS]
            for table in ("things", "settings", "requests"):
                self._db.execute(f"delete from {table}")  # noqa: S608 (the names stand one line above)
            for name, number in counters:
                self.set(name, number)

    def setting(self, name: str, default: Any) -> Any:
        """A named JSON value."""
        with self._lock:
            row = self._db.execute("select value from settings where name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def set(self, name: str, value: Any) -> None:
        """Stores a named JSON value."""
        with self._lock:
            self._db.execute("insert or replace into settings values (?, ?)", (name, json.dumps(value)))

    def count(self, counter: str) -> int:
        """The next number of one of COUNTERS, which never go back, so that no id is ever given twice."""
        with self._lock:
            number = int(self.setting(counter, 0)) + 1
            self.set(counter, number)
            return number

    def log(self, entry: Body, keep: int) -> None:
        """Appends to the request log and drops all but the last `keep` entries."""
        with self._lock:
            seq = self._db.execute("insert into requests (entry) values (?)", (json.dumps(entry),)).lastrowid or 0
            self._db.execute("delete from requests where seq <= ?", (seq - keep,))

    def logged(self) -> list[Body]:
        """The request log, the oldest first."""
        with self._lock:
            rows = self._db.execute("select entry from requests order by seq").fetchall()
        return [json.loads(row[0]) for row in rows]

    def forget_log(self) -> None:
        """Empties the request log."""
        with self._lock:
            self._db.execute("delete from requests")

    def _select(self, where: str, values: tuple[str, ...]) -> list[Thing]:
        query = f"select kind, scope, id, body from things where {where} order by seq"  # noqa: S608 (fixed texts)
        with self._lock:
            rows = self._db.execute(query, values).fetchall()
        return [Thing(kind, scope, id, json.loads(body)) for kind, scope, id, body in rows]
