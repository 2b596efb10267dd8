"""The library's SQLite file: tables, connections, transactions, errors."""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

SCHEMA_VERSION = 5
BUSY_SECONDS = 10.0  # how long a write waits for another process's; only one process may write, so it is rarely used

Connection: TypeAlias = sqlite3.Connection

# Every printable ASCII mark is part of a term and so is every other character: a stem is matched as it is, whole.
_MARKS = "".join(chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum())
_TOKENS = "ascii tokenchars '" + _MARKS.replace("'", "''") + "'"
_TOKENIZE = '"' + _TOKENS.replace('"', '""') + '"'

_TOKENS_TABLE = "CREATE TABLE tokens (vector_id TEXT PRIMARY KEY, tokens INTEGER NOT NULL, signs BLOB NOT NULL)"

# Checksums cover all that is shown or quoted, in this order; words and vectors only find. Those of versions are in a
# table of their own, as listing articles is not to read past their texts.
PASSAGE_COVERED = "passage_id, article_id, version, ordinal, start, stop, text, title, language, sentences"
ABOUT_COVERED = "article_id, version, title, outlet, author, source, language, published, updated, passages, stored_at"
BODY_COVERED = "article_id, version, removed, text"
_CHECKSUMS_TABLE = (
    "CREATE TABLE checksums (article_id TEXT NOT NULL, version INTEGER NOT NULL, about INTEGER NOT NULL, "
    "body INTEGER NOT NULL, PRIMARY KEY (article_id, version)) WITHOUT ROWID"
)

# In `versions` the long columns come last, so that listing articles reads none of their overflow pages.
# `vectors` has no rowid: one tree to descend, and a passage's sentences lie beside it. `frequencies` is kept because
# fts5vocab counts a term's passages by reading them all: 0.1 ms for every thousand. `tokens` has one: its long rows,
# the token bits (`signs`), fill their pages that way, 30 % less of them.
_SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, identity TEXT NOT NULL UNIQUE, story_id TEXT NOT NULL,
    published_version INTEGER, staged_version INTEGER, raw_digest TEXT, removed_at TEXT
) WITHOUT ROWID;
CREATE INDEX articles_staged ON articles (staged_version) WHERE staged_version IS NOT NULL;
CREATE INDEX articles_story ON articles (story_id);
CREATE TABLE versions (
    sequence INTEGER PRIMARY KEY, article_id TEXT NOT NULL, version INTEGER NOT NULL,
    source TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL, outlet TEXT, author TEXT,
    published TEXT, updated TEXT, stored_at TEXT NOT NULL, content_hash TEXT NOT NULL, passages INTEGER NOT NULL,
    texts INTEGER NOT NULL, signature BLOB NOT NULL, removed TEXT NOT NULL, text TEXT NOT NULL,
    UNIQUE (article_id, version)
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, passage_id TEXT NOT NULL, article_id TEXT NOT NULL, version INTEGER NOT NULL,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, language TEXT NOT NULL,
    sentences TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, title_terms TEXT NOT NULL, terms TEXT NOT NULL,
    names TEXT NOT NULL DEFAULT '', checksum INTEGER,
    UNIQUE (article_id, version, ordinal)
);
CREATE INDEX passages_id ON passages (passage_id);
CREATE TABLE vectors (
    vector_id TEXT PRIMARY KEY, kind TEXT NOT NULL, language TEXT NOT NULL, state INTEGER NOT NULL, vector BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX vectors_unsettled ON vectors (state, kind, language) WHERE state != 1;
{_TOKENS_TABLE};
{_CHECKSUMS_TABLE};
CREATE TABLE totals (
    kind TEXT NOT NULL, language TEXT NOT NULL, expected INTEGER NOT NULL, vectors INTEGER NOT NULL, total BLOB,
    PRIMARY KEY (kind, language)
) WITHOUT ROWID;
CREATE TABLE story_bands (
    band BLOB NOT NULL, article_id TEXT NOT NULL, PRIMARY KEY (band, article_id)
) WITHOUT ROWID;
CREATE INDEX story_bands_article ON story_bands (article_id);
CREATE VIRTUAL TABLE words_ar USING fts5 (title, body, content='', tokenize={_TOKENIZE});
CREATE VIRTUAL TABLE words_en USING fts5 (title, body, content='', tokenize={_TOKENIZE});
CREATE TABLE frequencies (
    language TEXT NOT NULL, term TEXT NOT NULL, passages INTEGER NOT NULL, PRIMARY KEY (language, term)
) WITHOUT ROWID;
INSERT INTO totals (kind, language, expected, vectors) VALUES
    ('passage', 'ar', 0, 0), ('passage', 'en', 0, 0), ('sentence', 'ar', 0, 0), ('sentence', 'en', 0, 0);
INSERT INTO meta VALUES ('generation', '0');
"""  # noqa: S608 nothing but our own constants is put into it

# What a library of an older version still needs, by that version. What new columns hold is worked out by
# `Library.refresh_words`, as after any change in how words are read, and tokens at the next reconciliation.
_CHECKSUMS = (
    "ALTER TABLE passages ADD COLUMN checksum INTEGER",
    f"UPDATE passages SET checksum = checksum({PASSAGE_COVERED})",  # noqa: S608
    _CHECKSUMS_TABLE,
    f"INSERT INTO checksums SELECT article_id, version, checksum({ABOUT_COVERED}), checksum({BODY_COVERED}) "  # noqa: S608
    "FROM versions",
)
_UPGRADES = {
    4: _CHECKSUMS,
    3: (_TOKENS_TABLE, *_CHECKSUMS),
    2: (
        "ALTER TABLE passages ADD COLUMN names TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE frequencies (language TEXT NOT NULL, term TEXT NOT NULL, passages INTEGER NOT NULL, "
        "PRIMARY KEY (language, term)) WITHOUT ROWID",
        "INSERT INTO frequencies SELECT 'ar', term, doc FROM vocabulary_ar",
        "INSERT INTO frequencies SELECT 'en', term, doc FROM vocabulary_en",
        "DROP TABLE vocabulary_ar",
        "DROP TABLE vocabulary_en",
        _TOKENS_TABLE,
        *_CHECKSUMS,
    ),
}


def checksum(*values: Any) -> int:
    """Return the CRC-32 of a row's values."""
    return zlib.crc32("\0".join(map(str, values)).encode("utf-8", "surrogatepass"))


class LibraryError(Exception):
    """The library cannot do what was asked; the message says why in plain words."""


class LibraryMissingError(LibraryError):
    """There is no library where there has to be one."""


class LibraryFullError(LibraryError):
    """The disk is full: nothing of the interrupted change was kept, reading goes on."""


class LibraryDamagedError(LibraryError):
    """The file is not a library, or no longer a whole one."""


class Database:
    """Connections to one file: a pool for readers (any thread), one connection at a time for writing.

    Write-ahead logging lets readers go on while one writes. `synchronous=FULL` costs one fsync a transaction
    (about a millisecond against half a second of embedding an article) and keeps what was acknowledged through a
    power cut too.
    """

    def __init__(self, path: Path, *, read_only: bool, create: bool = True) -> None:
        self._path = path
        self._read_only = read_only
        self._writing = threading.RLock()
        self._pool_lock = threading.Lock()
        self._idle: list[Connection] = []
        self._closed = False
        if (read_only or not create) and not path.exists():
            raise LibraryMissingError(f"there is no library at {path}")
        with _explained():
            if read_only:
                self._require_schema()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._create_schema(create=create)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the library, whatever is written meanwhile."""
        with _explained():
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction: all of it becomes durable, or on any exception nothing."""
        if self._read_only:
            raise LibraryError("this library was opened for reading only")
        with self._writing, _explained():
            connection = self._borrow()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                self._give_back(connection)

    def copy(self, path: Path) -> None:
        """Write what the database holds at one moment into a new file, a hundred pages at a time."""
        with _explained(), closing(sqlite3.connect(path)) as target:
            with self.read() as connection:
                connection.execute("SELECT 1 FROM meta").fetchone()  # the moment is that of the first reading
                connection.backup(target, pages=1_000)
            target.execute("PRAGMA journal_mode=DELETE")

    def close(self) -> None:
        """Close idle connections now and borrowed ones when they come back."""
        with self._pool_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _borrow(self) -> Connection:
        with self._pool_lock:
            if self._closed:
                raise LibraryError("the library is closed")
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: Connection) -> None:
        if connection.in_transaction:
            connection.rollback()
        with self._pool_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> Connection:
        # Handed from thread to thread but never used by two at once, which is all that SQLite asks.
        connection = sqlite3.connect(
            self._address(), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        # A flipped bit may leave no UTF-8; its checksum then says so, not an error about all that was asked for.
        connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        connection.create_function("checksum", -1, checksum, deterministic=True)
        try:
            connection.execute("PRAGMA journal_mode=WAL" if not self._read_only else "PRAGMA query_only=ON")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA cache_size=-32000")
            connection.execute("PRAGMA mmap_size=1073741824")  # reading 500 vectors: see docs/decisions
        except BaseException:
            connection.close()
            raise
        return connection

    def _address(self) -> str:
        """Return the file as a URI. Where nothing can be written beside it, nobody writes: SQLite need not look.

        With write-ahead logging even a reader keeps a file for the others; an empty log holds nothing to be read.
        """
        log = self._path.with_name(self._path.name + "-wal")
        alone = self._read_only and not os.access(self._path.parent, os.W_OK)
        if alone and not (log.exists() and log.stat().st_size):
            return f"{self._path.absolute().as_uri()}?immutable=1"
        return self._path.absolute().as_uri()

    def _create_schema(self, *, create: bool) -> None:
        with self.write() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and not create:
                raise LibraryMissingError(f"the file {self._path} holds no library")
            if version == 0:
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute("INSERT INTO meta VALUES ('library_id', ?)", (uuid4().hex,))
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            elif version in _UPGRADES:
                for statement in _UPGRADES[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise LibraryError(f"the library was written by another version of Sanad (format {version})")

    def _require_schema(self) -> None:
        with self.read() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
                raise LibraryError("the library is empty or was written by another version of Sanad")


class ArticleDamagedError(LibraryDamagedError):
    """A version of an article is not as it was stored: it is neither shown nor quoted."""

    def __init__(self, article_id: str, version: int) -> None:
        super().__init__(f"article {article_id}, version {version}, is not as it was stored")
        self.article_id = article_id
        self.version = version


@contextmanager
def _explained() -> Iterator[None]:
    """Turn SQLite's errors into ours, so that nobody else needs to know SQLite."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise LibraryFullError("the disk is full; nothing was lost, free some space and try again") from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise LibraryDamagedError(f"the library's file is damaged: {error}") from error
        raise LibraryError(f"the library's file cannot be used: {error}") from error
