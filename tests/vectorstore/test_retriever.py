"""The retriever over a real library and index, with an embedder that knows words only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes_bag import BagEmbedder
from tests.vectorstore.desk import Desk
from vectorstore.retriever import HybridRetriever


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path, BagEmbedder("bag 1")) as opened:
        yield opened


def retriever(desk: Desk) -> HybridRetriever:
    return HybridRetriever(library=desk.library, index=desk.index, embedder=desk.embedder)


def test_the_passage_with_the_words_comes_first(desk: Desk) -> None:
    desk.stage("bridge", "The engineers finished the bridge in spring. It is long.", "Nobody came.")
    desk.stage("harvest", "The farmers lost their harvest.")
    desk.synchroniser.synchronise()
    hits = retriever(desk).search("Who finished the bridge?")
    assert hits[0].article.source == "bridge.txt"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_text_and_sentences_are_verbatim(desk: Desk) -> None:
    desk.stage("bridge", "The engineers finished the bridge. It is long.", "The bridge opens in May. It is free.")
    desk.synchroniser.synchronise()
    (hit,) = retriever(desk).search("bridge")
    stored = desk.library.article(hit.article.article_id)
    assert stored is not None
    assert stored.article.text[hit.start : hit.end] == hit.text
    assert all(stored.article.text[one.start : one.end] == one.text for one in hit.sentences)
    assert len(hit.sentences) == 4


def test_nothing_is_found_in_an_empty_library_or_for_an_empty_question(desk: Desk) -> None:
    assert retriever(desk).search("Who finished the bridge?") == []
    desk.stage("bridge", "The engineers finished the bridge.")
    desk.synchroniser.synchronise()
    assert retriever(desk).search("   ") == []


def test_a_removed_article_is_not_found(desk: Desk) -> None:
    desk.stage("bridge", "The engineers finished the bridge.")
    desk.synchroniser.synchronise()
    (hit,) = retriever(desk).search("bridge")
    desk.library.remove(hit.article.article_id)
    assert retriever(desk).search("bridge") == []


def test_langchain_gets_documents(desk: Desk) -> None:
    desk.stage("bridge", "The engineers finished the bridge.")
    desk.synchroniser.synchronise()
    (document,) = retriever(desk).invoke("bridge")
    assert document.page_content == "The engineers finished the bridge."
    assert document.metadata["source"] == "bridge.txt"
