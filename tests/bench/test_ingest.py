"""The generator of articles, and a whole run over three of them with an embedder that takes no time."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest

from bench.generated_articles import change_articles, make_article, read_pool, write_articles
from bench.ingest import add_arguments, render, run
from bench.ingest_runs import Job, Measured, Pass, measure_ours, measure_tutorial, peak_memory
from bench.timed_embedder import InstantEmbedder, TimedEmbedder
from tests import ROOT

SEEDS = ROOT / "seeds"
POOL = read_pool(SEEDS)


def test_the_generator_is_deterministic() -> None:
    assert [make_article(POOL, n, 7) for n in range(5)] == [make_article(POOL, n, 7) for n in range(5)]
    assert make_article(POOL, 0, 7) != make_article(POOL, 0, 8)


def test_articles_are_distinct_and_as_long_as_the_real_ones() -> None:
    articles = [make_article(POOL, n, 7) for n in range(200)]
    assert len(set(articles)) == 200
    assert len({article.split("\n", 1)[0] for article in articles}) == 200
    real = np.mean([len(path.read_text("utf-8")) for path in SEEDS.glob("*.txt")])
    assert real / 2 < np.mean([len(article) for article in articles]) < real * 2


def test_numbers_are_exchanged_in_their_own_script() -> None:
    pool = read_pool(SEEDS)
    numbered = [text for text in pool.sentences if any(letter.isdigit() for letter in text)]
    made = "".join(make_article(pool, n, 7) for n in range(20))
    assert numbered
    assert sum(text not in made for text in numbered) > len(numbered) / 2


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="articles to make others from"):
        read_pool(tmp_path)


def test_changes_touch_their_share_only(tmp_path: Path) -> None:
    write_articles(POOL, tmp_path, 10, 7)
    before = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert change_articles(POOL, tmp_path, 10, 0.2, 7) == 2
    changed = [path for path in tmp_path.iterdir() if path.read_text("utf-8") != before[path.name]]
    assert len(changed) == 2
    for path in changed:
        assert path.read_text("utf-8").count("\n\n") == before[path.name].count("\n\n") + 1


def test_the_instant_embedder_is_deterministic_and_gives_unit_vectors() -> None:
    embedder = InstantEmbedder()
    first, second = embedder.embed_documents(["a", "ب\udcff"])
    assert np.allclose(first, embedder.embed_query("a"))
    assert np.linalg.norm(second) == pytest.approx(1.0)
    assert abs(float(first @ second)) < 0.3


def test_the_timed_embedder_counts() -> None:
    timed = TimedEmbedder(InstantEmbedder())
    timed.embed_documents(["abc", "de"])
    assert (timed.texts, timed.characters) == (2, 5)
    assert timed.seconds > 0
    assert timed.count_tokens("abcdefgh") == 3
    timed.reset()
    assert (timed.texts, timed.characters, timed.seconds, timed.counting) == (0, 0, 0.0, 0.0)


def _job(tmp_path: Path, name: str) -> Job:
    write_articles(POOL, tmp_path / "articles", 3, 7)
    return Job(tmp_path / "articles", tmp_path / name, SEEDS, "fake", 3, 7)


def test_ours_embeds_nothing_again_and_little_after_a_change(tmp_path: Path) -> None:
    measured = measure_ours(_job(tmp_path, "ours"))
    first, unchanged, changed = measured.passes
    assert first.passages > 3
    assert first.texts > first.passages, "sentences have vectors, too"
    assert unchanged.texts == 0
    assert unchanged.passages == first.passages
    assert 0 < changed.texts < first.texts
    assert 0 < first.embedding < first.seconds
    assert measured.disk > 0
    assert "| ours, 3 articles |" in render([measured]).splitlines()[0]


def test_the_tutorial_doubles_everything(tmp_path: Path) -> None:
    pytest.importorskip("langchain_chroma")
    first, again = measure_tutorial(_job(tmp_path, "tutorial")).passes
    assert again.texts == first.texts == first.passages
    assert again.passages == 2 * first.passages


def test_the_table() -> None:
    first = Pass("first", 1.0, 9.0, embedding=9.0, counting=0.5, texts=300, characters=5000, passages=100)
    again = Pass("unchanged", 0.1, 0.1, embedding=0.0, counting=0.0, texts=0, characters=0, passages=100)
    shown = render([Measured("ours", 20, (first, again), 200_000_000, 0, 3_000_000)])
    assert "| articles/s | 2.00 |" in shown
    assert "| time in the embedder | 90.0 % |" in shown
    assert "| everything else | 10.0 % |" in shown
    assert "| everything else, ms an article | 50.0 |" in shown
    assert "| run again, nothing changed | 0.20 s (2.0 %), 0 texts embedded, 100 passages held |" in shown
    assert "| run again, 1% changed | – |" in shown


def test_peak_memory_is_in_bytes() -> None:
    assert 10_000_000 < peak_memory() < 100_000_000_000


@pytest.mark.slow
def test_the_command_measures_in_processes_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    output = tmp_path / "figures.json"
    options = ["--articles", "3", "--embedder", "fake", "--no-tutorial", "--seeds", str(SEEDS), "--output", str(output)]
    assert run(parser.parse_args(options)) == 0
    assert "| ours, 3 articles |" in capsys.readouterr().out
    assert json.loads(output.read_text("utf-8"))[0]["way"] == "ours"
