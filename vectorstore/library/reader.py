"""Reading the library: articles, versions, passages, words, vectors."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from ingest.language import Language
from vectorstore.library import checks as library_checks
from vectorstore.library import tokens as library_tokens
from vectorstore.library import vectors as library_vectors
from vectorstore.library import words as library_words
from vectorstore.library.rows import (
    ARTICLE,
    PASSAGE,
    PASSAGE_COLUMNS,
    SUMMARY,
    Row,
    batches,
    filter_clause,
    marks,
    passes,
    to_article,
    to_passage,
    to_summary,
)
from vectorstore.library.schema import ArticleDamagedError, Connection, Database, LibraryDamagedError
from vectorstore.types import (
    ArticleSummary,
    Counts,
    Filters,
    Kind,
    Means,
    Pending,
    StoredArticle,
    StoredPassage,
    TokenBits,
    Vector,
    passage_of,
)

_log = logging.getLogger(__name__)
Made = TypeVar("Made")

_PUBLISHED = (
    "FROM passages p JOIN articles a ON a.article_id = p.article_id AND a.published_version = p.version "
    "JOIN versions v ON v.article_id = p.article_id AND v.version = p.version"
)


class LibraryReader:
    """Everything that can be asked. Any thread may ask; readers wait for nobody.

    Each call sees one moment of the library, whole before or whole after any change.
    """

    def __init__(self, path: Path, database: Database | None = None) -> None:
        """`database` is one that is open already; else the file is opened for reading."""
        self._database = database or Database(path, read_only=True)
        self._damaged: set[tuple[str, int]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; further calls raise LibraryError."""
        self._database.close()

    # --- articles --------------------------------------------------------------------------------
    def articles(self, filters: Filters | None = None) -> list[ArticleSummary]:
        """Published articles that pass the filters, the last stored first."""
        condition, parameters = filter_clause(filters)
        statement = (
            f"SELECT {SUMMARY} FROM articles a JOIN versions v ON v.article_id = a.article_id "  # noqa: S608
            f"AND v.version = a.published_version WHERE 1 = 1{condition} ORDER BY v.sequence DESC"
        )
        with self._database.read() as connection:
            return self._whole(to_summary, connection.execute(statement, parameters))

    def article(self, article_id: str, version: int | None = None) -> StoredArticle | None:
        """One version in full, None if unknown.

        Without `version` the published one; of a removed article the last one, with state `removed`; of one
        that never was published yet, the staged one. Raises ArticleDamagedError where it is not as it was stored.
        """
        statement = (
            f"SELECT {ARTICLE} FROM articles a JOIN versions v ON v.article_id = a.article_id "  # noqa: S608
            "WHERE a.article_id = ? AND (? IS NULL OR v.version = ?) "
            "ORDER BY v.version IS a.published_version DESC, v.version DESC LIMIT 1"
        )
        with self._database.read() as connection:
            row = connection.execute(statement, (article_id, version, version)).fetchone()
        return to_article(row) if row else None

    def versions(self, article_id: str) -> list[StoredArticle]:
        """Every kept version of the article, the oldest first; empty if unknown."""
        statement = (
            f"SELECT {ARTICLE} FROM articles a JOIN versions v ON v.article_id = a.article_id "  # noqa: S608
            "WHERE a.article_id = ? ORDER BY v.version"
        )
        with self._database.read() as connection:
            return self._whole(to_article, connection.execute(statement, (article_id,)))

    def pending(self) -> list[Pending]:
        """Versions staged and not yet published, oldest first."""
        statement = (
            "SELECT v.article_id, v.version, v.title, v.texts FROM articles a "
            "JOIN versions v ON v.article_id = a.article_id AND v.version = a.staged_version "
            "WHERE a.staged_version IS NOT NULL ORDER BY v.sequence"
        )
        with self._database.read() as connection:
            return [Pending(*row) for row in connection.execute(statement)]

    def raw_digest(self, identity: str) -> str | None:
        """The digest given with the last `stage` of this identity; None if unknown or removed."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT raw_digest FROM articles WHERE identity = ? AND removed_at IS NULL", (identity,)
            ).fetchone()
        return row[0] if row else None

    # --- passages --------------------------------------------------------------------------------
    def passages(self, ids: Iterable[str], *, filters: Filters | None = None) -> dict[str, StoredPassage]:
        """Published passages by id, in the order of `ids`; ids that are not published are left out.

        This is what makes dense hits safe: an id that the index still knows, but that belongs to a removed,
        superseded or half-written article, is dropped here. With `filters`, so are passages that do not pass.
        """
        wanted = list(dict.fromkeys(ids))
        found: dict[str, StoredPassage] = {}
        with self._database.read() as connection:
            for batch in batches(wanted):
                statement = f"SELECT {PASSAGE}, {SUMMARY} {_PUBLISHED} WHERE p.passage_id IN ({marks(len(batch))})"
                whole = self._whole(_with_article, connection.execute(statement, batch))
                found.update((passage.passage_id, passage) for passage in whole)
        return {
            passage_id: passage
            for passage_id in wanted
            if (passage := found.get(passage_id)) is not None and passes(passage.article, filters)
        }

    def article_passages(self, article_id: str, version: int | None = None) -> list[StoredPassage]:
        """The passages of the published version, or of a staged one by its number, in order.

        Superseded and removed versions keep their text but no passages: empty.
        """
        statement = (
            f"SELECT {PASSAGE}, {SUMMARY} FROM passages p "  # noqa: S608
            "JOIN articles a ON a.article_id = p.article_id "
            "JOIN versions v ON v.article_id = p.article_id AND v.version = p.version "
            "WHERE p.article_id = ? AND p.version = coalesce(?, a.published_version) ORDER BY p.ordinal"
        )
        with self._database.read() as connection:
            rows = connection.execute(statement, (article_id, version)).fetchall()
        return self._whole(_with_article, rows)

    def passage_ids(self, filters: Filters | None = None, limit: int = -1) -> list[str]:
        """Up to `limit` (-1: all) published passages that pass: for exact search where a filter is narrow."""
        condition, parameters = filter_clause(filters)
        statement = f"SELECT p.passage_id {_PUBLISHED} WHERE 1 = 1{condition} ORDER BY p.number LIMIT ?"
        with self._database.read() as connection:
            found = connection.execute(statement, (*parameters, limit))
            return [row[0] for row in found]

    # --- words -----------------------------------------------------------------------------------
    def lexical(
        self, terms: Sequence[str], language: Language, limit: int, filters: Filters | None = None
    ) -> list[tuple[str, float]]:
        """(passage_id, BM25) of published passages of `language` that have any of `terms`, best first.

        `terms` are stems as `search_terms` gives them, the first 64 count. Larger is better; a word in more than half
        of the passages scores next to nothing. Scores compare within one call only.
        """
        with self._database.read() as connection:
            return library_words.search(connection, terms, language, limit, filters)

    def document_frequency(self, terms: Sequence[str], language: Language) -> dict[str, int]:
        """How many published passages of `language` contain each term, title included; 0 where none."""
        with self._database.read() as connection:
            return library_words.frequencies(connection, terms, language)

    # --- vectors ---------------------------------------------------------------------------------
    def vectors(self, ids: Iterable[str]) -> dict[str, Vector]:
        """Vectors by id (passage and sentence ids), float32, of length one (±0.001); ids without one are left out."""
        with self._database.read() as connection:
            return library_vectors.read(connection, ids)

    def passage_vectors(self, passage_ids: Sequence[str]) -> tuple[list[str], Vector]:
        """The ids of these passages' vectors and of their sentences', and the vectors as rows; see `vectors`."""
        with self._database.read() as connection:
            return library_vectors.of_passages(connection, passage_ids)

    def means(self, language: Language) -> Means:
        """Mean vectors of the language's published passages and sentences: exact, and kept, not computed."""
        with self._database.read() as connection:
            return library_vectors.means(connection, language)

    def vector_totals(self) -> dict[tuple[Kind, Language], tuple[int, int]]:
        """(vectors that the published passages need, vectors they have) by kind and language."""
        with self._database.read() as connection:
            return library_vectors.totals(connection)

    def vectors_in_state(self, state: int, limit: int = -1) -> dict[tuple[Kind, Language], list[str]]:
        """Ids of vectors that are NEW or DOOMED (see library_vectors), by kind and language; -1: all."""
        with self._database.read() as connection:
            return library_vectors.in_state(connection, state, limit)

    def vector_ids(self, kind: Kind, language: Language) -> list[str]:
        """Every id of that kind and language that has a vector; reads the whole table, for repairs."""
        with self._database.read() as connection:
            return library_vectors.ids(connection, kind, language)

    def all_vectors(self, kind: Kind, language: Language) -> tuple[int, list[str], Vector]:
        """The generation, and the ids and vectors (one row each) of that kind and language; for exact search.

        Staged ones may be among them, as in the index.
        """
        with self._database.read() as connection:
            generation = int(_meta(connection, "generation") or 0)
            return generation, *library_vectors.everything(connection, kind, language)

    def known_vectors(self, ids: Sequence[str], *, with_tokens: bool = False) -> set[str]:
        """Those ids that have a vector and are still needed; `with_tokens` only those passages that have tokens too."""
        with self._database.read() as connection:
            known = library_vectors.known(connection, ids)
            if with_tokens:
                passages = {key for key in known if passage_of(key) == key}
                known -= passages - library_tokens.known(connection, sorted(passages))
            return known

    # --- tokens ----------------------------------------------------------------------------------
    def passage_tokens(self, passage_ids: Sequence[str], fingerprint: str) -> dict[str, TokenBits]:
        """The bits of passages' tokens by id; none where they were not made with `fingerprint`."""
        with self._database.read() as connection:
            if not fingerprint or _meta(connection, "tokens") != fingerprint:
                return {}
            return library_tokens.read(connection, passage_ids)

    def tokens_are_whole(self) -> bool:
        """Whether every published passage has tokens, as far as the model gives them."""
        return self._meta("tokens_whole") == "1"

    # --- the library itself ----------------------------------------------------------------------
    def generation(self) -> int:
        """A number that grows with every publish and remove.

        A search that saw it change between asking the index and asking the library may look again.
        """
        return int(self._meta("generation") or 0)

    @property
    def library_id(self) -> str:
        """The library's own name, drawn when it was made: 32 hex digits."""
        return self._meta("library_id") or ""

    def fingerprint(self) -> str | None:
        """What the stored vectors were made with; None before the first one."""
        return self._meta("fingerprint")

    def counts(self) -> Counts:
        """Published articles and passages, and versions that wait."""
        statement = (
            "SELECT count(published_version), count(staged_version), "
            "(SELECT sum(expected) FROM totals WHERE kind = 'passage') FROM articles"
        )
        with self._database.read() as connection:
            articles, pending, passages = connection.execute(statement).fetchone()
        return Counts(articles, passages, pending)

    # --- damage ----------------------------------------------------------------------------------
    def damaged(self) -> frozenset[tuple[str, int]]:
        """Return (article id, version) of what was found not to be as it was stored, since the library was opened."""
        return frozenset(self._damaged)

    def verify(self) -> list[tuple[str, int]]:
        """Read everything and return what is not as it was stored. Raises LibraryDamagedError for the file itself."""
        with self._database.read() as connection:
            problems = library_checks.structure(connection)
            if problems:
                raise LibraryDamagedError("; ".join(problems))
            found = list(library_checks.damaged(connection))
        self._damaged.update(found)
        return found

    def backup(self, copy: Path) -> None:
        """Write a whole copy of the library as it is at one moment, whatever is written meanwhile.

        The copy is verified before it gets its name. Raises LibraryDamagedError where library or copy is damaged.
        """
        begun = copy.with_name(f".{copy.name}.part")
        begun.unlink(missing_ok=True)
        try:
            self._database.copy(begun)
            with LibraryReader(begun) as made:
                if damaged := made.verify():
                    raise ArticleDamagedError(*damaged[0])
            begun.replace(copy)
        finally:
            begun.unlink(missing_ok=True)

    def _whole(self, make: Callable[[Row], Made], rows: Iterable[Row]) -> list[Made]:
        """Return what `make` makes of the rows; what is not as it was stored is left out, and remembered."""
        made: list[Made] = []
        for row in rows:
            try:
                made.append(make(row))
            except ArticleDamagedError as error:
                if (error.article_id, error.version) not in self._damaged:
                    _log.error("%s; it is neither shown nor quoted", error)
                self._damaged.add((error.article_id, error.version))
        return made

    def _meta(self, key: str) -> str | None:
        with self._database.read() as connection:
            return _meta(connection, key)


def _with_article(row: Row) -> StoredPassage:
    return to_passage(row[:PASSAGE_COLUMNS], to_summary(row[PASSAGE_COLUMNS:]))


def _meta(connection: Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None
