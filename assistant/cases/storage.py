"""Opening the database so that what is committed is on the disk.

SQLite only, so far: write-ahead log, ``synchronous=FULL`` (a commit returns after the
flush), one writer at a time. Each of these is read back and not taken on trust.
"""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.cases.tables import metadata
from assistant.errors import CannotRun

BUSY_MILLISECONDS = 5_000
"""How long a writer waits for one in another process."""

_FULL = 2
_WRITES = "writes"


def open_storage(where: str | Path) -> Engine:
    """Return an engine over the database at a path or a ``sqlite:///`` address.

    Folder and file are made where missing, for their owner alone.

    Raises:
        CannotRun: The address is none that is supported.
        OSError: The folder or the file cannot be made.
        sqlite3.Error: It cannot promise that what is committed is kept.
        sqlalchemy.exc.DBAPIError: The file is no database, or it cannot be written.
    """
    path = _path(where)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite gives its log and its index the mode of the database.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(URL.create("sqlite", database=str(path.absolute())))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with writing(engine).begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: they take the lock at once."""
    return engine.execution_options(**{_WRITES: True})


def _path(where: str | Path) -> Path:
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    try:
        url = make_url(where)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() != "sqlite" or not url.database:
        raise CannotRun("the address of the database has the form sqlite:///path")
    return Path(url.database)


def _prepare(connection: DBAPIConnection, _: object) -> None:
    """Set up a new connection and read back what durability rests on."""
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("only SQLite is supported")
    connection.isolation_level = None  # the begin event says how a transaction starts
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS:d}")
    (journal,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    if (journal, synchronous) != ("wal", _FULL):
        raise sqlite3.NotSupportedError("a commit would not be kept")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
