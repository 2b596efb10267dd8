"""Embedders: the bundled model, and LangChain's behind the same door."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from ingest.language import Span
from tests.vectorstore.desk import make_article
from vectorstore.embedding.embedders import LONGEST_INPUT, EmbeddingError, LocalEmbedder, passage_input, sentence_input
from vectorstore.embedding.making import make_embedder
from vectorstore.embedding.remote import LangChainEmbedder
from vectorstore.types import ArticleSummary, StoredPassage


@pytest.fixture(scope="module")
def local() -> LocalEmbedder:
    return LocalEmbedder()


class Scripted(Embeddings):
    """LangChain Embeddings that give back what they are told to, and note what they were asked."""

    def __init__(self, rows: list[list[float]] | Exception) -> None:
        self.rows = rows
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.extend(texts)
        if isinstance(self.rows, Exception):
            raise self.rows
        return self.rows[: len(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_the_bundled_model_brings_the_two_languages_together(local: LocalEmbedder) -> None:
    texts = ["ارتفع منسوب مياه النهر بعد الأمطار", "The football team won the cup", "Shares fell on Monday"]
    documents = np.stack(local.embed_documents(texts))
    assert documents.shape == (3, 384)
    assert np.linalg.norm(documents, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert int(np.argmax(documents @ local.embed_query("The river rose after the rain"))) == 0
    assert local.embed_documents([]) == []


def test_order_and_batching_do_not_change_a_vector(local: LocalEmbedder) -> None:
    texts = [f"word {number} " * (1 + number % 3) for number in range(LocalEmbedder.BATCH + 2)]
    together = local.embed_documents(texts)
    for number in (0, LocalEmbedder.BATCH - 1, LocalEmbedder.BATCH, len(texts) - 1):
        assert np.allclose(together[number], local.embed_documents([texts[number]])[0], atol=1e-5)


STRANGE = {
    "empty": "", "space": " ", "NUL": "\0", "NUL inside": "a\0b", "surrogate": "\ud800", "opens wide": "ﷺ" * 60,
    "directions": "\u202e\u200f", "control token": "<|endoftext|>", "emoji": "😀" * 50,
}  # fmt: skip


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_no_text_is_too_strange(local: LocalEmbedder, text: str) -> None:
    assert np.isfinite(local.embed_documents([text])[0]).all()
    assert np.isfinite(local.embed_query(text)).all()
    assert local.count_tokens(text) >= 0


def test_a_text_without_end_is_cut() -> None:
    scripted = Scripted([[1.0]])
    LangChainEmbedder(scripted, "some:model").embed_documents(["ﷺ" * LONGEST_INPUT])
    assert len(scripted.asked[0]) == LONGEST_INPUT


def test_tokens_are_counted_without_the_models_own_marks(local: LocalEmbedder) -> None:
    assert local.count_tokens("") == 0
    one, two = local.count_tokens("river"), local.count_tokens("river river")
    assert 0 < one < two <= 2 * one


def test_threads_get_the_same_vectors(local: LocalEmbedder) -> None:
    texts = [f"Sentence number {number}." for number in range(8)]
    expected = [local.embed_query(text) for text in texts]
    wrong: list[str] = []

    def work() -> None:
        documents = local.embed_documents(texts)
        for text, vector, document in zip(texts, expected, documents, strict=True):
            if not np.allclose(local.embed_query(text), vector) or not np.isfinite(document).all():
                wrong.append(text)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_another_models_vectors_are_brought_to_length_one() -> None:
    scripted = Scripted([[3.0, 4.0], [0.0, 2.0]])
    embedder = LangChainEmbedder(scripted, "some:model")
    first, second = embedder.embed_documents(["a\0ﷺ", "b"])
    assert first.tolist() == pytest.approx([0.6, 0.8])
    assert second.tolist() == [0.0, 1.0]
    assert "\0" not in scripted.asked[0]
    assert embedder.name == "some:model"
    assert embedder.fingerprint != LangChainEmbedder(scripted, "some:other").fingerprint


@pytest.mark.parametrize(
    "rows",
    [RuntimeError("no such model"), [[0.0, 0.0]], [[float("nan"), 1.0]], []],
    ids=["error", "zero", "nan", "few"],
)
def test_a_model_that_fails_is_named(rows: list[list[float]] | Exception) -> None:
    with pytest.raises(EmbeddingError):
        LangChainEmbedder(Scripted(rows), "some:model").embed_documents(["a"])


def test_specs_that_cannot_work_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for spec in ("", "nonsense", "unknown:model", "openai:text-embedding-3-small"):
        with pytest.raises(EmbeddingError):
            make_embedder(spec)
    assert isinstance(make_embedder("local"), LocalEmbedder)


def test_a_compatible_server_is_asked_with_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    embedder = make_embedder("openai:text-embedding-3-small")
    assert isinstance(embedder, LangChainEmbedder)
    assert getattr(embedder.embeddings, "check_embedding_ctx_length", None) is False


def test_what_is_embedded_of_a_passage_and_of_a_sentence() -> None:
    text = "First one. Second one."
    article = make_article("a", [text])
    summary = ArticleSummary(article.article_id, 1, "T", None, None, "a.txt", "en", None, None, 1, "", "")
    spans = (Span(100, 110), Span(111, 122))
    passage = StoredPassage("id", article.article_id, 1, 0, 100, 122, text, "T", "en", spans, summary)
    assert passage_input(passage) == f"T\n{text}"
    assert [sentence_input(passage, number) for number in range(2)] == ["First one.", "Second one."]
