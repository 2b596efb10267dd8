"""Question in, relevant passages out: candidates, evidence, scores, one list."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.language import Language
from vectorstore.embedding.anchors import QUESTIONS
from vectorstore.embedding.centring import Centring, Matrix, centred
from vectorstore.embedding.embedders import Embedder
from vectorstore.index.index import DenseIndex
from vectorstore.library.passage_terms import find
from vectorstore.library.reader import LibraryReader
from vectorstore.search.candidates import Begun, Candidates
from vectorstore.search.lexical import overlaps
from vectorstore.search.merging import ScoredPassage, freshened, interleave, limit_stories
from vectorstore.search.query import Question, Sought, read_question
from vectorstore.search.ranking import Ablations, Evidence, Scores, rank
from vectorstore.search.relevance import passage_relevance, sentence_relevance
from vectorstore.types import KINDS, LANGUAGES, Filters, Means, StoredPassage, TokenBits, Tokens, Vector

logger = logging.getLogger(__name__)

Translate = Callable[[str], str]
# The best passages in the question's language help to find what the other language has on the same matter: the
# mean of so many vectors, which counts so much against one similarity.
BRIDGE_PASSAGES = 2
BRIDGE = 0.5


@dataclass(frozen=True, slots=True)
class _View:
    """One way of asking: the question in one of the languages, its centred vector and its tokens."""

    question: Question
    vector: Vector
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class _Begun:
    """A search under way in one language: what each view seeks there, and how many passages have each stem."""

    candidates: Begun
    means: Means
    sought: Sequence[Sequence[Sought]]
    frequency: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Language:
    """What was found in one language, best first, and the vectors of the first few."""

    found: list[ScoredPassage]
    vectors: Matrix


class Search:
    """Finds passages. Any thread may ask."""

    def __init__(
        self,
        library: LibraryReader,
        index: DenseIndex,
        embedder: Embedder,
        *,
        ablations: Ablations | None = None,
        centring: Centring | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._ablations = ablations or Ablations()
        self._candidates = Candidates(library, index)
        self._centring = centring or Centring(embedder)

    def find(
        self, text: str, filters: Filters | None = None, translate: Translate | None = None
    ) -> list[ScoredPassage]:
        """Return what may answer the question, best first, at most two passages of a story.

        Raises EmbeddingError where the embedding model fails, LibraryError or IndexDamagedError where the store does.
        """
        if not text.strip():
            return []
        question = read_question(text)
        own = question.language
        wanted = filters.languages if filters is not None and filters.languages else LANGUAGES
        means = {language: self._library.means(language) for language in sorted(wanted, key=lambda one: one != own)}
        means = {language: mean for language, mean in means.items() if mean.passages}
        views = self._views(question, translate if means.keys() - {own} else None)
        begun = [self._begin(views, language, mean, filters) for language, mean in means.items()]
        lists: dict[Language, list[ScoredPassage]] = {}
        bridge: tuple[Vector, float] | None = None
        for search in begun:
            language = search.candidates.language
            result = self._in_language(views, search, filters, bridge)
            lists[language] = freshened(result.found) if question.wants_latest else result.found
            if language == own and self._ablations.bridge and result.found:
                bridge = (result.vectors[:BRIDGE_PASSAGES].mean(axis=0), result.found[0].relevance)
        if self._ablations.balance:
            merged = interleave(lists, own)
        else:
            merged = sorted((item for found in lists.values() for item in found), key=lambda item: -item.order)
        return limit_stories(merged)

    def _begin(self, views: Sequence[_View], language: Language, means: Means, filters: Filters | None) -> _Begun:
        sought = [self._sought(view.question, language) for view in views]
        words = [word for one in sought for word in one]
        frequency = self._library.document_frequency([stem for word in words for stem in word.stems], language)
        telling = [stem for word in words if word.weight == 1 for stem in sorted(word.stems) if frequency[stem]]
        asked = [(view.question.language, view.vector) for view in views]
        candidates = self._candidates.begin(asked, telling, language, filters)
        return _Begun(candidates, means, sought, frequency)

    def _views(self, question: Question, translate: Translate | None) -> list[_View]:
        views = [self._view(question)]
        translated = _translated(question, translate) if translate else None
        if translated is not None and translated.language != question.language and translated.words:
            views.append(self._view(translated))
        return views

    def prepare(self) -> None:
        """Do now what the first search would have to wait for: embed the ordinary texts, read word lists and index."""
        for language in LANGUAGES:
            centres = self._centring.centres(language, self._library.means(language))
            for kind in KINDS:
                self._index.search(kind, language, centres.question, 1)
            read_question(QUESTIONS[language][0]).sought("en" if language == "ar" else "ar")

    def _view(self, question: Question) -> _View:
        embedded = self._embedder.embed_question(question.text)
        vector = embedded.vector
        if self._ablations.centring:
            vector = centred(vector, self._centring.question_centre(question.language))
        return _View(question, vector, embedded.tokens)

    def _in_language(
        self,
        views: Sequence[_View],
        begun: _Begun,
        filters: Filters | None,
        bridge: tuple[Vector, float] | None,
    ) -> _Language:
        language = begun.candidates.language
        passages, evidence = self._evidence(self._candidates.find(begun.candidates, filters), language, begun.means)
        if not passages:
            return _Language([], evidence.passages)
        stems, names = frozenset(begun.frequency), frozenset().union(*(o.skeletons for s in begun.sought for o in s))
        places = find(((passage.terms, len(passage.sentences)) for passage in passages), stems, names)
        orders: list[list[ScoredPassage]] = []
        for view, words in zip(views, begun.sought, strict=True):
            covered = overlaps(words, places, evidence.neighbours, begun.frequency, begun.means.passages)
            scores = rank(view.vector, view.tokens, evidence, covered, self._ablations)
            orders.append(_found(scores, passages, evidence, bridge, same_language=view.question.language == language))
        best = [max(found, key=lambda one: one.order) for found in zip(*orders, strict=True)]
        ranking = sorted(range(len(best)), key=lambda row: -best[row].order)
        return _Language([best[row] for row in ranking], evidence.passages[ranking[:BRIDGE_PASSAGES]])

    def _sought(self, question: Question, language: Language) -> tuple[Sought, ...]:
        if not self._ablations.lexical:
            return ()
        if language != question.language and not self._ablations.glossary:
            return ()
        return question.sought(language)

    def _evidence(
        self, candidates: Sequence[StoredPassage], language: Language, means: Means
    ) -> tuple[list[StoredPassage], Evidence]:
        """Return those candidates that have all their vectors, and these."""
        ids, matrix = self._library.passage_vectors([passage.passage_id for passage in candidates])
        row = {vector_id: number for number, vector_id in enumerate(ids)}
        passages: list[StoredPassage] = []
        sentences: list[int] = []
        owners: list[int] = []
        for passage in candidates:
            mine = [row.get(key, -1) for key in passage.sentence_ids]
            if passage.passage_id in row and -1 not in mine:
                sentences += mine
                owners += [len(passages)] * len(mine)
                passages.append(passage)
        wholes, singles = matrix[[row[passage.passage_id] for passage in passages]], matrix[sentences]
        if self._ablations.centring and passages:
            centres = self._centring.centres(language, means)
            wholes, singles = centred(wholes, centres.passage), centred(singles, centres.sentence)
        place = {(passage.article_id, passage.ordinal): number for number, passage in enumerate(passages)}
        neighbours = [
            [place[key] for step in (-1, 1) if (key := (passage.article_id, passage.ordinal + step)) in place]
            for passage in passages
        ]
        token_bits = self._tokens([passage.passage_id for passage in passages])
        return passages, Evidence(wholes, singles, np.array(owners, np.intp), neighbours, token_bits)

    def _tokens(self, passage_ids: Sequence[str]) -> list[TokenBits]:
        """Return the bits of all these passages' tokens; nothing where some have none: they would lose by that."""
        if not self._ablations.tokens:
            return []
        found = self._library.passage_tokens(passage_ids, self._embedder.tokens_fingerprint)
        return [found[key] for key in passage_ids] if len(found) == len(passage_ids) else []


def _translated(question: Question, translate: Translate) -> Question | None:
    try:
        return read_question(translate(question.text))
    except Exception as error:  # noqa: BLE001  somebody else's model: the search goes on without it
        logger.info("no translation of the question: %s", error)
        return None


def _found(
    scores: Scores,
    passages: Sequence[StoredPassage],
    evidence: Evidence,
    bridge: tuple[Vector, float] | None,
    *,
    same_language: bool,
) -> list[ScoredPassage]:
    lifted = scores.passages
    if bridge is not None:
        lifted = lifted + BRIDGE * bridge[1] * np.maximum(evidence.passages @ bridge[0], 0.0)
    sentences = sentence_relevance(scores.sentences, same_language=same_language).tolist()
    relevances = passage_relevance(scores.passages, same_language=same_language).tolist()
    orders = passage_relevance(lifted, same_language=same_language).tolist()
    ends = np.cumsum([len(item.sentences) for item in passages]).tolist()
    return [
        ScoredPassage(item, relevance, tuple(sentences[end - len(item.sentences) : end]), order)
        for item, relevance, order, end in zip(passages, relevances, orders, ends, strict=True)
    ]
