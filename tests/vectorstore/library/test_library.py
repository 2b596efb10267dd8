"""The library through its public door, on real files."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from ingest.article import Article
from ingest.language.text import search_terms
from tests.vectorstore.desk import make_article, make_passages
from vectorstore.library.library import Library
from vectorstore.library.reader import LibraryReader
from vectorstore.library.schema import LibraryDamagedError, LibraryError
from vectorstore.types import Filters, NewVector, StoredPassage, Vector


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite3") as opened:
        yield opened


def vector_of(text: str) -> Vector:
    seed = np.frombuffer(text.encode().ljust(4, b"."), dtype=np.uint8)
    vector = np.random.default_rng(seed).normal(size=8)
    unit: Vector = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


def new_vectors(passages: list[StoredPassage]) -> list[NewVector]:
    vectors = [NewVector(p.passage_id, "passage", p.language, vector_of(p.passage_id)) for p in passages]
    for p in passages:
        vectors.extend(NewVector(i, "sentence", p.language, vector_of(i)) for i in p.sentence_ids)
    return vectors


def put(library: Library, article: Article) -> int:
    """Stage, give vectors, publish; returns the version."""
    staged = library.stage(article, make_passages(article))
    library.put_vectors(new_vectors(library.article_passages(article.article_id, staged.version)))
    library.publish(article.article_id, staged.version)
    return staged.version


def test_a_staged_article_is_durable_but_not_found(library: Library) -> None:
    article = make_article("a", ["Rivers rose.", "Bridges closed."])
    result = library.stage(article, make_passages(article))
    assert (result.outcome, result.version) == ("added", 1)
    assert library.articles() == []
    assert library.lexical(["river"], "en", 5) == []
    assert library.passages([p.passage_id for p in make_passages(article)]) == {}
    assert [item.texts for item in library.pending()] == [4]
    stored = library.article(article.article_id)
    assert stored is not None
    assert (stored.state, stored.article) == ("staged", article)


def test_publishing_without_vectors_is_refused(library: Library) -> None:
    article = make_article("a", ["Rivers rose."])
    library.stage(article, make_passages(article))
    with pytest.raises(ValueError, match="2 texts without a vector"):
        library.publish(article.article_id, 1)
    assert library.articles() == []


def test_a_published_article_is_found_and_read_back_whole(library: Library) -> None:
    days = date(2026, 1, 2), date(2026, 1, 3)
    article = Article("given.txt", "/news/a.txt", "عنوان", "ارتفعت الأنهار.", "ar", "الوطن", "كاتب", *days)
    put(library, article)
    ((passage_id, score),) = library.lexical(search_terms("الأنهار"), "ar", 5)
    assert score > 0
    passage = library.passages([passage_id, "unknown"])[passage_id]
    assert passage.text == article.text[passage.start : passage.end]
    assert passage.article == library.articles()[0]
    assert (passage.article.outlet, passage.article.published) == ("الوطن", date(2026, 1, 2))
    stored = library.article(article.article_id)
    assert stored is not None
    assert stored.article == article
    assert library.pending() == []
    assert (library.counts().articles, library.counts().passages) == (1, 1)


def test_unchanged_is_recognised_and_writes_no_version(library: Library) -> None:
    article = make_article("a", ["Rivers rose."])
    put(library, article)
    moved = Article("./given/another/way.txt", article.identity, article.title, article.text, "en")
    result = library.stage(moved, make_passages(moved), raw_digest="r2")
    assert (result.outcome, result.version) == ("unchanged", 1)
    assert library.articles()[0].source == "./given/another/way.txt"
    assert library.raw_digest(article.identity) == "r2"
    assert len(library.versions(article.article_id)) == 1


def test_a_new_version_replaces_the_old_one_in_one_step_and_keeps_its_text(library: Library) -> None:
    first = make_article("a", ["Rivers rose.", "Bridges closed."])
    put(library, first)
    second = make_article("a", ["Rivers fell.", "Bridges closed."])
    result = library.stage(second, make_passages(second))
    assert (result.outcome, result.version) == ("updated", 2)
    assert len(library.lexical(["rose"], "en", 5)) == 1
    assert library.lexical(["fell"], "en", 5) == []

    library.put_vectors(new_vectors(library.article_passages(first.article_id, 2)))
    assert library.publish(first.article_id, 2)
    assert library.lexical(["rose"], "en", 5) == []
    assert len(library.lexical(["fell"], "en", 5)) == 1
    assert library.document_frequency(["rose", "fell", "bridg"], "en") == {"rose": 0, "fell": 1, "bridg": 1}
    old = library.article(first.article_id, 1)
    assert old is not None
    assert (old.state, old.article.text) == ("superseded", first.text)
    assert [stored.state for stored in library.versions(first.article_id)] == ["superseded", "published"]


def test_a_passage_that_did_not_change_keeps_its_vector(library: Library) -> None:
    put(library, make_article("a", ["Rivers rose.", "Bridges closed."]))
    kept = library.lexical(["bridg"], "en", 5)[0][0]
    second = make_article("a", ["A new beginning.", "Bridges closed."])
    library.stage(second, make_passages(second))
    known = library.known_vectors([p.passage_id for p in make_passages(second)])
    assert known == {kept}


def test_staging_again_before_publishing_replaces_what_was_staged(library: Library) -> None:
    for text in ("One.", "Two.", "Three."):
        article = make_article("a", [text])
        assert library.stage(article, make_passages(article)).outcome == "added"
    assert [(item.version, item.title) for item in library.pending()] == [(1, "Title of a")]
    stored = library.article(article.article_id)
    assert stored is not None
    assert stored.article.text == "Three."


def test_going_back_to_what_is_published_takes_the_staged_version_away(library: Library) -> None:
    first, second = make_article("a", ["One."]), make_article("a", ["Two."])
    put(library, first)
    library.stage(second, make_passages(second))
    assert library.stage(first, make_passages(first)).outcome == "unchanged"
    assert library.pending() == []
    assert len(library.versions(first.article_id)) == 1


def test_a_version_replaced_meanwhile_is_not_published(library: Library) -> None:
    article = make_article("a", ["One."])
    library.stage(article, make_passages(article))
    library.put_vectors(new_vectors(library.article_passages(article.article_id, 1)))
    library.remove(article.article_id)
    assert library.publish(article.article_id, 1) is False
    assert library.articles() == []


def test_removed_means_not_found_but_still_readable_where_it_was_cited(library: Library) -> None:
    article = make_article("a", ["Rivers rose."])
    put(library, article)
    (passage_id, _) = library.lexical(["river"], "en", 5)[0]
    before = library.generation()
    assert library.remove(article.article_id)
    assert library.generation() > before
    assert library.lexical(["river"], "en", 5) == []
    assert library.passages([passage_id]) == {}
    assert library.articles() == []
    assert library.raw_digest(article.identity) is None
    stored = library.article(article.article_id, 1)
    assert stored is not None
    assert (stored.state, stored.article.text) == ("removed", "Rivers rose.")
    assert library.remove(article.article_id) is False
    assert library.remove("unknown") is False

    assert put(library, article) == 2
    assert len(library.lexical(["river"], "en", 5)) == 1


def test_words_are_matched_whole_and_nothing_in_them_is_syntax(library: Library) -> None:
    put(library, make_article("a", ["Talks at the U.S. base.", "COVID-19 and 3.5 percent.", "Say NEAR or * here."]))
    assert len(library.lexical(search_terms("3.5"), "en", 5)) == 1
    assert len(library.lexical(['"', "NEAR", "near", "x OR y", "*", "a:b", ""], "en", 5)) == 1
    assert library.lexical(["bas"], "en", 5) == []
    assert library.lexical([], "en", 5) == []
    assert library.lexical(["base"], "en", 0) == []
    assert library.lexical(["base"], "ar", 5) == []


def test_a_search_reads_the_rarest_words_first_and_not_without_end(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcd":
        put(library, make_article(name, [f"common {'rare' if name == 'a' else 'other'}."], title="-"))
    assert len(library.lexical(["common", "rare"], "en", 9)) == 4
    monkeypatch.setattr("vectorstore.library.words.MOST_POSTINGS", 4)
    assert len(library.lexical(["common", "rare", "unknown"], "en", 9)) == 1
    assert len(library.lexical(["common"], "en", 9)) == 4
    monkeypatch.setattr("vectorstore.library.words.MOST_POSTINGS", 5)
    assert len(library.lexical(["common", "common", "rare", "rare"], "en", 9)) == 4


def test_common_words_rank_as_rare_ones_do(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        "flood river",
        "flood flood river road",
        "river road road",
        "flood",
        "nothing here",
        "road",
        "else",
        "more",
    ]
    for number, line in enumerate(lines):
        put(library, make_article(str(number), [line], title="River" if number == 5 else "-"))
    asked = ["flood", "river", "river", "road", 'x" OR y']
    exact = library.lexical(asked, "en", 9)
    monkeypatch.setattr("vectorstore.library.words.FEW_POSTINGS", 0)
    quick = library.lexical(asked, "en", 9)
    assert [passage_id for passage_id, _ in quick] == [passage_id for passage_id, _ in exact]
    assert len(library.lexical(asked, "en", 2)) == 2
    monkeypatch.setattr("vectorstore.library.postings.PROMISING", 2)
    assert len(library.lexical(asked, "en", 9)) == 2
    assert library.lexical(asked, "en", 1)[0][0] == exact[0][0]


def test_title_words_count_half(library: Library) -> None:
    put(library, make_article("a", ["Nothing about it."], title="Floods"))
    put(library, make_article("b", ["Floods came."], title="Other"))
    found = [passage_id for passage_id, _ in library.lexical(["flood"], "en", 5)]
    assert [passage.title for passage in library.passages(found).values()] == ["Other", "Floods"]
    assert library.document_frequency(["flood", "unknown"], "en") == {"flood": 2, "unknown": 0}


def test_filters_are_the_same_in_words_passages_and_lists(library: Library) -> None:
    put(library, make_article("a", ["Rivers rose."], outlet="Alpha", published=date(2026, 1, 1)))
    put(library, make_article("b", ["Rivers fell."], outlet="Beta", published=date(2026, 2, 1)))
    put(library, make_article("c", ["Rivers dried."]))
    everything = library.passage_ids()
    assert len(everything) == 3
    for filters, names in [
        (Filters(), {"a", "b", "c"}),
        (Filters(outlets=("Alpha",)), {"a"}),
        (Filters(outlets=("Alpha", "Beta")), {"a", "b"}),
        (Filters(languages=("ar",)), set()),
        (Filters(published_from=date(2026, 1, 2)), {"b"}),
        (Filters(published_to=date(2026, 2, 1)), {"a", "b"}),
        (Filters(published_from=date(2026, 1, 1), published_to=date(2026, 1, 1), languages=("en",)), {"a"}),
    ]:
        wanted = {f"Title of {name}" for name in names}
        found = [passage_id for passage_id, _ in library.lexical(["river"], "en", 9, filters)]
        assert {p.title for p in library.passages(found).values()} == wanted
        assert {p.title for p in library.passages(everything, filters=filters).values()} == wanted
        assert {summary.title for summary in library.articles(filters)} == wanted
        assert len(library.passage_ids(filters)) == len(wanted)


def test_means_follow_every_change_exactly(library: Library) -> None:
    articles = [make_article(name, [f"{name} one. And two.", f"{name} three."]) for name in "abcd"]
    for article in articles:
        put(library, article)
    whole = library.means("en")
    put(library, make_article("b", ["b changed. And two.", "b three."]))
    library.remove(articles[2].article_id)
    put(library, articles[1])
    put(library, articles[2])
    again = library.means("en")
    assert (again.passages, again.sentences) == (8, 12)
    assert np.array_equal(whole.passage, again.passage)
    assert np.array_equal(whole.sentence, again.sentence)
    ids = library.passage_ids()
    computed = np.mean(np.stack(list(library.vectors(ids).values())), axis=0, dtype=np.float64)
    assert np.array_equal(again.passage, computed.astype(np.float32))
    assert library.means("ar").passages == 0
    assert np.array_equal(library.means("ar").passage, np.zeros(8, np.float32))
    for article in articles:
        library.remove(article.article_id)
    assert library.means("en").passages == 0


def test_vectors_come_back_as_they_were_but_for_half_precision(library: Library) -> None:
    article = make_article("a", ["Rivers rose."])
    put(library, article)
    (passage_id,) = library.passage_ids()
    found = library.vectors([passage_id, "unknown"])
    assert list(found) == [passage_id]
    assert float(found[passage_id] @ vector_of(passage_id)) > 0.99999


def test_another_embedder_makes_the_stored_vectors_worthless(library: Library) -> None:
    put(library, make_article("a", ["Rivers rose."]))
    library.begin_vectors("model 1")
    put(library, make_article("b", ["Rivers fell."]))
    library.begin_vectors("model 1")
    assert len(library.vectors(library.passage_ids())) == 1
    library.begin_vectors("model 2")
    assert library.vectors(library.passage_ids()) == {}
    assert library.vector_totals()["passage", "en"] == (2, 0)


def test_hostile_text_is_stored_with_its_offsets(library: Library) -> None:
    article = make_article("a", ["Lone \ud800 surrogate, NUL \0 and ﷺ.", "Next."], title="T\udfff")
    put(library, article)
    stored = library.article(article.article_id)
    assert stored is not None
    assert len(stored.article.text) == len(article.text)
    for passage in library.article_passages(article.article_id):
        assert stored.article.text[passage.start : passage.end] == passage.text
    assert library.stage(article, make_passages(article)).outcome == "unchanged"


def test_readers_in_threads_see_one_version_or_the_other_never_none_or_both(library: Library) -> None:
    texts = ["Rivers rose today.", "Rivers fell today."]
    put(library, make_article("a", texts[:1]))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = library.lexical(["todai"], "en", 5) or library.lexical(["today"], "en", 5)
            if len(found) != 1:
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for turn in range(20):
            put(library, make_article("a", [texts[(turn + 1) % 2]]))
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []


def test_a_reader_opens_only_what_is_there_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with pytest.raises(LibraryError, match="no library"):
        LibraryReader(path)
    with Library(path) as library:
        put(library, make_article("a", ["Rivers rose."]))
        with LibraryReader(path) as reader:
            assert len(reader.articles()) == 1
            put(library, make_article("b", ["x"]))
            assert len(reader.articles()) == 2


def test_a_file_that_is_no_library_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"not a database, but long enough to be read as a header" * 40)
    with pytest.raises(LibraryDamagedError):
        Library(path)


def test_closing_is_final(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3")
    library.close()
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.articles()


def test_a_changed_stemmer_is_noticed_and_the_words_indexed_anew(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library, make_article("a", ["Rivers rose."]))
    put(library, make_article("b", ["الأنهار."], language="ar"))
    staged = make_article("a", ["Rivers fell."])
    library.stage(staged, make_passages(staged))
    library.refresh_words()
    assert not library.refresh_words()
    monkeypatch.setattr(
        "vectorstore.library.passage_terms.word_stems", lambda text: [(word, word[:3]) for word in text.lower().split()]
    )
    assert library.refresh_words()
    assert library.lexical(["river"], "en", 5) == []
    assert len(library.lexical(["riv"], "en", 5)) == 1
    assert len(library.lexical(["الأ"], "ar", 5)) == 1
    assert library.lexical(["fel"], "en", 5) == []


def test_frequencies_follow_every_change(library: Library, tmp_path: Path) -> None:
    def kept_and_counted(language: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as file:
            file.execute(f"CREATE VIRTUAL TABLE temp.v USING fts5vocab (main, words_{language}, row)")
            counted = file.execute("SELECT term, doc FROM temp.v ORDER BY term").fetchall()
            kept = (
                "SELECT term, passages FROM frequencies WHERE language = ? ORDER BY term"  # in the same order of bytes
            )
            return file.execute(kept, (language,)).fetchall(), counted

    put(library, make_article("a", ["Rivers rose. Rivers fell.", "Rivers froze."], title="A river"))
    put(library, make_article("b", ["الأنهار والنهر."], language="ar"))
    put(library, make_article("a", ["Rivers rose. Roads closed.", "Nothing else."], title="A river"))
    for language in ("ar", "en"):
        kept, counted = kept_and_counted(language)
        assert kept == counted != []
    library.remove(make_article("a", []).article_id)
    assert kept_and_counted("en") == ([], [])
    library.refresh_words()
    kept, counted = kept_and_counted("ar")
    assert kept == counted != []


def test_a_library_without_names_is_upgraded_and_filled(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with Library(path) as library:
        library.refresh_words()
        put(library, make_article("a", ["Dillon spoke. Rivers rose."]))
        (before,) = library.passages(library.passage_ids()).values()
    with closing(sqlite3.connect(path)) as old:  # as the version before left it: no names, words on one line
        old.executescript(
            "ALTER TABLE passages DROP COLUMN names; UPDATE passages SET terms = replace(terms, char(10), ' '); "
            "CREATE VIRTUAL TABLE vocabulary_ar USING fts5vocab (words_ar, row); "
            "CREATE VIRTUAL TABLE vocabulary_en USING fts5vocab (words_en, row); DROP TABLE frequencies; "
            "DROP TABLE tokens; DROP TABLE checksums; ALTER TABLE passages DROP COLUMN checksum; "
            "UPDATE meta SET value = 'older' WHERE key = 'terms'; PRAGMA user_version = 2"
        )
    with pytest.raises(LibraryError, match="another version"):
        LibraryReader(path)
    with Library(path) as library:
        (unfilled,) = library.passages(library.passage_ids()).values()
        assert unfilled.terms.names == ""
        assert library.document_frequency(["river", "dillon"], "en") == {"river": 1, "dillon": 1}
        assert len(library.lexical(["river"], "en", 5)) == 1
        assert library.refresh_words()
        (after,) = library.passages(library.passage_ids()).values()
        assert after == before
        assert after.terms.body == "dillon spoke\nriver rose"
        assert "dln" in after.terms.names
        assert len(library.lexical(["river"], "en", 5)) == 1


def test_a_library_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    Library(path).close()
    with closing(sqlite3.connect(path)) as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match="format 99"):
        Library(path)


def wire(seed: int, words: int = 120) -> str:
    """A story of made-up words, different for every seed."""
    return " ".join(f"w{number}x{seed}" for number in range(words)) + "."


def stories(library: Library) -> dict[str, set[str]]:
    """The titles of each story's articles."""
    found: dict[str, set[str]] = {}
    for summary in library.articles():
        found.setdefault(summary.story_id, set()).add(summary.title[-1])
    return found


def test_near_duplicates_share_a_story_until_they_part(library: Library) -> None:
    a, b, c, d = (
        make_article("a", [wire(1)]),
        make_article("b", [wire(1) + " Our reporter adds a word."]),
        make_article("c", [wire(2)]),
        make_article("d", ["Just in. " + wire(1)]),
    )
    put(library, a)
    staged = library.stage(b, make_passages(b))
    assert staged.outcome == "added"
    assert set(stories(library)) == {a.article_id}
    for article in (b, c, d):
        put(library, article)
    assert stories(library) == {a.article_id: {"a", "b", "d"}, c.article_id: {"c"}}

    library.remove(a.article_id)
    heir = min(b.article_id, d.article_id)
    assert stories(library) == {heir: {"b", "d"}, c.article_id: {"c"}}
    put(library, make_article("b", [wire(3)]))
    assert stories(library) == {b.article_id: {"b"}, c.article_id: {"c"}, d.article_id: {"d"}}
    put(library, a)
    assert stories(library)[d.article_id] == {"a", "d"}


def test_an_article_without_words_is_its_own_story(library: Library) -> None:
    for name in ("a", "b"):
        put(library, make_article(name, ["…"]))
    assert len(stories(library)) == 2


def test_the_moment_of_publication_is_kept_and_its_day_is_filtered(library: Library) -> None:
    moment = datetime.fromisoformat("2024-04-12T00:40:00+03:00")
    made = make_article("a", ["Rivers rose."], published=date(2024, 4, 12))
    put(library, replace(made, published_at=moment, updated_at=moment))
    (summary,) = library.articles(Filters(published_from=date(2024, 4, 12), published_to=date(2024, 4, 12)))
    assert (summary.published, summary.published_at) == (date(2024, 4, 12), moment)
    assert library.articles(Filters(published_to=date(2024, 4, 11))) == []
    stored = library.article(summary.article_id)
    assert stored is not None
    assert (stored.article.published_at, stored.article.updated_at) == (moment, moment)
