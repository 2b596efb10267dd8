"""The library: every article, its versions and passages, in one SQLite file.

A version is first *staged* (durable, not searchable), then *published*: one transaction flips what searches find
from the old version to the new one. Versions are kept, so that a citation made earlier resolves to the text it
cited; also after `remove`, which makes an article unsearchable at once but keeps its text, marked as removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.article import Article, Passage
from vectorstore.library import stories as library_stories
from vectorstore.library import tokens as library_tokens
from vectorstore.library import vectors as library_vectors
from vectorstore.library import words as library_words
from vectorstore.library.passage_terms import terms_fingerprint
from vectorstore.library.publishing import drop_staged, forget_unversioned, publish, unpublish, withdraw
from vectorstore.library.reader import LibraryReader
from vectorstore.library.rows import now
from vectorstore.library.schema import Connection, Database
from vectorstore.library.staging import Staging
from vectorstore.types import NewVector, StageResult


class Library(LibraryReader):
    """Source of truth. Any thread may call any method: writes take turns, reads never wait for them."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open or make the library. With `create` False, raise LibraryMissingError where there is none."""
        super().__init__(path, Database(path, read_only=False, create=create))

    # --- articles --------------------------------------------------------------------------------
    def stage(self, article: Article, passages: Sequence[Passage], *, raw_digest: str | None = None) -> StageResult:
        """Store a new version durably, in one transaction; it becomes searchable by `publish`.

        Unchanged means: same content and passages as what is staged or published; then no version is made, and only
        `source` and `raw_digest` are brought up to date. A staged version that was never published is replaced.
        Raises LibraryFullError where the disk is full; nothing of the change is kept then.
        """
        with self._database.write() as connection:
            return Staging(connection, article, passages).run(raw_digest)

    def hold(self, article: Article, *, raw_digest: str | None = None) -> int:
        """Keep a version of a published article that is to be confirmed: searches find the published one as before.

        Returns its number. The same text again makes no further version. Staging the article publishes over it.
        """
        with self._database.write() as connection:
            return Staging(connection, article, ()).hold(raw_digest)

    def publish(self, article_id: str, version: int) -> bool:
        """Flip atomically what lexical and dense searches find of this article to `version`.

        False where that version is no longer staged (removed or replaced meanwhile). Raises ValueError where it
        has passages without a vector: they could not be found.
        """
        return bool(self.publish_all([(article_id, version)]))

    def publish_all(self, staged: Sequence[tuple[str, int]]) -> int:
        """Publish several versions in one transaction; returns how many. See `publish`."""
        with self._database.write() as connection:
            published = sum(publish(connection, article_id, version) for article_id, version in staged)
            if published:
                _next_generation(connection)
        return published

    def withdraw(self, staged: Sequence[tuple[str, int]]) -> frozenset[str]:
        """Drop versions (article id, version) that are staged and not published; return the ids of those articles.

        Their sources count as unread: the next ingestion stores them again.
        """
        with self._database.write() as connection:
            return frozenset(article_id for article_id, version in staged if withdraw(connection, article_id, version))

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
                unpublish(connection, article_id, published, {})
                library_stories.leave(connection, article_id)
            if staged is not None:
                drop_staged(connection, article_id, staged)
            connection.execute(
                "UPDATE articles SET published_version = NULL, staged_version = NULL, raw_digest = NULL, "
                "removed_at = ? WHERE article_id = ?",
                (now(), article_id),
            )
            if published is None:  # it never was searchable, so nobody can have cited it
                forget_unversioned(connection, article_id)
            _next_generation(connection)
        return True

    # --- words -----------------------------------------------------------------------------------
    def refresh_words(self) -> bool:
        """Index all words anew where the way words are stemmed has changed since; True if it had to."""
        current = terms_fingerprint()
        if self._meta("terms") == current:
            return False
        with self._database.write() as connection:
            library_words.reindex(connection)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('terms', ?)", (current,))
        return True

    # --- vectors ---------------------------------------------------------------------------------
    def put_vectors(self, vectors: Sequence[NewVector]) -> None:
        """Keep vectors and tokens durably; ones whose passage is gone meanwhile are ignored."""
        with self._database.write() as connection:
            library_vectors.put(connection, vectors)
            library_tokens.put(connection, vectors)

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
            library_tokens.forget(connection, ids)

    def begin_vectors(self, fingerprint: str) -> None:
        """Note what vectors will be made with; drops the stored ones where they were made with anything else."""
        if self.fingerprint() == fingerprint:
            return
        with self._database.write() as connection:
            library_vectors.clear(connection)
            library_tokens.clear(connection)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('fingerprint', ?)", (fingerprint,))

    def begin_tokens(self, fingerprint: str) -> None:
        """Note what tokens will be made with; drops those made with anything else. See `tokens_are_whole`."""
        if self._meta("tokens") == fingerprint:
            return
        with self._database.write() as connection:
            library_tokens.clear(connection)
            nothing_lacks = not fingerprint or not library_vectors.any_passage(connection)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('tokens', ?)", (fingerprint,))
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('tokens_whole', ?)", (int(nothing_lacks),))

    def finish_tokens(self) -> None:
        """Note that every published passage has its tokens."""
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('tokens_whole', 1)")


def _next_generation(connection: Connection) -> None:
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
