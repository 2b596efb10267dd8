"""Which passages are worth a close look: nearest vectors and matching words. Knows no score that a reader sees."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.article import Language
from vectorstore.hits import Filters
from vectorstore.index import DenseIndex
from vectorstore.library_reader import LibraryReader
from vectorstore.question import Question
from vectorstore.stored import StoredPassage, Vector, passage_of

PASSAGES = 40  # nearest passages asked of the index, per language
SENTENCES = 80  # nearest sentences; several may be of one passage
WORDS = 40  # best passages by their words
# With filters the index is asked for more, as it knows none; and where so few passages pass, all are looked at.
FILTERED_FACTOR = 5
EXHAUSTIVE = 100


class Candidates:
    """Asks index and library for passages of one language."""

    def __init__(self, library: LibraryReader, index: DenseIndex) -> None:
        self._library = library
        self._index = index

    def find(
        self, question: Question, vectors: Iterable[Vector], language: Language, filters: Filters | None, *, words: bool
    ) -> list[StoredPassage]:
        """Return published passages of `language` that pass the filters, in no particular order.

        `vectors` are the question's, centred: the index's own vectors are not, but subtracting the same
        vector from all of them leaves the order of inner products as it is.
        """
        if filters is not None:
            few = self._library.passage_ids(filters, EXHAUSTIVE + 1)
            if len(few) <= EXHAUSTIVE:
                passages = self._library.passages(few, filters=filters).values()
                return [passage for passage in passages if passage.language == language]
        factor = 1 if filters is None else FILTERED_FACTOR
        ids: dict[str, None] = {}
        for vector in vectors:
            for vector_id, _ in self._index.search("passage", language, vector, PASSAGES * factor):
                ids[vector_id] = None
            for vector_id, _ in self._index.search("sentence", language, vector, SENTENCES * factor):
                ids[passage_of(vector_id)] = None
        if words:
            terms = [term.stem for term in question.terms if question.language == language or term.crosses]
            for passage_id, _ in self._library.lexical(terms, language, WORDS, filters):
                ids[passage_id] = None
        return list(self._library.passages(ids, filters=filters).values())
