"""Passages' binary token vectors inside the library, beside the passages' vectors.

A row belongs to a passage's vector and goes with it. A library written before there were any, or whose model has
come to give other ones, gets them from the synchroniser at the next start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from vectorstore.library.rows import batches, marks
from vectorstore.library.schema import Connection
from vectorstore.types import NewVector, TokenBits


def put(connection: Connection, vectors: Iterable[NewVector]) -> None:
    """Keep the token bits of those vectors that have any and that are in the library."""
    rows = ((len(bits), bits.tobytes(), new.vector_id) for new in vectors if (bits := new.token_bits) is not None)
    connection.executemany(
        "INSERT OR REPLACE INTO tokens SELECT vector_id, ?, ? FROM vectors WHERE vector_id = ?", rows
    )


def read(connection: Connection, passage_ids: Sequence[str]) -> dict[str, TokenBits]:
    """Return passages' token bits by id, (tokens, bytes); ids without any are left out."""
    found: dict[str, TokenBits] = {}
    for batch in batches(passage_ids):
        statement = f"SELECT vector_id, tokens, signs FROM tokens WHERE vector_id IN ({marks(len(batch))})"  # noqa: S608
        for vector_id, tokens, blob in connection.execute(statement, batch):
            if tokens:
                found[vector_id] = np.frombuffer(blob, np.uint8).reshape(tokens, -1)
    return found


def known(connection: Connection, passage_ids: Sequence[str]) -> set[str]:
    """Return those ids that have token bits."""
    found: set[str] = set()
    for batch in batches(passage_ids):
        statement = f"SELECT vector_id FROM tokens WHERE vector_id IN ({marks(len(batch))})"  # noqa: S608
        found.update(row[0] for row in connection.execute(statement, batch))
    return found


def forget(connection: Connection, vector_ids: Sequence[str]) -> None:
    """Drop the token bits of those vectors that are gone."""
    for batch in batches(vector_ids):
        connection.execute(
            f"DELETE FROM tokens WHERE vector_id IN ({marks(len(batch))}) "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.vector_id = tokens.vector_id)",
            batch,
        )


def clear(connection: Connection) -> None:
    """Drop all token bits."""
    connection.execute("DELETE FROM tokens")
