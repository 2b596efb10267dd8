"""The library: every article, its versions and passages, in one SQLite file. Knows no index and no embedder.

A version is first *staged* (durable, not searchable), then *published*: one transaction flips what searches find
from the old version to the new one. Versions are kept, so that a citation made earlier resolves to the text it
cited; also after `remove`, which makes an article unsearchable at once but keeps its text, marked as removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest.article import Article, Passage
from ingest.text import search_terms
from vectorstore import library_stories, library_vectors, library_words
from vectorstore.library_reader import LibraryReader
from vectorstore.library_rows import removed_to_text, spans_to_text, storable, text_to_spans
from vectorstore.library_schema import Connection
from vectorstore.stored import NewVector, StageResult, sentence_id


class Library(LibraryReader):
    """Source of truth. Any thread may call any method: writes take turns, reads never wait for them."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        super().__init__(path, read_only=read_only)

    # --- articles --------------------------------------------------------------------------------
    def stage(self, article: Article, passages: Sequence[Passage], *, raw_digest: str | None = None) -> StageResult:
        """Store a new version durably, in one transaction; it becomes searchable by `publish`.

        Unchanged means: same content and passages as what is staged or published; then no version is made, and only
        `source` and `raw_digest` are brought up to date. A staged version that was never published is replaced.
        Raises LibraryFullError where the disk is full; nothing of the change is kept then.
        """
        with self._database.write() as connection:
            return _Staging(connection, article, passages).run(raw_digest)

    def publish(self, article_id: str, version: int) -> bool:
        """Flip atomically what lexical and dense searches find of this article to `version`.

        False where that version is no longer staged (removed or replaced meanwhile). Raises ValueError where it
        has passages without a vector: they could not be found.
        """
        return bool(self.publish_all([(article_id, version)]))

    def publish_all(self, staged: Sequence[tuple[str, int]]) -> int:
        """Publish several versions in one transaction; returns how many. See `publish`."""
        with self._database.write() as connection:
            published = sum(_publish(connection, article_id, version) for article_id, version in staged)
            if published:
                _next_generation(connection)
        return published

    def remove(self, article_id: str) -> bool:
        """Make the article unsearchable at once; its versions stay readable as `removed`. False if unknown.

        Its vectors are deleted by the next synchronisation. Staging the same source again brings it back.
        """
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT published_version, staged_version FROM articles WHERE article_id = ? AND removed_at IS NULL",
                (article_id,),
            ).fetchone()
            if row is None:
                return False
            published, staged = row
            if published is not None:
                _unpublish(connection, article_id, published, {})
                library_stories.leave(connection, article_id)
            if staged is not None:
                _drop_staged(connection, article_id, staged)
            connection.execute(
                "UPDATE articles SET published_version = NULL, staged_version = NULL, raw_digest = NULL, "
                "removed_at = ? WHERE article_id = ?",
                (_now(), article_id),
            )
            if published is None:  # it never was searchable, so nobody can have cited it
                connection.execute(
                    "DELETE FROM articles WHERE article_id = ? AND NOT EXISTS "
                    "(SELECT 1 FROM versions v WHERE v.article_id = articles.article_id)",
                    (article_id,),
                )
            _next_generation(connection)
        return True

    # --- words -----------------------------------------------------------------------------------
    def refresh_words(self) -> bool:
        """Index all words anew where the way words are stemmed has changed since; True if it had to."""
        current = library_words.terms_fingerprint()
        if self._meta("terms") == current:
            return False
        with self._database.write() as connection:
            library_words.reindex(connection)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('terms', ?)", (current,))
        return True

    # --- vectors ---------------------------------------------------------------------------------
    def put_vectors(self, vectors: Sequence[NewVector]) -> None:
        """Keep vectors durably; ones whose passage is gone meanwhile are ignored."""
        with self._database.write() as connection:
            library_vectors.put(connection, vectors)

    def settle_vectors(self, ids: Sequence[str]) -> None:
        """Note that the index has these NEW vectors."""
        with self._database.write() as connection:
            library_vectors.settle(connection, ids)

    def unsettle_vectors(self, ids: Sequence[str] | None = None) -> None:
        """Have vectors (None: all) added to the index again: it was found without them."""
        with self._database.write() as connection:
            library_vectors.unsettle(connection, ids)

    def forget_vectors(self, ids: Sequence[str]) -> None:
        """Drop DOOMED vectors that the index no longer has."""
        with self._database.write() as connection:
            library_vectors.forget(connection, ids)

    def begin_vectors(self, fingerprint: str) -> None:
        """Note what vectors will be made with; drops the stored ones where they were made with anything else."""
        if self.fingerprint() == fingerprint:
            return
        with self._database.write() as connection:
            library_vectors.clear(connection)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('fingerprint', ?)", (fingerprint,))


class _Staging:
    """One call of `stage`, inside its transaction."""

    def __init__(self, connection: Connection, article: Article, passages: Sequence[Passage]) -> None:
        self._connection = connection
        self._article = article
        self._passages = passages

    def run(self, raw_digest: str | None) -> StageResult:
        article_id = self._article.article_id
        row = self._connection.execute(
            "SELECT published_version, staged_version, removed_at FROM articles WHERE article_id = ?", (article_id,)
        ).fetchone()
        published, staged, removed_at = row or (None, None, None)
        if staged is not None and not self._same(staged):
            _drop_staged(self._connection, article_id, staged)
            staged = None
        current = staged if staged is not None else published
        if current is not None and self._same(current):
            self._refresh(current, raw_digest)
            return StageResult(article_id, "unchanged", current)
        version = self._insert_version()
        self._insert_passages(version)
        self._connection.execute(
            "INSERT INTO articles (article_id, identity, story_id, staged_version, raw_digest) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (article_id) DO UPDATE SET staged_version = excluded.staged_version, "
            "raw_digest = excluded.raw_digest, removed_at = NULL",
            (article_id, self._article.identity, article_id, version, raw_digest),
        )
        is_new = published is None or removed_at is not None
        return StageResult(article_id, "added" if is_new else "updated", version)

    def _refresh(self, version: int, raw_digest: str | None) -> None:
        article_id, source = self._article.article_id, self._article.source
        self._connection.execute(
            "UPDATE articles SET raw_digest = ?1, staged_version = nullif(?2, published_version) "
            "WHERE article_id = ?3 AND (raw_digest IS NOT ?1 OR staged_version IS NOT nullif(?2, published_version))",
            (raw_digest, version, article_id),
        )
        self._connection.execute(
            "UPDATE versions SET source = ?1 WHERE article_id = ?2 AND version = ?3 AND source != ?1",
            (source, article_id, version),
        )

    def _same(self, version: int) -> bool:
        found = self._connection.execute(
            "SELECT content_hash FROM versions WHERE article_id = ? AND version = ?",
            (self._article.article_id, version),
        ).fetchone()
        if found is None or found[0] != self._article.content_hash:
            return False
        rows = self._connection.execute(
            "SELECT passage_id, start, sentences FROM passages WHERE article_id = ? AND version = ? ORDER BY ordinal",
            (self._article.article_id, version),
        )
        return [tuple(row) for row in rows] == [
            (passage.passage_id, passage.start, spans_to_text(passage.sentences)) for passage in self._passages
        ]

    def _insert_version(self) -> int:
        article = self._article
        (last,) = self._connection.execute(
            "SELECT coalesce(max(version), 0) FROM versions WHERE article_id = ?", (article.article_id,)
        ).fetchone()
        texts = len(self._passages) + sum(len(passage.sentences) for passage in self._passages)
        self._connection.execute(
            "INSERT INTO versions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.article_id, last + 1, article.source, storable(article.title), article.language,
                article.outlet and storable(article.outlet), article.author and storable(article.author),
                article.published and article.published.isoformat(), article.updated and article.updated.isoformat(),
                _now(), article.content_hash, len(self._passages), texts,
                library_stories.sketch(article.text), removed_to_text(article.removed), storable(article.text),
            ),
        )  # fmt: skip
        return int(last) + 1

    def _insert_passages(self, version: int) -> None:
        title_terms: dict[str, str] = {}
        needed: list[str] = []
        for passage in self._passages:
            if passage.title not in title_terms:
                title_terms[passage.title] = library_words.joined(search_terms(passage.title))
            self._connection.execute(
                "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    passage.passage_id, passage.article_id, version, passage.ordinal, passage.start, passage.end,
                    passage.language, spans_to_text(passage.sentences), storable(passage.title),
                    storable(passage.text), title_terms[passage.title],
                    library_words.joined(search_terms(passage.text)),
                ),
            )  # fmt: skip
            needed.append(passage.passage_id)
            needed.extend(sentence_id(passage.passage_id, passage.start, span) for span in passage.sentences)
        library_vectors.revive(self._connection, needed)


def _publish(connection: Connection, article_id: str, version: int) -> bool:
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
        _unpublish(connection, article_id, row[0], new)
    library_words.add(connection, words)
    connection.execute(
        "UPDATE articles SET published_version = ?, staged_version = NULL WHERE article_id = ?", (version, article_id)
    )
    (signature,) = connection.execute(
        "SELECT signature FROM versions WHERE article_id = ? AND version = ?", (article_id, version)
    ).fetchone()
    library_stories.join(connection, article_id, signature)
    return True


def _unpublish(
    connection: Connection, article_id: str, version: int, successor: dict[str, library_vectors.VectorKey]
) -> None:
    """Take the published version out of every search; vectors that `successor` has as well stay."""
    words, old = _contents(connection, article_id, version)
    library_words.drop(connection, words)
    library_vectors.publish(connection, old, successor)
    connection.execute("DELETE FROM passages WHERE article_id = ? AND version = ?", (article_id, version))
    _doom_unneeded(connection, article_id, old)


def _drop_staged(connection: Connection, article_id: str, version: int) -> None:
    _, vectors = _contents(connection, article_id, version)
    connection.execute("DELETE FROM passages WHERE article_id = ? AND version = ?", (article_id, version))
    connection.execute("DELETE FROM versions WHERE article_id = ? AND version = ?", (article_id, version))
    _doom_unneeded(connection, article_id, vectors)


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


def _next_generation(connection: Connection) -> None:
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
