"""Passages ranked by words that very many passages have. Knows the columns, no question and no vector.

SQLite's BM25 takes 0.7 ms for every thousand postings, telling which passages have a word a tenth of that. So the
passages are first ranked by which of the words they have, and only the best of these by BM25.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ingest.language import Language
from vectorstore.library.rows import marks
from vectorstore.library.schema import Connection

# Passages that are scored in full. Of XQuAD's 178 a language, scoring 7 has the right one among the first five for
# 97.7 % of the Arabic questions, scoring all for 98.4; here it is twice as many as a search wants, 0.01 ms each.
PROMISING = 60
K1, B = 1.2, 0.75  # as in SQLite's, which cannot be set
TITLE_WEIGHT = 0.5  # what a word in the title counts against one in the passage, until retrieval measures better
NO_GAIN = 1e-6  # what SQLite gives a word that more than half of the passages have; not read where others tell more


def ranked(
    connection: Connection,
    table: str,
    language: Language,
    frequency: Mapping[str, int],
    times: Mapping[str, int],
) -> list[tuple[str, float]]:
    """Return (passage_id, BM25), best first, for terms that so many passages have and that are asked so many times."""
    (count,) = connection.execute(
        "SELECT expected FROM totals WHERE kind = 'passage' AND language = ?", (language,)
    ).fetchone()
    gains = {
        term: times[term] * max(NO_GAIN, math.log((count - having + 0.5) / (having + 0.5)))
        for term, having in frequency.items()
    }
    gains = {term: gain for term, gain in gains.items() if gain > times[term] * NO_GAIN} or gains
    numbers = _promising(connection, table, gains)
    statement = f"SELECT passage_id, title_terms, terms FROM passages WHERE number IN ({marks(len(numbers))})"  # noqa: S608
    rows = [(key, title.split(), body.split()) for key, title, body in connection.execute(statement, numbers)]
    usual = sum(len(title) + len(body) for _, title, body in rows) / max(len(rows), 1)
    scored = [(key, _bm25(gains, title, body, usual)) for key, title, body in rows]
    return sorted(scored, key=lambda one: -one[1])


def _promising(connection: Connection, table: str, gains: Mapping[str, float]) -> list[int]:
    """Return the numbers of the passages whose terms are worth most, each term counted once."""
    having = [_having(connection, table, term) for term in gains]
    numbers, places = np.unique(np.concatenate(having), return_inverse=True)
    worth = np.bincount(places, np.repeat(list(gains.values()), [len(one) for one in having]))
    if len(numbers) > PROMISING:
        numbers = numbers[np.argpartition(-worth, PROMISING)[:PROMISING]]
    found: list[int] = numbers.tolist()
    return found


def _having(connection: Connection, table: str, term: str) -> npt.NDArray[np.int64]:
    """Return the numbers of the passages with the term; as one text, three times as quick as a row for each."""
    statement = f"SELECT group_concat(rowid, ' ') FROM {table} WHERE {table} MATCH ?"  # noqa: S608
    (numbers,) = connection.execute(statement, (quoted(term),)).fetchone()
    return np.fromstring(numbers, np.int64, sep=" ") if numbers else np.array([], np.int64)


def _bm25(gains: Mapping[str, float], title: list[str], body: list[str], usual: float) -> float:
    counts: dict[str, float] = defaultdict(float)
    for term in filter(gains.__contains__, body):
        counts[term] += 1.0
    for term in filter(gains.__contains__, title):
        counts[term] += TITLE_WEIGHT
    longer = K1 * (1 - B + B * (len(title) + len(body)) / usual)
    return sum(gains[term] * count * (K1 + 1) / (count + longer) for term, count in counts.items())


def quoted(term: str) -> str:
    """Return the term as an FTS5 query: nothing in it is syntax."""
    return '"' + term.replace('"', '""') + '"'
