"""The lexical index inside the library: FTS5 over stemmed words, one table per language. Knows no vector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.article import Language, Span
from vectorstore.hits import Filters
from vectorstore.library_rows import filter_clause, text_to_spans
from vectorstore.library_schema import Connection
from vectorstore.passage_terms import terms_of

_TABLES: dict[Language, str] = {"ar": "words_ar", "en": "words_en"}
_VOCABULARIES: dict[Language, str] = {"ar": "vocabulary_ar", "en": "vocabulary_en"}
MOST_TERMS = 64  # a question has fewer; bounds the work of a pasted page
# Postings that one search reads, the rarest terms' first: SQLite scores every passage that has any of the terms, about
# 1,000 a millisecond. In a large library that leaves out words that hardly tell its passages apart.
MOST_POSTINGS = 20_000

WordRow = tuple[int, Language, str, str]


def reindex(connection: Connection) -> None:
    """Work out the terms of every passage again and index the published ones anew."""
    rows = connection.execute("SELECT number, title, text, language, start, sentences FROM passages")
    while batch := rows.fetchmany(1000):
        connection.executemany(
            "UPDATE passages SET title_terms = ?, terms = ?, names = ? WHERE number = ?",
            [_refreshed(*row) for row in batch],
        )
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


def add(connection: Connection, rows: Iterable[WordRow]) -> None:
    """Index passages given as (number, language, title terms, body terms)."""
    for number, language, title, body in rows:
        connection.execute(
            f"INSERT INTO {_TABLES[language]} (rowid, title, body) VALUES (?, ?, ?)",  # noqa: S608
            (number, title, body),
        )


def drop(connection: Connection, rows: Iterable[WordRow]) -> None:
    """Take passages out again; the terms must be the ones that were added."""
    for number, language, title, body in rows:
        table = _TABLES[language]
        connection.execute(
            f"INSERT INTO {table} ({table}, rowid, title, body) VALUES ('delete', ?, ?, ?)",  # noqa: S608
            (number, title, body),
        )


def search(
    connection: Connection,
    terms: Sequence[str],
    language: Language,
    limit: int,
    filters: Filters | None,
    title_weight: float,
) -> list[tuple[str, float]]:
    """Return (passage_id, BM25), best first; SQLite's own BM25 (k1 1.2, b 0.75) with its sign turned."""
    match = _match(_rarest(connection, terms[:MOST_TERMS], language))
    if not match or limit < 1:
        return []
    table = _TABLES[language]
    condition, parameters = filter_clause(filters)
    ranked = f"SELECT rowid AS number, bm25({table}, ?, 1.0) AS score FROM {table} WHERE {table} MATCH ?"  # noqa: S608
    values: list[str | float] = [title_weight, match]
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
    found: dict[str, int] = {}
    for term in dict.fromkeys(terms):
        row = connection.execute(
            f"SELECT doc FROM {_VOCABULARIES[language]} WHERE term = ?",  # noqa: S608
            (_clean(term).lower() if term.isascii() else _clean(term),),
        ).fetchone()
        found[term] = row[0] if row else 0
    return found


def _rarest(connection: Connection, terms: Sequence[str], language: Language) -> list[str]:
    """Return the terms, repeated ones too, from the rarest on up to MOST_POSTINGS; the rarest one always."""
    frequency = frequencies(connection, terms, language)
    kept: list[str] = []
    postings = 0
    for term in sorted((term for term in terms if frequency[term]), key=lambda term: (frequency[term], term)):
        if kept and term != kept[-1] and postings + frequency[term] > MOST_POSTINGS:
            break
        postings += frequency[term] if not kept or term != kept[-1] else 0
        kept.append(term)
    return kept


def _clean(term: str) -> str:
    """Return the term without anything that would split it in two."""
    return "".join(character for character in term if character > " ")


def _match(terms: Sequence[str]) -> str:
    """Return an FTS5 query for any of the terms, each quoted: nothing in them is syntax."""
    cleaned = [cleaned for term in terms if (cleaned := _clean(term))]
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in cleaned)
