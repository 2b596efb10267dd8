"""Question in, relevant passages out: candidates, evidence, scores, one list. Knows no LangChain and no chat model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from ingest.article import Language
from ingest.text import search_terms
from vectorstore.candidates import Candidates
from vectorstore.centring import Centring, Matrix, centred
from vectorstore.embedders import Embedder
from vectorstore.fusion import Found, freshened, interleave, limit_stories
from vectorstore.hits import Filters
from vectorstore.index import DenseIndex
from vectorstore.lexical import Overlap, Text, overlap, weights
from vectorstore.library_reader import LibraryReader
from vectorstore.question import Question, read_question
from vectorstore.ranking import Evidence, Ranked, Switches, rank
from vectorstore.relevance import relevance
from vectorstore.stored import LANGUAGES, StoredPassage, Vector

Translate = Callable[[str], str]
REMEMBERED = 20_000  # passages whose words are kept at hand: a few hundred bytes each
TRANSLATIONS = 256  # questions whose translation is kept


class Search:
    """Finds passages. Any thread may ask."""

    def __init__(
        self,
        library: LibraryReader,
        index: DenseIndex,
        embedder: Embedder,
        *,
        translate: Translate | None = None,
        switches: Switches | None = None,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._switches = switches or Switches()
        self._candidates = Candidates(library, index)
        self._centring = Centring(embedder)
        self._translate = lru_cache(maxsize=TRANSLATIONS)(translate) if translate else None
        self._words = lru_cache(maxsize=REMEMBERED)(_words)

    def find(self, text: str, filters: Filters | None = None) -> list[Found]:
        """Return what may answer the question, best first, at most two passages of a story.

        Raises EmbeddingError where the embedding model fails, LibraryError or IndexDamagedError where the store does.
        """
        question = read_question(text)
        if not text.strip():
            return []
        vectors = {question.language: self._embedder.embed_query(question.text)}
        other: Language = "en" if question.language == "ar" else "ar"
        questions = {question.language: question}
        if self._translate is not None:
            questions[other] = read_question(self._translate(question.text))
            vectors[other] = self._embedder.embed_query(questions[other].text)
        wanted = filters.languages if filters is not None and filters.languages else LANGUAGES
        lists: dict[Language, list[Found]] = {}
        for language in wanted:
            asked = questions.get(language, question)
            views = [(asked.language, vectors[asked.language])]
            if asked is not question:
                views.append((question.language, vectors[question.language]))
            found = self._in_language(asked, views, language, filters, same_language=language == question.language)
            lists[language] = freshened(found) if question.wants_latest else found
        if self._switches.balance:
            merged = interleave(lists, question.language)
        else:
            merged = sorted((item for found in lists.values() for item in found), key=lambda item: -item.order)
        return limit_stories(merged)

    def _in_language(
        self,
        question: Question,
        views: Sequence[tuple[Language, Vector]],
        language: Language,
        filters: Filters | None,
        *,
        same_language: bool,
    ) -> list[Found]:
        means = self._library.means(language)
        if not means.passages:
            return []
        centres = self._centring.centres(language, means)
        asked = [
            centred(vector, self._centring.question_centre(view)) if self._switches.centring else vector
            for view, vector in views
        ]
        passages = self._candidates.find(question, asked, language, filters, words=self._switches.lexical)
        if not passages:
            return []
        stored = self._library.vectors([key for item in passages for key in (item.passage_id, *item.sentence_ids)])
        passages = [item for item in passages if item.passage_id in stored]
        overlaps = self._overlaps(question, passages, language, means.passages)
        evidence: list[Evidence] = []
        for item, words in zip(passages, overlaps, strict=True):
            zero = np.zeros_like(stored[item.passage_id])
            rows: Matrix = np.stack([stored.get(key, zero) for key in item.sentence_ids] or [zero])
            passage = stored[item.passage_id]
            if self._switches.centring:
                passage, rows = centred(passage, centres.passage), centred(rows, centres.sentence)
            evidence.append(Evidence(passage, rows[: len(item.sentences)], words))
        best = [
            max(scores, key=lambda one: one.score)
            for scores in zip(*(rank(vector, evidence, self._switches) for vector in asked), strict=True)
        ]
        found = [_found(item, scored, same_language) for item, scored in zip(passages, best, strict=True)]
        return sorted(found, key=lambda item: -item.order)

    def _overlaps(
        self, question: Question, passages: Sequence[StoredPassage], language: Language, count: int
    ) -> list[Overlap]:
        terms = [term.stem for term in question.terms]
        shared = [term.stem for term in question.terms if question.language == language or term.crosses]
        if not shared or not self._switches.lexical:
            return [Overlap(0.0, (0.0,) * len(item.sentences)) for item in passages]
        weight = weights(terms, self._library.document_frequency(shared, language), count)
        return [overlap(weight, self._words(item)) for item in passages]


def _words(passage: StoredPassage) -> Text:
    """Return a passage's words as the lexical index has them."""
    return Text(
        tuple(search_terms(passage.title)),
        tuple(
            tuple(search_terms(passage.text[span.start - passage.start : span.end - passage.start]))
            for span in passage.sentences
        ),
    )


def _found(passage: StoredPassage, scored: Ranked, same_language: bool) -> Found:
    how_relevant = relevance(scored.score, same_language=same_language)
    sentences = tuple(relevance(score, same_language=same_language) for score in scored.sentences)
    return Found(passage, how_relevant, sentences, how_relevant)
