"""Which published articles tell the same story: near-duplicates share a story id.

A story's id is the id of one of its articles, an article without a twin is its own story. Only published articles
take part. Work per article is bounded, however many copies there are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.near_duplicates import SAME_STORY, bands, signature, similarity
from vectorstore.library.rows import marks
from vectorstore.library.schema import Connection

LOOKED_AT = 20  # articles a band: where more share it, they are copies of one another and any of them will do


def sketch(text: str) -> bytes:
    """Return the article's signature as it is stored with a version."""
    return np.array(signature(text), dtype="<u4").tobytes()


def join(connection: Connection, article_id: str, stored: bytes) -> None:
    """Put an article that is being published into the story of its nearest twin, or into one of its own."""
    leave(connection, article_id)
    signed = _numbers(stored)
    keys = [bytes.fromhex(band) for band in bands(signed)]
    twin = _nearest(connection, signed, keys)
    story_id = article_id if twin is None else twin
    connection.executemany("INSERT INTO story_bands VALUES (?, ?)", [(key, article_id) for key in keys])
    connection.execute("UPDATE articles SET story_id = ? WHERE article_id = ?", (story_id, article_id))


def leave(connection: Connection, article_id: str) -> None:
    """Take an article out of its story; one that gave it its id hands that on."""
    connection.execute("DELETE FROM story_bands WHERE article_id = ?", (article_id,))
    connection.execute("UPDATE articles SET story_id = ? WHERE article_id = ?", (article_id, article_id))
    (heir,) = connection.execute(
        "SELECT min(article_id) FROM articles WHERE story_id = ?1 AND article_id != ?1", (article_id,)
    ).fetchone()
    if heir is not None:
        connection.execute(
            "UPDATE articles SET story_id = ?1 WHERE story_id = ?2 AND article_id != ?2", (heir, article_id)
        )


def _nearest(connection: Connection, signed: Sequence[int], keys: Sequence[bytes]) -> str | None:
    """Return the story of the most similar published article, None where none is similar enough."""
    candidates: dict[str, None] = {}
    for key in keys:
        rows = connection.execute("SELECT article_id FROM story_bands WHERE band = ? LIMIT ?", (key, LOOKED_AT))
        candidates.update((row[0], None) for row in rows)
    looked_at = list(candidates)[: len(keys) * LOOKED_AT // 2]
    rows = connection.execute(
        "SELECT a.story_id, v.signature FROM articles a "  # noqa: S608
        "JOIN versions v ON v.article_id = a.article_id AND v.version = a.published_version "
        f"WHERE a.article_id IN ({marks(len(looked_at))}) ORDER BY a.article_id",
        looked_at,
    )
    best, nearest = SAME_STORY, None
    for story_id, stored in rows:
        other = _numbers(stored)
        near = similarity(signed, other) if len(other) == len(signed) else 0.0
        if near >= best and (nearest is None or near > best):
            best, nearest = near, story_id
    return nearest


def _numbers(stored: bytes) -> list[int]:
    numbers: list[int] = np.frombuffer(stored, dtype="<u4").tolist()
    return numbers
