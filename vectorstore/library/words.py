"""The lexical index inside the library: FTS5 over stemmed words, one table per language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ingest.language import Language, Span
from vectorstore.library import postings as library_postings
from vectorstore.library.passage_terms import terms_of
from vectorstore.library.postings import TITLE_WEIGHT, quoted
from vectorstore.library.rows import batches, filter_clause, marks, text_to_spans
from vectorstore.library.schema import Connection
from vectorstore.types import Filters

_TABLES: dict[Language, str] = {"ar": "words_ar", "en": "words_en"}
MOST_TERMS = 64  # a question has fewer; bounds the work of a pasted page
# Postings that one search reads, the rarest terms' first. In a large library that leaves out words that hardly tell its
# passages apart: with 40 % as many postings as passages the right one of XQuAD's comes first for 89.2 % of the Arabic
# questions, as with all; with 16 % for 86.7, with 10 % for 83.5.
MOST_POSTINGS = 20_000
FEW_POSTINGS = 1_000  # up to here SQLite's own BM25 is as quick as scoring only promising passages

WordRow = tuple[int, Language, str, str]


def reindex(connection: Connection) -> None:
    """Work out the terms of every passage again and index the published ones anew."""
    rows = connection.execute("SELECT number, title, text, language, start, sentences FROM passages")
    while batch := rows.fetchmany(1000):
        connection.executemany(
            "UPDATE passages SET title_terms = ?, terms = ?, names = ? WHERE number = ?",
            [_refreshed(*row) for row in batch],
        )
    connection.execute("DELETE FROM frequencies")
    for table in _TABLES.values():
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608
    published = connection.execute(
        "SELECT p.number, p.language, p.title_terms, p.terms FROM passages p JOIN articles a "
        "ON a.article_id = p.article_id AND a.published_version = p.version"
    )
    while batch := published.fetchmany(1000):
        add(connection, batch)


def _refreshed(
    number: int, title: str, text: str, language: Language, start: int, sentences: str
) -> tuple[str, str, str, int]:
    spans = (Span(span.start - start, span.end - start) for span in text_to_spans(sentences))
    terms = terms_of(title, text, language, spans)
    return terms.title, terms.body, terms.names, number


def add(connection: Connection, rows: Sequence[WordRow]) -> None:
    """Index passages given as (number, language, title terms, body terms)."""
    for number, language, title, body in rows:
        connection.execute(
            f"INSERT INTO {_TABLES[language]} (rowid, title, body) VALUES (?, ?, ?)",  # noqa: S608
            (number, title, body),
        )
    _count(connection, rows, 1)


def drop(connection: Connection, rows: Sequence[WordRow]) -> None:
    """Take passages out again; the terms must be the ones that were added."""
    for number, language, title, body in rows:
        table = _TABLES[language]
        connection.execute(
            f"INSERT INTO {table} ({table}, rowid, title, body) VALUES ('delete', ?, ?, ?)",  # noqa: S608
            (number, title, body),
        )
    _count(connection, rows, -1)


def _count(connection: Connection, rows: Iterable[WordRow], sign: int) -> None:
    """Add (or take off again) the passages to how many there are with each of their terms."""
    counts = Counter((language, term) for _, language, title, body in rows for term in {*title.split(), *body.split()})
    connection.executemany(
        "INSERT INTO frequencies VALUES (?, ?, ?) "
        "ON CONFLICT (language, term) DO UPDATE SET passages = passages + excluded.passages",
        [(language, term, sign * count) for (language, term), count in counts.items()],
    )
    if sign < 0:
        connection.executemany(
            "DELETE FROM frequencies WHERE language = ? AND term = ? AND passages <= 0", list(counts)
        )


def search(
    connection: Connection,
    terms: Sequence[str],
    language: Language,
    limit: int,
    filters: Filters | None,
) -> list[tuple[str, float]]:
    """Return (passage_id, BM25), best first; SQLite's own BM25 with its sign turned."""
    times = Counter(cleaned for term in terms[:MOST_TERMS] if (cleaned := _clean(term)))
    frequency = _rarest(frequencies(connection, list(times), language))
    if not frequency or limit < 1:
        return []
    table = _TABLES[language]
    condition, parameters = filter_clause(filters)
    if not condition and sum(frequency.values()) > FEW_POSTINGS:
        return library_postings.ranked(connection, table, language, frequency, times)[:limit]
    match = " OR ".join(quoted(term) for term in frequency for _ in range(times[term]))
    ranked = f"SELECT rowid AS number, bm25({table}, ?, 1.0) AS score FROM {table} WHERE {table} MATCH ?"  # noqa: S608
    values: list[str | float] = [TITLE_WEIGHT, match]
    if condition:
        statement = (
            f"SELECT p.passage_id, s.score FROM ({ranked}) s JOIN passages p ON p.number = s.number "  # noqa: S608
            f"JOIN versions v ON v.article_id = p.article_id AND v.version = p.version "
            f"WHERE 1 = 1{condition} ORDER BY s.score, s.number LIMIT ?"
        )
        values.extend(parameters)
    else:
        statement = (
            f"SELECT p.passage_id, s.score FROM ({ranked} ORDER BY 2, 1 LIMIT ?) s "  # noqa: S608
            "JOIN passages p ON p.number = s.number ORDER BY s.score, s.number"
        )
    return [(row[0], -row[1]) for row in connection.execute(statement, (*values, limit))]


def frequencies(connection: Connection, terms: Sequence[str], language: Language) -> dict[str, int]:
    """Return how many indexed passages contain each term."""
    found = dict.fromkeys(terms, 0)
    for batch in batches(list(found)):
        statement = f"SELECT term, passages FROM frequencies WHERE language = ? AND term IN ({marks(len(batch))})"  # noqa: S608
        found.update(connection.execute(statement, (language, *batch)))
    return found


def _rarest(frequency: Mapping[str, int]) -> dict[str, int]:
    """Return the terms from the rarest on up to MOST_POSTINGS; the rarest one always."""
    kept: dict[str, int] = {}
    for having, term in sorted((having, term) for term, having in frequency.items() if having):
        if kept and sum(kept.values()) + having > MOST_POSTINGS:
            break
        kept[term] = having
    return kept


def _clean(term: str) -> str:
    """Return the term without anything that would split it in two."""
    return "".join(character for character in term if character > " ")
