"""Makes the index equal to the library: incremental, resumable.

The order of steps is what keeps every promise; each is durable before the next begins:
vectors into the library, vectors into the index, publish (one transaction), delete what nobody needs any more.
A search in between sees the old version or the new one, whole: the library filters what the index returns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from ingest.language import Language
from vectorstore.embedding.embedders import Embedded, Embedder, passage_input, sentence_input
from vectorstore.index.index import IndexMismatchError, VectorIndex
from vectorstore.library.library import Library
from vectorstore.library.vectors import DOOMED, NEW
from vectorstore.types import KINDS, LANGUAGES, Kind, NewVector, Pending, StoredPassage, TokenBits

# Texts embedded between two commits: about 10 s of the bundled model, so that a kill loses no more than that and
# the commits' cost disappears.
TEXTS_A_STEP = 256

# Given to the embedder at once: a run that is told to stop does so within two seconds, and tells how far it is. Of
# passages these are some eight, which take the bundled model a second on two cores.
TEXTS_A_CALL = 64
CHARACTERS_A_CALL = 6_000

# Vectors put into the index or taken out of it at once: Chroma takes a second for so many.
VECTORS_A_CALL = 1_000
_LOOK_SECONDS = 0.1

# How many of a collection's newest vectors are searched for after a crash. Chroma writes its graph every 1,000.
NEWEST = 5_000

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a run is: articles published and texts (passages and sentences) embedded, of how many."""

    articles_done: int
    articles_total: int
    texts_done: int
    texts_total: int


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run did. A `cancelled` run leaves the rest pending. Seconds are wall-clock."""

    published: int
    embedded: int
    cancelled: bool
    seconds: float
    embedding_seconds: float


Progress = Callable[[SyncProgress], None]


class Synchroniser:
    """Publishes what is staged in `library`. One per process, which holds the writer lock; its runs take turns."""

    def __init__(self, library: Library, index: VectorIndex, embedder: Embedder) -> None:
        self.library = library
        self._index = index
        self._embedder = embedder
        self._running = threading.Lock()

    def reconcile(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> SyncReport:
        """Call at every start: finishes what a crash interrupted; nearly free when all is well.

        Raises IndexMismatchError where the library's vectors were made by another embedder: `rebuild` then.
        """
        with self._turn(cancelled) as mine:
            if not mine:
                return SyncReport(0, 0, True, 0.0, 0.0)
            self._begin()
            self.library.refresh_words()
            run = _Run(self.library, self._index, self._embedder, progress, cancelled)
            run.repair()
            run.compare()
            run.publish_pending()
            return run.report()

    def synchronise(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> SyncReport:
        """Embed, index and publish what is pending; then delete the vectors that nobody needs any more.

        Raises EmbeddingError where the model fails; what was done by then stays done.
        """
        with self._turn(cancelled) as mine:
            if not mine:
                return SyncReport(0, 0, True, 0.0, 0.0)
            self._begin()
            run = _Run(self.library, self._index, self._embedder, progress, cancelled)
            run.publish_pending()
            return run.report()

    def rebuild(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> SyncReport:
        """Make the index anew from the library; embeds only what the fingerprint's change made worthless.

        Interrupted or cancelled, the next `reconcile` or `rebuild` goes on from there.
        """
        with self._turn(cancelled) as mine:
            if not mine:
                return SyncReport(0, 0, True, 0.0, 0.0)
            self.library.refresh_words()
            self._index.reset()
            self.library.begin_vectors(self._embedder.fingerprint)
            self.library.begin_tokens(self._embedder.tokens_fingerprint)
            self.library.unsettle_vectors()
            run = _Run(self.library, self._index, self._embedder, progress, cancelled)
            run.repair()
            run.publish_pending()
            return run.report()

    @contextmanager
    def _turn(self, cancelled: Cancelled | None) -> Iterator[bool]:
        """Wait for the run that is under way; False where this one is cancelled before its turn comes."""
        while not self._running.acquire(timeout=_LOOK_SECONDS):
            if cancelled is not None and cancelled():
                yield False
                return
        try:
            yield True
        finally:
            self._running.release()

    def _begin(self) -> None:
        stored = self.library.fingerprint()
        if stored is not None and stored != self._embedder.fingerprint:
            raise IndexMismatchError(stored, self._embedder.fingerprint)
        self.library.begin_vectors(self._embedder.fingerprint)
        self.library.begin_tokens(self._embedder.tokens_fingerprint)


class _Run:
    """One run: counters, and the steps."""

    def __init__(
        self,
        library: Library,
        index: VectorIndex,
        embedder: Embedder,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._progress = progress or (lambda _: None)
        self._cancelled = cancelled or (lambda: False)
        self._started = perf_counter()
        self._embedding_seconds = 0.0
        self._published = self._embedded = self._texts_done = 0
        self._articles_total = self._texts_total = 0
        self._stopped = False
        self._gives_tokens = bool(embedder.tokens_fingerprint)

    def report(self) -> SyncReport:
        return SyncReport(
            self._published, self._embedded, self._stopped, perf_counter() - self._started, self._embedding_seconds
        )

    def publish_pending(self) -> None:
        """Embed, index and publish what is staged, a few articles at a time; then clean up."""
        waiting = self._library.pending()
        self._articles_total += len(waiting)
        self._texts_total += sum(item.texts for item in waiting)
        for group in _groups(waiting):
            if not self._embed(passage for item in group for passage in self._staged(item)):
                return
            if not self._index_new():
                return
            self._published += self._library.publish_all([(item.article_id, item.version) for item in group])
            self._delete_doomed()
            self._tell()
        if not self._is_cancelled():
            self._delete_doomed()

    def repair(self) -> None:
        """Finish what was begun: texts of published passages without a vector, vectors the index lacks or keeps."""
        totals = self._library.vector_totals().values()
        if any(expected != have for expected, have in totals) or not self._library.tokens_are_whole():
            self._texts_total += sum(expected for expected, _ in totals)
            if self._embed_published():
                self._library.finish_tokens()
        self._index_new()
        self._delete_doomed()

    def compare(self) -> None:
        """Where the index holds more or less than the library, or has lost track of something, make them equal."""
        if self._is_cancelled():
            return
        if not self._index.closed_cleanly and self._has_lost_some():
            self._index.reset()
            self._library.unsettle_vectors()
        for kind in KINDS:
            for language in LANGUAGES:
                self._compare_ids(kind, language)
        self._index_new()

    def _has_lost_some(self) -> bool:
        """Whether any of the newest vectors is not found by itself: what a kill may do to a graph being written."""
        for kind in KINDS:
            for language in LANGUAGES:
                start = max(0, self._index.count(kind, language) - NEWEST)
                newest = self._library.vectors(self._index.ids(kind, language, start))
                if self._index.lost(kind, language, newest):
                    return True
        return False

    def _compare_ids(self, kind: Kind, language: Language) -> None:
        have = self._library.vector_totals()[kind, language][1]
        waiting = self._library.pending()
        if not waiting and self._index.count(kind, language) == have:
            return
        there = set(self._index.ids(kind, language))
        known = self._library.known_vectors(sorted(there))
        self._index.delete(kind, language, sorted(there - known))
        wanted = self._library.vector_ids(kind, language)
        self._library.unsettle_vectors([vector_id for vector_id in wanted if vector_id not in there])

    def _embed_published(self) -> bool:
        articles = self._library.articles()
        return self._embed(
            passage for article in articles for passage in self._library.article_passages(article.article_id)
        )

    def _staged(self, item: Pending) -> list[StoredPassage]:
        return self._library.article_passages(item.article_id, item.version)

    def _embed(self, passages: Iterator[StoredPassage]) -> bool:
        """Embed what has no vector or tokens yet and keep them in the library. False where the run was cancelled."""
        waiting: list[tuple[str, Kind, StoredPassage, str]] = []
        for passage in passages:
            texts = _texts(passage)
            known = self._library.known_vectors([text[0] for text in texts], with_tokens=self._gives_tokens)
            self._texts_done += len(known)
            waiting.extend(text for text in texts if text[0] not in known)
            if len(waiting) >= TEXTS_A_STEP:
                if not self._embed_texts(waiting):
                    return False
                waiting = []
        return self._embed_texts(waiting)

    def _embed_texts(self, waiting: Sequence[tuple[str, Kind, StoredPassage, str]]) -> bool:
        """Embed texts and keep their vectors in one transaction. False where cancelled: what it got to is kept."""
        if self._is_cancelled():
            return False
        inputs = sorted({text for *_, text in waiting}, key=len)  # equal texts once, equal lengths together
        embedded: dict[str, Embedded] = {}
        for batch in _calls(inputs):
            if embedded and self._is_cancelled():
                break
            started = perf_counter()
            embedded.update(zip(batch, self._embedder.embed_passages(batch), strict=True))
            self._embedding_seconds += perf_counter() - started
            self._tell(len(embedded))
        made = [
            NewVector(vector_id, kind, passage.language, found.vector, self._token_bits(kind, found))
            for vector_id, kind, passage, text in waiting
            if (found := embedded.get(text)) is not None
        ]
        self._library.put_vectors(made)
        self._embedded += len(made)
        self._texts_done += len(made)
        return len(made) == len(waiting)

    def _token_bits(self, kind: Kind, embedded: Embedded) -> TokenBits | None:
        return embedded.tokens.bits if kind == "passage" and self._gives_tokens else None

    def _index_new(self) -> bool:
        """Put into the index what it lacks. False where the run was cancelled; what it got to is there."""
        while batch := self._library.vectors_in_state(NEW, limit=VECTORS_A_CALL):
            if self._is_cancelled():
                return False
            for (kind, language), ids in batch.items():
                self._index.add(kind, language, self._library.vectors(ids))
                self._library.settle_vectors(ids)
        return True

    def _delete_doomed(self) -> None:
        while not self._is_cancelled() and (batch := self._library.vectors_in_state(DOOMED, limit=VECTORS_A_CALL)):
            for (kind, language), ids in batch.items():
                self._index.delete(kind, language, ids)
                self._library.forget_vectors(ids)

    def _is_cancelled(self) -> bool:
        self._stopped = self._stopped or self._cancelled()
        return self._stopped

    def _tell(self, under_way: int = 0) -> None:
        done = min(self._texts_done + under_way, self._texts_total)
        self._progress(SyncProgress(self._published, self._articles_total, done, self._texts_total))


def _texts(passage: StoredPassage) -> list[tuple[str, Kind, StoredPassage, str]]:
    """Return (vector id, kind, passage, text to embed) for a passage and each of its sentences."""
    texts: list[tuple[str, Kind, StoredPassage, str]] = [
        (passage.passage_id, "passage", passage, passage_input(passage))
    ]
    for number, vector_id in enumerate(passage.sentence_ids):
        texts.append((vector_id, "sentence", passage, sentence_input(passage, number)))
    return texts


def _calls(inputs: Sequence[str]) -> Iterator[list[str]]:
    """Yield runs of texts as an embedder gets them at once."""
    batch: list[str] = []
    characters = 0
    for text in inputs:
        if batch and (len(batch) >= TEXTS_A_CALL or characters + len(text) > CHARACTERS_A_CALL):
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text)
    if batch:
        yield batch


def _groups(waiting: Sequence[Pending]) -> Iterator[list[Pending]]:
    """Yield runs of articles that together hold about TEXTS_A_STEP texts, one article at the least."""
    group: list[Pending] = []
    texts = 0
    for item in waiting:
        group.append(item)
        texts += item.texts
        if texts >= TEXTS_A_STEP:
            yield group
            group, texts = [], 0
    if group:
        yield group
