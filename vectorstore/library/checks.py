"""Checksums of what the library hands out: a bit that a disk has flipped is noticed, not quoted. Knows no index.

SQLite notices damage to its own structures, not to the text inside a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vectorstore.library.schema import ABOUT_COVERED, BODY_COVERED, PASSAGE_COVERED, Connection


def store_version(connection: Connection, article_id: str, version: int) -> None:
    """Note the checksums of a version as it stands now."""
    connection.execute(
        f"INSERT OR REPLACE INTO checksums SELECT article_id, version, checksum({ABOUT_COVERED}), "  # noqa: S608
        f"checksum({BODY_COVERED}) FROM versions WHERE article_id = ? AND version = ?",
        (article_id, version),
    )


def damaged(connection: Connection) -> Iterator[tuple[str, int]]:
    """Yield (article id, version) of every version of which anything is not as it was stored; reads all."""
    versions = connection.execute(
        f"SELECT v.article_id, v.version, (checksum({_of('v', ABOUT_COVERED)}) IS c.about) AND "  # noqa: S608
        f"(checksum({_of('v', BODY_COVERED)}) IS c.body) FROM versions v "
        "LEFT JOIN checksums c ON c.article_id = v.article_id AND c.version = v.version"
    )
    seen: set[tuple[str, int]] = set()
    for article_id, version, whole in versions:
        if not whole:
            seen.add((article_id, version))
            yield article_id, version
    passages = connection.execute(
        f"SELECT article_id, version FROM passages WHERE checksum IS NOT checksum({PASSAGE_COVERED})"  # noqa: S608
    )
    for article_id, version in passages:
        if (article_id, version) not in seen:
            seen.add((article_id, version))
            yield article_id, version


def structure(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong with its own structures, at most a few lines; empty where all is well."""
    found: Sequence[Sequence[str]] = connection.execute("PRAGMA integrity_check(5)").fetchall()
    return [line for (line,) in found if line != "ok"]


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in columns.split(","))
