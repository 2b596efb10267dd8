"""The library: every article, its versions and passages, in one SQLite file. Knows no index and no embedder.

(signatures; the implementation follows in minutes)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.article import Article, Language, Passage
from vectorstore.hits import ArticleSummary, Filters
from vectorstore.stored import Counts, Means, Pending, StageResult, StoredArticle, StoredPassage, Vector


class Library:
    """Source of truth. Any thread may call any method; writes take turns, reads never wait for them."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None: ...

    # --- writing -------------------------------------------------------------------------------
    def stage(self, article: Article, passages: Sequence[Passage], *, raw_digest: str | None = None) -> StageResult:
        """Store a new version durably (one transaction); it becomes searchable by `publish`."""
        raise NotImplementedError

    def pending(self) -> list[Pending]:
        """Versions staged and not yet published, oldest first."""
        raise NotImplementedError

    def publish(self, article_id: str, version: int) -> None:
        """Flip atomically what lexical and dense searches find of this article to `version`."""
        raise NotImplementedError

    def remove(self, article_id: str) -> bool:
        """Make the article unsearchable at once; its versions stay readable as `removed`. False if unknown."""
        raise NotImplementedError

    # --- reading -------------------------------------------------------------------------------
    def articles(self) -> list[ArticleSummary]:
        """Published articles, newest stored first."""
        raise NotImplementedError

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """One version in full; without `version` the published one, or the last one of a removed article."""
        raise NotImplementedError

    def versions(self, article_id: str) -> list[StoredArticle]:
        """Every kept version, oldest first."""
        raise NotImplementedError

    def passages(self, ids: Iterable[str], *, filters: Filters | None = None) -> dict[str, StoredPassage]:
        """Published passages by id; ids that are not published (any more) are left out.

        This is what makes dense hits safe: an id the index still knows but the library has not published is dropped.
        """
        raise NotImplementedError

    def neighbours(self, article_id: str, version: int, ordinal: int) -> list[StoredPassage]:
        """The passages just before and after `ordinal` of the published version, in order (0 to 2)."""
        raise NotImplementedError

    def passage_ids(self, filters: Filters, limit: int) -> list[str]:
        """Up to `limit` published passages that pass the filters: for exact search when a filter is narrow."""
        raise NotImplementedError

    def lexical(
        self, terms: Sequence[str], language: Language, limit: int, filters: Filters | None = None
    ) -> list[tuple[str, float]]:
        """(passage_id, BM25) of published passages of `language` with any of `terms`, best first; larger is better.

        `terms` come from `ingest.text.search_terms`.
        """
        raise NotImplementedError

    def document_frequency(self, terms: Sequence[str], language: Language) -> dict[str, int]:
        """How many published passages of `language` contain each term (0 where none)."""
        raise NotImplementedError

    def vectors(self, ids: Iterable[str]) -> dict[str, Vector]:
        """Vectors by id (passage ids and sentence ids), float32; ids without a vector are left out."""
        raise NotImplementedError

    def means(self, language: Language) -> Means:
        """Mean vectors of the language's published passages and sentences; exact and O(1)."""
        raise NotImplementedError

    def generation(self) -> int:
        """A number that grows with every publish and remove: a search that saw it change may look again."""
        raise NotImplementedError

    def raw_digest(self, identity: str) -> str | None:
        """The digest given with the last `stage` of this identity; None if unknown or removed."""
        raise NotImplementedError

    def counts(self) -> Counts:
        """Published articles and passages, pending versions."""
        raise NotImplementedError

    def close(self) -> None:
        """Close every connection; further calls raise."""
