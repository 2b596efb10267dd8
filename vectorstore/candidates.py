"""Which passages are worth a close look: nearest vectors and matching words. Knows no score that a reader sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.article import Language
from vectorstore.hits import Filters
from vectorstore.index import DenseIndex
from vectorstore.library_reader import LibraryReader
from vectorstore.stored import StoredPassage, Vector, passage_of

PASSAGES = 30  # nearest passages asked of the index, per language
SENTENCES = 50  # nearest sentences; several may be of one passage
WORDS = 30  # best passages by their words
# Of these lists' union so many are looked at closely, best reciprocal ranks first (Cormack and others, 2009).
CLOSE_LOOK = 28
RANK_OFFSET = 20
# With filters the index is asked for more, as it knows none; and where so few passages pass, all are looked at.
FILTERED_FACTOR = 5
EXHAUSTIVE = 100


class Candidates:
    """Asks index and library for passages of one language."""

    def __init__(self, library: LibraryReader, index: DenseIndex) -> None:
        self._library = library
        self._index = index

    def find(
        self, vectors: Iterable[Vector], stems: Sequence[str], language: Language, filters: Filters | None
    ) -> list[StoredPassage]:
        """Return published passages of `language` that pass the filters, the most promising first.

        `vectors` are the question's, centred: the index's own vectors are not, but subtracting the same
        vector from all of them leaves the order of inner products as it is.
        """
        if filters is not None:
            few = self._library.passage_ids(filters, EXHAUSTIVE + 1)
            if len(few) <= EXHAUSTIVE:
                passages = self._library.passages(few, filters=filters).values()
                return [passage for passage in passages if passage.language == language]
        factor = 1 if filters is None else FILTERED_FACTOR
        lists: list[list[str]] = []
        for vector in vectors:
            lists.append([key for key, _ in self._index.search("passage", language, vector, PASSAGES * factor)])
            sentences = self._index.search("sentence", language, vector, SENTENCES * factor)
            lists.append(list(dict.fromkeys(passage_of(key) for key, _ in sentences)))
        if stems:
            lists.append([key for key, _ in self._library.lexical(stems, language, WORDS, filters)])
        ids = _by_reciprocal_rank(lists)
        if filters is None:
            ids = ids[:CLOSE_LOOK]
        return list(self._library.passages(ids, filters=filters).values())[:CLOSE_LOOK]


def _by_reciprocal_rank(lists: Iterable[Sequence[str]]) -> list[str]:
    scores: dict[str, float] = defaultdict(float)
    for listed in lists:
        for rank, key in enumerate(listed):
            scores[key] += 1 / (RANK_OFFSET + rank)
    return sorted(scores, key=lambda key: -scores[key])
