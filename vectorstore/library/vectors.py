"""Vectors inside the library and their sums per language.

A vector is kept as float16 and given to everyone, the index included, exactly as kept. A unit vector's float16
components are multiples of 2**-24 of at most 1, so their float64 sum is exact up to 2**29 vectors: sums follow
additions and removals without drift, and a mean never depends on the order in which articles came and went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ingest.language import Language
from vectorstore.library.rows import MOST_PARAMETERS, batches, marks
from vectorstore.library.schema import Connection, LibraryError
from vectorstore.types import AFTER_SENTENCES, Kind, Means, NewVector, Vector, passage_of

# A vector's way through the index. Rows in any state but INDEXED are what a crash may leave to be finished.
NEW, INDEXED, DOOMED = 0, 1, 2

VectorKey = tuple[Kind, Language]


def read(connection: Connection, ids: Iterable[str]) -> dict[str, Vector]:
    """Return vectors by id, float32; ids without a vector are left out."""
    found: dict[str, Vector] = {}
    for batch in batches(list(ids)):
        statement = f"SELECT vector_id, vector FROM vectors WHERE vector_id IN ({marks(len(batch))})"  # noqa: S608
        rows = connection.execute(statement, batch).fetchall()
        matrix = _unpack(b"".join(blob for _, blob in rows)).reshape(len(rows), -1) if rows else ()
        found.update(zip((vector_id for vector_id, _ in rows), matrix, strict=True))
    return found


def of_passages(connection: Connection, passage_ids: Sequence[str]) -> tuple[list[str], Vector]:
    """Return the ids and a matrix, a row each, of these passages' vectors and their sentences'.

    A passage's are next to each other in the table: one descent for all of them takes 60 % of the time of one each.
    """
    rows: list[tuple[str, bytes]] = []
    for batch in batches(passage_ids, MOST_PARAMETERS // 2):
        wanted = ",".join(["(?, ?)"] * len(batch))
        statement = (
            f"WITH wanted (first, beyond) AS (VALUES {wanted}) "  # noqa: S608
            "SELECT vector_id, vector FROM wanted CROSS JOIN vectors ON vector_id >= first AND vector_id < beyond"
        )
        rows += connection.execute(statement, [end for key in batch for end in (key, key + AFTER_SENTENCES)])
    return _matrix(rows)


def known(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return those ids that have a vector which is not doomed."""
    found: set[str] = set()
    for batch in batches(ids):
        statement = f"SELECT vector_id FROM vectors WHERE state != ? AND vector_id IN ({marks(len(batch))})"  # noqa: S608
        found.update(row[0] for row in connection.execute(statement, (DOOMED, *batch)))
    return found


def ids(connection: Connection, kind: Kind, language: Language) -> list[str]:
    """Return the ids of all vectors that are needed; reads the whole table."""
    statement = "SELECT vector_id FROM vectors WHERE kind = ? AND language = ? AND state != ?"
    return [row[0] for row in connection.execute(statement, (kind, language, DOOMED))]


def everything(connection: Connection, kind: Kind, language: Language) -> tuple[list[str], Vector]:
    """Return ids and a matrix of all vectors that are needed, a row each; reads the whole table."""
    statement = "SELECT vector_id, vector FROM vectors WHERE kind = ? AND language = ? AND state != ?"
    rows = connection.execute(statement, (kind, language, DOOMED)).fetchall()
    return _matrix(rows)


def put(connection: Connection, vectors: Sequence[NewVector]) -> None:
    """Keep vectors of passages that still exist; ones that are published already count towards the sums."""
    owners = _passages(connection, {passage_of(vector.vector_id) for vector in vectors})
    fresh = [vector for vector in vectors if passage_of(vector.vector_id) in owners]
    have = known(connection, [vector.vector_id for vector in fresh])
    fresh = [vector for vector in fresh if vector.vector_id not in have]
    for vector in fresh:
        connection.execute(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)",
            (vector.vector_id, vector.kind, vector.language, NEW, _pack(vector.vector)),
        )
    published = [vector for vector in fresh if owners[passage_of(vector.vector_id)]]
    _add_to_sums(connection, {vector.vector_id: (vector.kind, vector.language) for vector in published}, sign=1)


def publish(connection: Connection, old: Mapping[str, VectorKey], new: Mapping[str, VectorKey]) -> None:
    """Move an article's published vectors from `old` to `new`: expected counts and sums follow."""
    gone = {vector_id: key for vector_id, key in old.items() if vector_id not in new}
    come = {vector_id: key for vector_id, key in new.items() if vector_id not in old}
    for keys, sign in ((gone, -1), (come, 1)):
        for (kind, language), ids in _grouped(keys).items():
            connection.execute(
                "UPDATE totals SET expected = expected + ? WHERE kind = ? AND language = ?",
                (sign * len(ids), kind, language),
            )
        _add_to_sums(connection, keys, sign)


def doom(connection: Connection, ids: Iterable[str]) -> None:
    """Mark vectors that nothing needs any more: the next synchronisation deletes them everywhere."""
    for batch in batches(list(ids)):
        statement = f"UPDATE vectors SET state = ? WHERE vector_id IN ({marks(len(batch))})"  # noqa: S608
        connection.execute(statement, (DOOMED, *batch))


def revive(connection: Connection, ids: Sequence[str]) -> None:
    """Take doomed vectors back into use; whether the index still has them is found out when they are added."""
    for batch in batches(ids):
        statement = f"UPDATE vectors SET state = ? WHERE state = ? AND vector_id IN ({marks(len(batch))})"  # noqa: S608
        connection.execute(statement, (NEW, DOOMED, *batch))


def in_state(connection: Connection, state: int, limit: int) -> dict[VectorKey, list[str]]:
    """Return up to `limit` ids of vectors in `state` (not INDEXED), by kind and language."""
    found: dict[VectorKey, list[str]] = defaultdict(list)
    # The partial index needs to see its own condition.
    statement = "SELECT kind, language, vector_id FROM vectors WHERE state != 1 AND state = ? LIMIT ?"
    for kind, language, vector_id in connection.execute(statement, (state, limit)):
        found[kind, language].append(vector_id)
    return dict(found)


def settle(connection: Connection, ids: Sequence[str]) -> None:
    """Note that the index has these vectors; ones doomed meanwhile stay doomed."""
    for batch in batches(ids):
        statement = f"UPDATE vectors SET state = ? WHERE state = ? AND vector_id IN ({marks(len(batch))})"  # noqa: S608
        connection.execute(statement, (INDEXED, NEW, *batch))


def forget(connection: Connection, ids: Sequence[str]) -> None:
    """Drop doomed vectors that the index no longer has; ones revived meanwhile stay."""
    for batch in batches(ids):
        statement = f"DELETE FROM vectors WHERE state = ? AND vector_id IN ({marks(len(batch))})"  # noqa: S608
        connection.execute(statement, (DOOMED, *batch))


def unsettle(connection: Connection, ids: Sequence[str] | None) -> None:
    """Have these vectors (None: all) added to the index again."""
    if ids is None:
        connection.execute("UPDATE vectors SET state = ? WHERE state = ?", (NEW, INDEXED))
        return
    for batch in batches(ids):
        statement = f"UPDATE vectors SET state = ? WHERE state = ? AND vector_id IN ({marks(len(batch))})"  # noqa: S608
        connection.execute(statement, (NEW, INDEXED, *batch))


def any_passage(connection: Connection) -> bool:
    """Whether there is a vector of any passage."""
    return connection.execute("SELECT 1 FROM vectors WHERE kind = 'passage' LIMIT 1").fetchone() is not None


def clear(connection: Connection) -> None:
    """Drop every vector and sum; what is expected stays."""
    connection.execute("DELETE FROM vectors")
    connection.execute("UPDATE totals SET vectors = 0, total = NULL")


def means(connection: Connection, language: Language) -> Means:
    """Return the language's mean vectors over what is published; see `Means`."""
    rows = connection.execute("SELECT kind, language, vectors, total FROM totals").fetchall()
    totals = {(kind, tongue): (count, blob) for kind, tongue, count, blob in rows}
    dimension = max(len(_sum(blob)) for _, blob in totals.values())

    def mean(kind: Kind) -> tuple[Vector, int]:
        count, blob = totals[kind, language]
        if not count:
            return np.zeros(dimension, np.float32), 0
        return (_sum(blob) / count).astype(np.float32), count

    (passage, passages), (sentence, sentences) = mean("passage"), mean("sentence")
    return Means(passage, sentence, passages, sentences)


def totals(connection: Connection) -> dict[VectorKey, tuple[int, int]]:
    """Return (vectors expected of what is published, vectors there are) by kind and language."""
    rows = connection.execute("SELECT kind, language, expected, vectors FROM totals")
    return {(kind, language): (expected, vectors) for kind, language, expected, vectors in rows}


def _add_to_sums(connection: Connection, keys: Mapping[str, VectorKey], sign: int) -> None:
    for (kind, language), ids in _grouped(keys).items():
        vectors = read(connection, ids)
        if not vectors:
            continue
        stacked = np.stack(list(vectors.values())).astype(np.float64)
        change: npt.NDArray[np.float64] = sign * stacked.sum(axis=0)
        (blob,) = connection.execute(
            "SELECT total FROM totals WHERE kind = ? AND language = ?", (kind, language)
        ).fetchone()
        before = _sum(blob)
        if len(before) and len(before) != len(change):
            raise LibraryError(f"vectors of length {len(change)} do not fit a library of length {len(before)}")
        after = before + change if len(before) else change
        connection.execute(
            "UPDATE totals SET vectors = vectors + ?, total = ? WHERE kind = ? AND language = ?",
            (sign * len(vectors), after.astype("<f8").tobytes(), kind, language),
        )


def _passages(connection: Connection, ids: Iterable[str]) -> dict[str, bool]:
    """Return the passages that exist, and whether each is published."""
    found: dict[str, bool] = {}
    for batch in batches(list(ids)):
        statement = (
            "SELECT p.passage_id, max(p.version IS a.published_version) FROM passages p "  # noqa: S608
            f"JOIN articles a USING (article_id) WHERE p.passage_id IN ({marks(len(batch))}) GROUP BY 1"
        )
        found.update((row[0], bool(row[1])) for row in connection.execute(statement, batch))
    return found


def _grouped(keys: Mapping[str, VectorKey]) -> dict[VectorKey, list[str]]:
    grouped: dict[VectorKey, list[str]] = defaultdict(list)
    for vector_id, key in keys.items():
        grouped[key].append(vector_id)
    return grouped


def _matrix(rows: Sequence[tuple[str, bytes]]) -> tuple[list[str], Vector]:
    matrix = _unpack(b"".join(blob for _, blob in rows))
    return [vector_id for vector_id, _ in rows], matrix.reshape(len(rows), -1) if rows else matrix.reshape(0, 0)


def _pack(vector: Vector) -> bytes:
    return vector.astype("<f2").tobytes()


def _unpack(blob: bytes) -> Vector:
    return np.frombuffer(blob, dtype="<f2").astype(np.float32)


def _sum(blob: bytes | None) -> npt.NDArray[np.float64]:
    return np.frombuffer(blob or b"", dtype="<f8")
