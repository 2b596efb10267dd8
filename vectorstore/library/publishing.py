"""Which version of an article searches find: words, vectors' sums and story follow, in the caller's transaction.

Vectors that are no longer needed are only marked: the synchroniser deletes them, in the index first.
"""

from __future__ import annotations

from vectorstore.library import stories as library_stories
from vectorstore.library import vectors as library_vectors
from vectorstore.library import words as library_words
from vectorstore.library.rows import now, text_to_spans
from vectorstore.library.schema import Connection
from vectorstore.types import sentence_id


def publish(connection: Connection, article_id: str, version: int) -> bool:
    """Make a staged version the one that is found; False where it is not staged (any more).

    Raises ValueError where it has passages or sentences without a vector.
    """
    row = connection.execute(
        "SELECT published_version, staged_version FROM articles WHERE article_id = ?", (article_id,)
    ).fetchone()
    if row is None or row[1] != version:
        return False
    words, new = _contents(connection, article_id, version)
    missing = new.keys() - library_vectors.known(connection, list(new))
    if missing:
        raise ValueError(f"article {article_id} version {version} has {len(missing)} texts without a vector")
    if row[0] is None:
        library_vectors.publish(connection, {}, new)
    else:
        unpublish(connection, article_id, row[0], new)
    library_words.add(connection, words)
    connection.execute(
        "UPDATE articles SET published_version = ?, staged_version = NULL WHERE article_id = ?", (version, article_id)
    )
    (signature,) = connection.execute(
        "SELECT signature FROM versions WHERE article_id = ? AND version = ?", (article_id, version)
    ).fetchone()
    library_stories.join(connection, article_id, signature)
    return True


def unpublish(
    connection: Connection, article_id: str, version: int, successor: dict[str, library_vectors.VectorKey]
) -> None:
    """Take the published version out of every search; vectors that `successor` has as well stay."""
    words, old = _contents(connection, article_id, version)
    library_words.drop(connection, words)
    library_vectors.publish(connection, old, successor)
    connection.execute("DELETE FROM passages WHERE article_id = ? AND version = ?", (article_id, version))
    _doom_unneeded(connection, article_id, old)


def drop_staged(connection: Connection, article_id: str, version: int) -> None:
    """Delete a version that never was published: nobody can have cited it."""
    _, vectors = _contents(connection, article_id, version)
    connection.execute("DELETE FROM passages WHERE article_id = ? AND version = ?", (article_id, version))
    connection.execute("DELETE FROM versions WHERE article_id = ? AND version = ?", (article_id, version))
    connection.execute("DELETE FROM checksums WHERE article_id = ? AND version = ?", (article_id, version))
    _doom_unneeded(connection, article_id, vectors)


def withdraw(connection: Connection, article_id: str, version: int) -> bool:
    """Drop a version if it is still staged, as if it had not been read; False where it is not staged (any more)."""
    row = connection.execute(
        "SELECT published_version FROM articles WHERE article_id = ? AND staged_version = ?", (article_id, version)
    ).fetchone()
    if row is None:
        return False
    drop_staged(connection, article_id, version)
    connection.execute(
        "UPDATE articles SET staged_version = NULL, raw_digest = NULL, "
        "removed_at = CASE WHEN published_version IS NULL THEN ? END WHERE article_id = ?",
        (now(), article_id),
    )
    forget_unversioned(connection, article_id)
    return True


def forget_unversioned(connection: Connection, article_id: str) -> None:
    """Delete an article of which there is no version at all."""
    connection.execute(
        "DELETE FROM articles WHERE article_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM versions v WHERE v.article_id = articles.article_id)",
        (article_id,),
    )


def _doom_unneeded(connection: Connection, article_id: str, candidates: dict[str, library_vectors.VectorKey]) -> None:
    """Doom those vectors that no other version's passages of the article need (passage ids are the article's own)."""
    versions = connection.execute("SELECT DISTINCT version FROM passages WHERE article_id = ?", (article_id,))
    needed = [_contents(connection, article_id, version)[1] for (version,) in versions.fetchall()]
    library_vectors.doom(connection, [key for key in candidates if not any(key in keys for keys in needed)])


def _contents(
    connection: Connection, article_id: str, version: int
) -> tuple[list[library_words.WordRow], dict[str, library_vectors.VectorKey]]:
    """Return a version's rows for the lexical index and the ids of the vectors that it needs."""
    words: list[library_words.WordRow] = []
    vectors: dict[str, library_vectors.VectorKey] = {}
    rows = connection.execute(
        "SELECT number, language, title_terms, terms, passage_id, start, sentences FROM passages "
        "WHERE article_id = ? AND version = ?",
        (article_id, version),
    )
    for number, language, title_terms, terms, passage_id, start, sentences in rows:
        words.append((number, language, title_terms, terms))
        vectors[passage_id] = ("passage", language)
        for span in text_to_spans(sentences):
            vectors[sentence_id(passage_id, start, span)] = ("sentence", language)
    return words, vectors
