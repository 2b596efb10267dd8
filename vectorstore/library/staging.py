"""Stores a new version of an article with its passages, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.article import Article, Passage
from ingest.language import Span
from vectorstore.library import checks as library_checks
from vectorstore.library import stories as library_stories
from vectorstore.library import vectors as library_vectors
from vectorstore.library.passage_terms import terms_of
from vectorstore.library.publishing import drop_staged
from vectorstore.library.rows import day_to_text, now, removed_to_text, spans_to_text, storable
from vectorstore.library.schema import Connection, checksum
from vectorstore.types import StageResult, sentence_id


class Staging:
    """One call of `stage`, inside its transaction."""

    def __init__(self, connection: Connection, article: Article, passages: Sequence[Passage]) -> None:
        self._connection = connection
        self._article = article
        self._passages = passages

    def run(self, raw_digest: str | None) -> StageResult:
        """Store what is new; see `Library.stage`."""
        article_id = self._article.article_id
        row = self._connection.execute(
            "SELECT published_version, staged_version, removed_at FROM articles WHERE article_id = ?", (article_id,)
        ).fetchone()
        published, staged, removed_at = row or (None, None, None)
        if staged is not None and not self._same(staged):
            drop_staged(self._connection, article_id, staged)
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

    def hold(self, raw_digest: str | None) -> int:
        """Store a version that nobody finds; see `Library.hold`."""
        article_id = self._article.article_id
        self._connection.execute("UPDATE articles SET raw_digest = ? WHERE article_id = ?", (raw_digest, article_id))
        version, content_hash = self._connection.execute(
            "SELECT version, content_hash FROM versions WHERE article_id = ? ORDER BY version DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        return int(version) if content_hash == self._article.content_hash else self._insert_version()

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
        library_checks.store_version(self._connection, article_id, version)

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
                day_to_text(article.published, article.published_at), day_to_text(article.updated, article.updated_at),
                now(), article.content_hash, len(self._passages), texts,
                library_stories.sketch(article.text), removed_to_text(article.removed), storable(article.text),
            ),
        )  # fmt: skip
        library_checks.store_version(self._connection, article.article_id, last + 1)
        return int(last) + 1

    def _insert_passages(self, version: int) -> None:
        needed: list[str] = []
        for passage in self._passages:
            inside = (Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences)
            spans, title, text = spans_to_text(passage.sentences), storable(passage.title), storable(passage.text)
            terms = terms_of(passage.title, passage.text, passage.language, inside)
            self._connection.execute(
                "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    passage.passage_id, passage.article_id, version, passage.ordinal, passage.start, passage.end,
                    passage.language, spans, title, text, terms.title, terms.body, terms.names,
                    checksum(
                        passage.passage_id, passage.article_id, version, passage.ordinal, passage.start, passage.end,
                        text, title, passage.language, spans,
                    ),
                ),
            )  # fmt: skip
            needed.append(passage.passage_id)
            needed.extend(sentence_id(passage.passage_id, passage.start, span) for span in passage.sentences)
        library_vectors.revive(self._connection, needed)
