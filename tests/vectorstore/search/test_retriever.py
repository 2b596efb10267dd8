"""The retriever over a real library and index, with an embedder that knows words only."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from tests.fakes_bag import BagEmbedder
from tests.vectorstore.desk import Desk, make_article, make_passages
from vectorstore import ExactIndex, HybridRetriever, LibraryReader
from vectorstore.search.ranking import Ablations
from vectorstore.types import Filters, Hit, Vector


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path, BagEmbedder("bag 1")) as opened:
        yield opened


def retriever(desk: Desk) -> HybridRetriever:
    return HybridRetriever(library=desk.library, index=desk.index, embedder=desk.embedder)


def sources(hits: Sequence[Hit]) -> list[str]:
    return [hit.article.source for hit in hits]


def test_the_passage_with_the_words_comes_first(desk: Desk) -> None:
    desk.stage("bridge", "The engineers finished the bridge in spring. It is long.", "Nobody came.")
    desk.stage("harvest", "The farmers lost their harvest.")
    desk.synchroniser.synchronise()
    hits = retriever(desk).search("Who finished the bridge?")
    assert hits[0].article.source == "bridge.txt"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert hits[0].score == max(hit.score for hit in hits)
    assert max(hits[0].sentences, key=lambda one: one.score).text == "The engineers finished the bridge in spring."


def test_tokens_decide_where_words_and_vectors_do_not_but_only_where_all_passages_have_them(tmp_path: Path) -> None:
    class Sameness(BagEmbedder):
        """All texts alike, but for their tokens."""

        def embed_query(self, text: str) -> Vector:
            return super().embed_query("same")

    cities = ("bern", "geneva", "zurich")

    def best(desk: Desk, ablations: Ablations) -> list[str]:
        found = HybridRetriever(library=desk.library, index=desk.index, embedder=desk.embedder, ablations=ablations)
        return [found.search(city)[0].article.source for city in cities]

    ours, blind = Ablations(lexical=False), Ablations(lexical=False, tokens=False)
    with Desk(tmp_path, Sameness("same 1")) as desk:
        for city in cities:
            desk.stage(city, f"It rained in {city}")
        desk.synchroniser.synchronise()
        assert best(desk, ours) == [f"{city}.txt" for city in cities]
        assert len(set(best(desk, blind))) == 1
    with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as database, database:
        database.execute("DELETE FROM tokens WHERE vector_id IN (SELECT vector_id FROM tokens LIMIT 1)")
    with Desk(tmp_path, Sameness("same 1")) as desk:
        assert len(set(best(desk, ours))) == 1


def test_neighbours_are_joined_and_everything_is_verbatim(desk: Desk) -> None:
    desk.stage("bridge", "The engineers finished the bridge. It is long.", "The bridge opens in May. It is free.")
    desk.synchroniser.synchronise()
    (hit,) = retriever(desk).search("bridge")
    stored = desk.library.article(hit.article.article_id)
    assert stored is not None
    assert stored.article.text[hit.start : hit.end] == hit.text == stored.article.text
    assert all(stored.article.text[one.start : one.end] == one.text for one in hit.sentences)
    assert len(hit.sentences) == 4
    assert all(0 <= one.score <= 1 for one in hit.sentences)


def test_a_story_shows_two_passages_at_most(desk: Desk) -> None:
    desk.stage("bridge", *(f"The bridge number {number} is open." for number in range(9)))
    desk.synchroniser.synchronise()
    hits = retriever(desk).search("Which bridge is open?")
    assert sum(len(hit.sentences) for hit in hits) == 2


def test_nothing_is_found_in_an_empty_library_or_for_an_empty_question(desk: Desk) -> None:
    assert retriever(desk).search("Who finished the bridge?") == []
    desk.stage("bridge", "The engineers finished the bridge.")
    desk.synchroniser.synchronise()
    assert retriever(desk).search("   ") == []
    assert retriever(desk).search("؟؟؟") is not None


def test_a_removed_article_is_not_found_and_a_staged_one_not_yet(desk: Desk) -> None:
    desk.stage("bridge", "The engineers finished the bridge.")
    desk.synchroniser.synchronise()
    desk.stage("later", "The engineers finished another bridge.")
    hits = retriever(desk).search("bridge")
    assert sources(hits) == ["bridge.txt"]
    desk.library.remove(hits[0].article.article_id)
    assert retriever(desk).search("bridge") == []


def test_a_question_finds_its_answer_in_the_other_language_by_the_glossary(desk: Desk) -> None:
    desk.stage("ar", "فاز الفريق بالكأس أمام جمهور كبير.", language="ar")
    desk.stage("ar2", "انخفضت أسعار القمح في السوق.", language="ar")
    desk.synchroniser.synchronise()
    assert sources(retriever(desk).search("Which team won the cup?"))[0] == "ar.txt"
    assert sources(retriever(desk).search("Why did wheat prices fall?"))[0] == "ar2.txt"


def test_both_languages_get_a_place(desk: Desk) -> None:
    for number in range(6):
        desk.stage(f"en{number}", f"The bridge number {number} is open.")
    desk.stage("ar", "الجسر مفتوح أمام الناس.", language="ar")
    desk.synchroniser.synchronise()
    assert "ar.txt" in sources(retriever(desk).search("Which bridge is open?"))[:2]


def test_filters_by_outlet_language_and_date(desk: Desk) -> None:
    for name, outlet, day in (("a", "Alpha", date(2024, 1, 1)), ("b", "Beta", date(2025, 1, 1)), ("c", None, None)):
        article = make_article(name, ["The bridge is open."], outlet=outlet, published=day)
        desk.library.stage(article, make_passages(article))
    desk.stage("ar", "الجسر مفتوح أمام الناس.", language="ar")
    desk.synchroniser.synchronise()
    search = retriever(desk).search
    assert sources(search("bridge", filters=Filters(outlets=("Alpha",)))) == ["a.txt"]
    assert sources(search("bridge", filters=Filters(languages=("ar",)))) == ["ar.txt"]
    assert sources(search("bridge", filters=Filters(published_from=date(2024, 6, 1)))) == ["b.txt"]
    assert sources(search("bridge", filters=Filters(outlets=("Nobody",)))) == []
    assert len(search("bridge", k=3)) == 3


def test_a_question_for_the_latest_prefers_the_newest(desk: Desk) -> None:
    for name, day in (("old", date(2020, 1, 1)), ("new", date(2025, 1, 1))):
        article = make_article(name, ["The bridge is open."], title="Bridge", published=day)
        desk.library.stage(article, make_passages(article))
    desk.synchroniser.synchronise()
    assert sources(retriever(desk).search("What is the latest on the bridge?"))[0] == "new.txt"


def test_an_optional_translation_asks_a_second_time(desk: Desk) -> None:
    desk.stage("ar", "افتتح الدوق المنارة.", language="ar")
    desk.stage("ar2", "انخفضت أسعار القمح في السوق.", language="ar")
    desk.synchroniser.synchronise()
    asked: list[str] = []

    def translate(question: str) -> str:
        asked.append(question)
        return "من افتتح المنارة؟"

    hits = retriever(desk).search("Who inaugurated the lighthouse?", translate=translate)
    assert sources(hits)[0] == "ar.txt"
    assert asked == ["Who inaugurated the lighthouse?"]


def test_nothing_is_translated_where_all_articles_are_in_the_question_s_language(desk: Desk) -> None:
    asked: list[str] = []

    def translate(question: str) -> str:
        asked.append(question)
        return "الجسر"

    desk.stage("bridge", "The engineers finished the bridge.")
    desk.synchroniser.synchronise()
    both = partial(retriever(desk).search, translate=translate)
    assert sources(both("bridge")) == ["bridge.txt"]
    desk.stage("ar", "انخفضت أسعار القمح في السوق.", language="ar")
    desk.synchroniser.synchronise()
    assert sources(both("bridge", filters=Filters(languages=("en",)))) == ["bridge.txt"]
    assert asked == []
    both("bridge")
    assert asked == ["bridge"]


def places(documents: list[Document]) -> list[dict[str, Any]]:
    return [document.metadata for document in documents]


def test_langchain_gets_documents_with_the_answer_s_place(desk: Desk) -> None:
    """As in docs/architecture.md: the retriever in a chain, reading the library of another process."""
    desk.stage("bridge", "The engineers finished the bridge.", "Nobody came.")
    desk.stage("harvest", "The farmers lost their harvest.")
    desk.synchroniser.synchronise()
    with LibraryReader(desk.home / "library.sqlite3") as library:
        found = HybridRetriever(library=library, index=ExactIndex(library), embedder=desk.embedder, k=1)
        (place,) = (found | RunnableLambda(places)).invoke("bridge")
        (document,) = found.invoke("harvest")
        narrowed = found.model_copy(update={"filters": Filters(languages=("ar",))})
        assert narrowed.invoke("bridge") == []
    assert document.page_content == "The farmers lost their harvest."
    assert (place["source"], place["rank"], place["language"]) == ("bridge.txt", 1, "en")
    stored = desk.library.article(place["article_id"], place["version"])
    assert stored is not None
    assert stored.article.text[place["start"] : place["end"]].startswith("The engineers finished the bridge.")


def test_a_translation_may_fail(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def translate(question: str) -> str:
        raise ConnectionError("no such model")

    caplog.set_level(logging.INFO)
    desk.stage("bridge", "The engineers finished the bridge.")
    desk.stage("ar", "انخفضت أسعار القمح في السوق.", language="ar")
    desk.synchroniser.synchronise()
    failing = retriever(desk)
    failing.prepare()
    assert sources(failing.search("bridge", translate=translate))[0] == "bridge.txt"
    assert "no such model" in caplog.text
