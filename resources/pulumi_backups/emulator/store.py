"""Where the emulator keeps its data: one SQLite file or memory, one connection, one lock."""

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

FORMAT = 3
COUNTERS = ("objects", "requests")
SCHEMA = """
create table if not exists objects (
    seq integer primary key autoincrement,
    kind text not null, scope text not null, id text not null, body text not null,
    unique (kind, scope, id)
);
create index if not exists objects_by_id on objects (kind, id);
create index if not exists objects_by_next_run on objects (kind, json_extract(body, '$.next_run_at'));
create index if not exists objects_by_end on objects (kind, json_extract(body, '$.gone_at'));
create table if not exists settings (name text primary key, value text not null);
create table if not exists requests (seq integer primary key autoincrement, entry text not null);
"""


class DataFileError(Exception):
    """The data file is not one that this emulator wrote."""


@dataclass(frozen=True)
class StoredObject:
    """An object in the store. `scope` is the path of its parents, such as "acme/storefront"."""

    kind: str
    scope: str
    id: str
    """Unique within kind and scope."""
    body: Body


class Store:
    """Objects by kind, scope and id, in the order in which they were created.

    Threads can share it: a transaction holds the only lock, so ":memory:" works like a file.
    """

    def __init__(self, data: Path | str) -> None:
        """Opens or creates the file `data`, or an empty store in memory for ":memory:". Raises DataFileError."""
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(str(data), check_same_thread=False, isolation_level=None, timeout=10)
            # WAL without a sync at each commit loses nothing if the process is killed. It can lose commits
            # if the machine stops, which does not matter here.
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
        """Closes the file. Commits stay in it."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes in the block are committed together, or none if the block raises.

        A transaction inside another one is a savepoint.
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

    def put(self, kind: str, scope: str, id: str, body: Body) -> StoredObject:
        """Creates the object, or replaces the body of an existing one, which keeps its position in the order."""
        with self._lock:
            self._db.execute(
                "insert into objects (kind, scope, id, body) values (?, ?, ?, ?) "
                "on conflict (kind, scope, id) do update set body = excluded.body",
                (kind, scope, id, json.dumps(body)),
            )
        return StoredObject(kind, scope, id, body)

    def get(self, kind: str, scope: str, id: str) -> Body | None:
        """The body. None if there is no such object."""
        rows = self._select("kind = ? and scope = ? and id = ?", (kind, scope, id))
        return rows[0].body if rows else None

    def find(self, kind: str, id: str) -> StoredObject | None:
        """The first object with that id in any scope."""
        rows = self._select("kind = ? and id = ?", (kind, id))
        return rows[0] if rows else None

    def all(self, kind: str, scope: str | None = None) -> list[StoredObject]:
        """Objects of a kind, of one scope or of all, the oldest first."""
        if scope is None:
            return self._select("kind = ?", (kind,))
        return self._select("kind = ? and scope = ?", (kind, scope))

    def due(self, kind: str, moment: str) -> list[StoredObject]:
        """Objects whose next_run_at is a timestamp not after `moment`."""
        # Somebody may have edited it into a number, which SQLite sorts before every text.
        return self._select("kind = ? and json_extract(body, '$.next_run_at') between '' and ?", (kind, moment))

    def expired(self, kind: str, moment: str) -> list[StoredObject]:
        """Objects whose gone_at is a timestamp not after `moment`."""
        return self._select("kind = ? and json_extract(body, '$.gone_at') between '' and ?", (kind, moment))

    def remove_expired(self, kind: str, moment: str) -> None:
        """Removes objects whose gone_at is a timestamp not after `moment`."""
        with self._lock:
            where = "kind = ? and json_extract(body, '$.gone_at') between '' and ?"
            self._db.execute(f"delete from objects where {where}", (kind, moment))  # noqa: S608 (fixed text)

    def remove_created_after(self, kind: str, moment: str) -> None:
        """Removes objects whose created_at is a timestamp after `moment`."""
        with self._lock:
            where = "kind = ? and json_extract(body, '$.created_at') > ?"
            self._db.execute(f"delete from objects where {where}", (kind, moment))  # noqa: S608 (fixed text)

    def remove(self, kind: str, scope: str, id: str) -> bool:
        """Removes the object. Whether there was one."""
        with self._lock:
            where = (kind, scope, id)
            return self._db.execute("delete from objects where kind = ? and scope = ? and id = ?", where).rowcount > 0

    def clear(self) -> None:
        """Removes all objects, settings and log entries. The counters continue."""
        with self._lock:
            counters = [(name, self.setting(name, 0)) for name in COUNTERS]
            for table in ("objects", "settings", "requests"):
                self._db.execute(f"delete from {table}")  # noqa: S608 (the names are one line above)
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

    def next_number(self, counter: str) -> int:
        """The next number of one of COUNTERS. They never go back, so no id is used twice."""
        with self._lock:
            number = int(self.setting(counter, 0)) + 1
            self.set(counter, number)
            return number

    def log(self, entry: Body, keep: int) -> None:
        """Appends to the request log and removes all but the last `keep` entries."""
        with self._lock:
            seq = self._db.execute("insert into requests (entry) values (?)", (json.dumps(entry),)).lastrowid or 0
            self._db.execute("delete from requests where seq <= ?", (seq - keep,))

    def log_entries(self) -> list[Body]:
        """The request log, the oldest first."""
        with self._lock:
            rows = self._db.execute("select entry from requests order by seq").fetchall()
        return [json.loads(row[0]) for row in rows]

    def clear_log(self) -> None:
        """Empties the request log."""
        with self._lock:
            self._db.execute("delete from requests")

    def _select(self, where: str, values: tuple[str, ...]) -> list[StoredObject]:
        query = f"select kind, scope, id, body from objects where {where} order by seq"  # noqa: S608 (fixed texts)
        with self._lock:
            rows = self._db.execute(query, values).fetchall()
        return [StoredObject(kind, scope, id, json.loads(body)) for kind, scope, id, body in rows]
