"""Times retrieval in libraries of many passages, beyond embedding the question."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.world import World
from ingest.article import Article, Passage
from ingest.language import Language, Span
from vectorstore.embedding.anchors import QUESTIONS, SENTENCES
from vectorstore.embedding.embedders import Embedded, Embedder
from vectorstore.index.sync import Synchroniser
from vectorstore.search.ranking import Ablations
from vectorstore.types import LANGUAGES, NewVector, Vector, sentence_id

SENTENCES_A_PASSAGE = 4
PASSAGES_AN_ARTICLE = 8
TOKENS_A_PASSAGE = 125  # that are kept: of 120 of XQuAD's paragraphs 153 in Arabic and 97 in English
TOKEN_BYTES = 48  # the bundled model's
NOISE = 0.8  # how far from a real sentence's vector a drawn one lies, in lengths of the vector
SEED = 7


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds a search took beyond embedding the question, megabytes in memory and on disk."""

    passages: int
    p50: float
    p95: float
    memory: float
    disk: float


class _Instant:
    """An embedder whose questions were embedded beforehand, so that only retrieval is timed."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint
        self.name = embedder.name
        self.tokens_fingerprint = embedder.tokens_fingerprint
        self._known: dict[str, Embedded] = {}

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> Vector:
        return self.embed_question(text).vector

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        return self._embedder.embed_passages(texts)

    def embed_question(self, text: str) -> Embedded:
        if text not in self._known:
            self._known[text] = self._embedder.embed_question(text)
        return self._known[text]

    def count_tokens(self, text: str) -> int:
        return self._embedder.count_tokens(text)


def measure_speed(sizes: Sequence[int], embedder: Embedder) -> list[Speed]:
    """Time a search in libraries of `sizes` passages, half of them in each language; prints a table.

    Texts are made of the words of ordinary sentences in Zipf's proportions, and vectors are drawn around those
    sentences' real ones, so that a hundred thousand passages take minutes and not hours.
    """
    print("\nspeed beyond embedding the question (ms)")
    print(f"{'passages':>10}{'p50':>8}{'p95':>8}{'memory MB':>11}{'disk MB':>9}")
    rows: list[Speed] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as home:
            row = _measure(Path(home), size, _Instant(embedder))
        print(f"{row.passages:10d}{row.p50:8.1f}{row.p95:8.1f}{row.memory:11.0f}{row.disk:9.0f}", flush=True)
        rows.append(row)
    return rows


def _measure(home: Path, size: int, embedder: Embedder) -> Speed:
    with World(home, embedder) as world:
        _fill(world, size)
    with World(home, embedder) as world:  # as after a restart: graphs read from disk
        retriever = world.retriever(Ablations())
        questions = [question for language in LANGUAGES for question in QUESTIONS[language]]
        for question in questions:
            embedder.embed_query(question)
        retriever.prepare()  # opens files and reads word lists and graphs, which a server does once, when it starts
        retriever.search(questions[0])
        times: list[float] = []
        for question in questions:
            began = perf_counter()
            retriever.search(question)
            times.append(1000 * (perf_counter() - began))
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return Speed(size, float(np.percentile(times, 50)), float(np.percentile(times, 95)), memory, disk)


def _fill(world: World, size: int) -> None:
    draw = np.random.default_rng(SEED)
    real = {language: np.stack(world.embedder.embed_documents(SENTENCES[language])) for language in LANGUAGES}
    world.library.begin_vectors(world.embedder.fingerprint)
    world.library.begin_tokens(world.embedder.tokens_fingerprint)
    made = number = 0
    while made < size:
        language: Language = LANGUAGES[number % 2]
        article, passages = _article(draw, number, language, min(PASSAGES_AN_ARTICLE, size - made))
        world.library.stage(article, passages)
        world.library.put_vectors(_vectors(draw, passages, real[language]))
        made += len(passages)
        number += 1
    Synchroniser(world.library, world.index, world.embedder).synchronise()


def _article(draw: np.random.Generator, number: int, language: Language, count: int) -> tuple[Article, list[Passage]]:
    vocabulary = " ".join(SENTENCES[language]).replace(".", "").split()
    lines = [
        " ".join(
            " ".join(_word(vocabulary, int(rank) - 1) for rank in draw.zipf(1.3, size=20)) + f" {number}."
            for _ in range(SENTENCES_A_PASSAGE)
        )
        for _ in range(count)
    ]
    article = Article(source=str(number), identity=str(number), title="", text="\n".join(lines), language=language)
    passages: list[Passage] = []
    start = 0
    for ordinal, line in enumerate(lines):
        spans: list[Span] = []
        at = start
        for part in line.split(". "):
            end = min(at + len(part) + 1, start + len(line))
            spans.append(Span(at, end))
            at = end + 1
        passages.append(
            Passage(article.article_id, ordinal, start, start + len(line), line, "", language, tuple(spans))
        )
        start += len(line) + 1
    return article, passages


def _word(vocabulary: Sequence[str], rank: int) -> str:
    """Return the word of a rank; beyond the vocabulary's end made-up ones, as rare as names are."""
    word = vocabulary[rank % len(vocabulary)]
    turn = rank // len(vocabulary) % 10_000
    return word if turn == 0 else word + word[: 1 + turn % 5] + "abcdefghij"[turn % 10]


def _vectors(draw: np.random.Generator, passages: Sequence[Passage], real: Vector) -> list[NewVector]:
    found: list[NewVector] = []
    for passage in passages:
        keys = [sentence_id(passage.passage_id, passage.start, span) for span in passage.sentences]
        rows = real[draw.integers(0, len(real), size=len(keys) + 1)]
        rows = rows + NOISE / np.sqrt(rows.shape[1]) * draw.normal(size=rows.shape)
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        bits = draw.integers(0, 256, (TOKENS_A_PASSAGE, TOKEN_BYTES), np.uint8)
        found.append(NewVector(passage.passage_id, "passage", passage.language, rows[0], bits))
        found.extend(NewVector(key, "sentence", passage.language, row) for key, row in zip(keys, rows[1:], strict=True))
    return found
