"""What the last build knew: of ``docs/``, of each page, of the files of ``site/``. Kept in ``.fumikura/``.

It is a cache: where it is missing, damaged, or another version's, it is empty, and all is read and made again. Each row
carries a checksum of its own. It holds text and compressed text, nothing that could run; and what git tracks is never
read, so that no pull request can bring one.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fumikura.errors import FumikuraError
from fumikura.git.repository import Git

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fumikura.settings import Settings

FOLDER, HOME = ".fumikura", "home"
"""In an archive; in that, what the site is made with that is read at home."""
VERSION = 4
"""Of what stands in it. With another one it is made anew."""
TABLES = ("facts", "folders", "cards", "pages", "files", "around", "items", "site", "documents")
"""``facts``: of the whole; ``folders``: of docs, and ``cards``, what a library needs of them; by address ``pages``,
``files`` of each page, ``around``: what it shows of others, ``items``: what lists show of it, ``documents``: what is
found of it; ``site``: folders of that. ``cards`` and ``pages`` are kept by ``parcels.py``."""


MOST_WAITING = 20_000_000
"""Bytes."""
ENVIRONMENT = "environment"
"""Names the fact that says what it was made with."""


class Json(bytes):
    """A value that is JSON already, as ``json_of`` makes it: a worker has done that."""


def json_of(value: Any) -> Json:
    """``value`` as it is written."""
    # No escapes: they would take three times as long to be read. Names of files may hold lone surrogates.
    return Json(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


@dataclass
class Catalogue:
    """Rows of some tables: name -> state (a stamp or a key) and value (anything that JSON takes, or bytes)."""

    path: Path
    connection: sqlite3.Connection
    waiting: int = 0
    """Bytes that wait to be saved."""
    changes: dict[str, dict[str, tuple[str, Any] | None]] = field(default_factory=lambda: {name: {} for name in TABLES})

    def states(self, table: str, below: str = "") -> dict[str, str]:
        """The state of each row whose name begins with ``below``, as it will be saved. Raises ``Damaged``."""
        query = f"SELECT name, state FROM {table}"  # noqa: S608  ours
        if start := _bytes(below):
            after = start[:-1] + bytes([start[-1] + 1])
            rows = self._rows(f"{query} WHERE name >= ? AND name < ?", (start, after))
        else:
            rows = self._rows(query)
        found = {_text(name): _state(state) for name, state in rows}
        for name, row in self.changes[table].items():
            if not name.startswith(below):
                continue
            if row is None:
                found.pop(name, None)
            else:
                found[name] = row[0]
        return found

    def state(self, table: str, name: str) -> str | None:
        """The state of one row, as it will be saved; None where there is none. Raises ``Damaged``."""
        if name in self.changes[table]:
            row = self.changes[table][name]
            return row[0] if row else None
        rows = self._rows(f"SELECT state FROM {table} WHERE name = ?", (_bytes(name),))  # noqa: S608
        return next((_state(state) for (state,) in rows), None)

    def values(self, table: str) -> dict[str, tuple[str, Any]]:
        """State and value of each row, as it was saved. Raises ``Damaged``."""
        rows = self._rows(f"SELECT name, state, value, sum FROM {table} ORDER BY name")  # noqa: S608
        return {_text(name): (state, _loaded(name, state, value, total)) for name, state, value, total in rows}

    def value(self, table: str, name: str) -> tuple[str, Any] | None:
        """State and value of one row, as it will be saved. Raises ``Damaged``."""
        if name in self.changes[table]:
            row = self.changes[table][name]
            return (row[0], _value_of(row[1])) if row and isinstance(row[1], Json) else row
        rows = self._rows(f"SELECT state, value, sum FROM {table} WHERE name = ?", (_bytes(name),))  # noqa: S608
        return next(((state, _loaded(_bytes(name), state, value, total)) for state, value, total in rows), None)

    def put(self, table: str, name: str, state: str, value: Any) -> None:
        """Note a row, which ``save`` writes. ``value``: ``Json``, other bytes, or what JSON takes."""
        self.changes[table][name] = (state, value)
        if isinstance(value, bytes) and not isinstance(value, Json):
            self.waiting += len(value)

    def relieve(self, table: str, most: int = MOST_WAITING) -> None:
        """Write what was noted of ``table``, if it is much. Who reads a row has to look whether its state is right."""
        if self.waiting > most:
            self.write(table)
            self.waiting = 0

    def write(self, *tables: str) -> None:
        """Write what was noted of ``tables``: see ``relieve``."""
        self._write({table: self.changes[table] for table in tables})

    def remove(self, table: str, names: Iterable[str]) -> None:
        """Note that these rows go."""
        self.changes[table].update(dict.fromkeys(names))

    def save(self) -> None:
        """Write all that was noted, or nothing. Raises ``OSError``."""
        if any(self.changes.values()):
            self._write(self.changes)

    def _write(self, changes: dict[str, dict[str, tuple[str, Any] | None]]) -> None:
        try:
            with self.connection:
                for table, rows in changes.items():
                    gone = [(_bytes(name),) for name, row in rows.items() if row is None]
                    self.connection.executemany(f"DELETE FROM {table} WHERE name = ?", gone)  # noqa: S608
                    kept = (_packed(name, *row) for name, row in rows.items() if row is not None)
                    self.connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)", kept)  # noqa: S608
        except sqlite3.OperationalError as error:
            raise OSError(0, str(error), str(self.path)) from error
        for rows in changes.values():
            rows.clear()

    def close(self) -> None:
        """Forget what was not saved."""
        self.connection.close()

    def _rows(self, query: str, values: tuple[bytes, ...] = ()) -> list[Any]:
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.ProgrammingError:
            raise  # the fault is ours, and a new catalogue would have it too
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise Damaged(str(error)) from error


class Damaged(Exception):  # noqa: N818  nobody is told: it is made anew
    """The catalogue does not hold what was put in."""


def folder_of(settings: Settings) -> Path:
    """Where it is kept, with all else that a build knows."""
    return settings.root / FOLDER / HOME if settings.at_home else settings.root / FOLDER


def open_catalogue(root: Path, environment: str, folder: Path | None = None) -> Catalogue:
    """The catalogue of the archive at ``root``; an empty one where there is none that can be used.

    ``environment``: what it has to have been made with; ``folder``: see ``folder_of``. Raises ``FumikuraError`` where
    git tracks it.
    """
    folder = folder or root / FOLDER
    if folder.exists() and (git := Git.at(root)) is not None and git.tracks(FOLDER):
        problem = f"{folder}: git tracks this folder, and what lies in it would be believed"
        raise FumikuraError(f"{problem}\n  try: git rm -r --cached {FOLDER}, then add /{FOLDER}/ to .gitignore")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "catalogue.sqlite"
    try:
        catalogue = Catalogue(path, _connect(path))
        if catalogue.states("facts").get(ENVIRONMENT) == environment:
            return catalogue
        catalogue.close()
    except (sqlite3.DatabaseError, Damaged):
        pass  # it is made anew
    return renew(path, environment)


def open_to_read(path: Path) -> Catalogue:
    """The catalogue at ``path`` for another process, which writes nothing into it.

    Threads may take turns with it, as those of a worker of a cluster do, but only one may read at a time.
    """
    where = f"{path.as_uri()}?mode=ro"
    return Catalogue(path, sqlite3.connect(where, uri=True, timeout=10, check_same_thread=False))


def renew(path: Path, environment: str) -> Catalogue:
    """An empty catalogue in the place of what is at ``path``."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    catalogue = Catalogue(path, _connect(path))
    catalogue.put("facts", ENVIRONMENT, environment, None)
    return catalogue


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    try:
        _prepare(connection)
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Raises ``Damaged`` for what is no catalogue of this version."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    try:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except UnicodeDecodeError as error:
        raise Damaged(str(error)) from error
    if names and (version != VERSION or not names.issuperset(TABLES)):
        raise Damaged(f"version {version}")
    connection.execute("PRAGMA synchronous = NORMAL")
    if not names:
        with connection:
            for table in TABLES:
                connection.execute(f"CREATE TABLE {table} (name BLOB PRIMARY KEY, state TEXT, value BLOB, sum INTEGER)")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _packed(name: str, state: str, value: Any) -> tuple[bytes, str, bytes, int]:
    if isinstance(value, Json):
        data: bytes = value
    else:
        data = b"z" + zlib.compress(value, 1) if isinstance(value, bytes) else json_of(value)
    return _bytes(name), state, data, _sum(_bytes(name), state, data)


def _sum(name: bytes, state: str, data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(b"%b\0%b\0" % (name, state.encode())))


def _loaded(name: Any, state: Any, value: Any, total: Any) -> Any:
    is_whole = isinstance(name, bytes) and isinstance(state, str) and isinstance(value, bytes)
    if not is_whole or _sum(name, state, value) != total:
        raise Damaged("a row has changed")
    try:
        return zlib.decompress(value[1:]) if value[:1] == b"z" else _value_of(value)
    except (ValueError, zlib.error) as error:
        raise Damaged("a row cannot be read") from error


def _value_of(data: bytes) -> Any:
    return json.loads(data.decode("utf-8", "surrogatepass"))


def _bytes(name: str) -> bytes:
    """A name of a file may be no Unicode."""
    return name.encode("utf-8", "surrogateescape")


def _state(state: Any) -> str:
    if not isinstance(state, str):
        raise Damaged("a state is none")
    return state


def _text(name: Any) -> str:
    if not isinstance(name, bytes):
        raise Damaged("a name is none")
    return name.decode("utf-8", "surrogateescape")
