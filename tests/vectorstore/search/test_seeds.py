"""Retrieval over the five founding articles with the bundled embedder: right article, and told from no answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.metrics import auroc
from bench.world import World
from ingest.language import Language
from tests import ROOT
from vectorstore.embedding.making import make_embedder
from vectorstore.search.ranking import Ablations
from vectorstore.search.retriever import HybridRetriever

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Case:
    """A question over the seeds; `article` is the seed's number, None where none of them answers it."""

    question: str
    language: Language
    article: int | None
    quote: str | None


def cases() -> list[Case]:
    seeds = [path.name for path in seed_files()]
    rows = json.loads((ROOT / "tests" / "data" / "seed_questions.json").read_text("utf-8"))
    return [
        Case(
            row["question"],
            row["language"],
            seeds.index(row["article"]) if row["answerable"] else None,
            row["quote_contains"],
        )
        for row in rows
    ]


def seed_files() -> list[Path]:
    return sorted((ROOT / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("seeds"), make_embedder("local")) as opened:
        opened.add([path.read_text("utf-8") for path in seed_files()])
        yield opened


@pytest.fixture(scope="module")
def retriever(world: World) -> HybridRetriever:
    return world.retriever(Ablations())


def test_the_questions_are_sound() -> None:
    texts = [path.read_text("utf-8") for path in seed_files()]
    found = cases()
    assert len(found) >= 40
    assert all(
        case.quote is not None and case.quote in texts[case.article] for case in found if case.article is not None
    )
    assert {case.language for case in found} == {"ar", "en"}


@pytest.mark.parametrize(("language", "least"), [("ar", 0.9), ("en", 0.75)])
def test_the_right_article_comes_first(retriever: HybridRetriever, language: Language, least: float) -> None:
    asked = [case for case in cases() if case.language == language and case.article is not None]
    first = [int(retriever.search(case.question, k=5)[0].article.source) == case.article for case in asked]
    assert sum(first) / len(first) >= least


@pytest.mark.parametrize(("language", "least"), [("ar", 0.95), ("en", 0.85)])
def test_relevance_tells_what_cannot_be_answered(retriever: HybridRetriever, language: Language, least: float) -> None:
    best = {
        case.question: (retriever.search(case.question, k=5)[0].score, case.article is not None)
        for case in cases()
        if case.language == language
    }
    can = [score for score, answerable in best.values() if answerable]
    cannot = [score for score, answerable in best.values() if not answerable]
    assert auroc(can, cannot) >= least
