"""Index and library stay equal: by hand, and by a state machine that crashes at every step."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fakes_embeddings import HashEmbedder
from tests.vectorstore.desk import Desk
from vectorstore.index.index import IndexMismatchError
from vectorstore.index.sync import CHARACTERS_A_CALL, TEXTS_A_CALL, SyncProgress
from vectorstore.types import Vector, passage_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path) as opened:
        yield opened


def after_calls(calls: int) -> Callable[[], bool]:
    """Return a `cancelled` that says yes once it has been asked so many times."""
    asked = itertools.count()
    return lambda: next(asked) >= calls


def test_what_is_synchronised_is_found(desk: Desk) -> None:
    desk.add("a", "Rivers rose. Bridges closed.", "Schools opened.")
    report = desk.add("b", "ارتفعت الأنهار.", language="ar")
    assert (report.published, report.embedded, report.cancelled) == (1, 2, False)
    assert desk.dense("Title of a\nSchools opened.", k=1) == ["Schools opened."]
    assert desk.dense("Title of b\nارتفعت الأنهار.", "ar") == ["ارتفعت الأنهار."]
    assert desk.problems() == []


def test_nothing_new_means_nothing_embedded(desk: Desk) -> None:
    desk.add("a", "Rivers rose.")
    desk.embedder.texts.clear()
    report = desk.add("a", "Rivers rose.")
    assert (report.published, report.embedded, desk.embedder.texts) == (0, 0, [])


def test_only_the_changed_passage_is_embedded_and_the_old_one_goes(desk: Desk) -> None:
    desk.add("a", "Rivers rose.", "Bridges closed.")
    desk.embedder.texts.clear()
    desk.add("a", "Rivers fell.", "Bridges closed.")
    assert sorted(desk.embedder.texts) == ["Rivers fell.", "Title of a\nRivers fell."]
    assert "Rivers rose." not in desk.dense("Title of a\nRivers rose.")
    assert desk.problems() == []


def test_a_passage_removed_and_written_again_is_found_again(desk: Desk) -> None:
    for text in ("Rivers rose.", "Rivers fell.", "Rivers rose."):
        desk.add("a", text)
        assert desk.dense(f"Title of a\n{text}", k=1) == [text]
        assert desk.problems() == []


def test_removed_is_gone_from_search_at_once_and_from_the_index_later(desk: Desk) -> None:
    desk.add("a", "Rivers rose.")
    article_id = desk.library.articles()[0].article_id
    desk.library.remove(article_id)
    assert desk.index.count("passage", "en") == 1
    assert desk.dense("Title of a\nRivers rose.") == []
    desk.synchroniser.synchronise()
    assert desk.index.count("passage", "en") == 0
    assert desk.problems() == []


def test_removed_and_added_again_at_once_is_not_embedded_again(desk: Desk) -> None:
    desk.add("a", "Rivers rose.")
    desk.library.remove(desk.library.articles()[0].article_id)
    desk.embedder.texts.clear()
    assert desk.add("a", "Rivers rose.").published == 1
    assert desk.embedder.texts == []
    assert desk.problems() == []


def test_progress_counts_up_to_everything(desk: Desk) -> None:
    for number in range(3):
        desk.stage(f"a{number}", *(f"Line {number} {line}." for line in range(60)))
    seen: list[SyncProgress] = []
    desk.synchroniser.synchronise(seen.append)
    assert seen[-1] == SyncProgress(3, 3, 360, 360)
    assert [step.texts_done for step in seen] == sorted(step.texts_done for step in seen)
    assert len(seen) >= 3


def test_cancelling_leaves_the_rest_pending_and_the_next_run_embeds_nothing_twice(desk: Desk) -> None:
    for number in range(6):
        desk.stage(f"a{number}", *(f"Line {number} {line}." for line in range(60)))
    report = desk.synchroniser.synchronise(cancelled=after_calls(10))
    assert report.cancelled
    assert 0 < report.published < 6
    assert (
        report.embedded == report.published * 120 + 2 * TEXTS_A_CALL
    )  # it stopped within a step, and kept what it had
    assert desk.library.counts().pending == 6 - report.published
    rest = desk.synchroniser.synchronise()
    assert report.published + rest.published == 6
    assert len(desk.embedder.texts) == 720
    assert desk.problems() == []


def test_long_texts_go_to_the_embedder_a_few_at_a_time(desk: Desk) -> None:
    """A call can't be cancelled: of passages it takes so few that it lasts a second."""
    desk.stage("a", *(f"{number} " + "word " * 200 for number in range(40)))
    assert desk.synchroniser.synchronise(cancelled=after_calls(3)).embedded * 1_000 <= 3 * CHARACTERS_A_CALL


def test_a_cancelled_run_does_not_wait_for_the_one_under_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, embed = threading.Event(), threading.Event(), desk.embedder.embed_documents

    def waiting(texts: Sequence[str]) -> list[Vector]:
        begun.set()
        assert go_on.wait(60)
        return embed(texts)

    monkeypatch.setattr(desk.embedder, "embed_documents", waiting)
    desk.stage("a", "Rivers rose.")
    first = threading.Thread(target=desk.synchroniser.synchronise)
    first.start()
    assert begun.wait(30)
    assert desk.synchroniser.synchronise(cancelled=lambda: True).cancelled
    go_on.set()
    first.join()
    assert desk.problems() == []


def test_a_failing_embedder_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.stage("a", "Rivers rose.")
    with monkeypatch.context() as patch:
        patch.setattr(desk.embedder, "embed_documents", _fail)
        with pytest.raises(_Crash):
            desk.synchroniser.synchronise()
    assert desk.library.counts().pending == 1
    desk.synchroniser.synchronise()
    assert desk.problems() == []


def test_another_embedder_is_refused_until_the_index_is_rebuilt(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.add("a", "Rivers rose.")
    with pytest.raises(IndexMismatchError) as refused:
        Desk(tmp_path, HashEmbedder("hash 2"))
    assert (refused.value.stored, refused.value.current) == ("hash 1", "hash 2")


def test_an_index_that_lost_its_files_is_filled_again_without_embedding(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.add("a", "Rivers rose.", "Bridges closed.")
        desk.add("b", "Schools opened.")
    shutil.rmtree(tmp_path / "index")
    with Desk(tmp_path) as desk:
        desk.synchroniser.reconcile()
        assert desk.embedder.texts == []
        assert desk.problems() == []


def test_reconcile_deletes_what_the_library_does_not_know(desk: Desk) -> None:
    desk.add("a", "Rivers rose.")
    desk.index.add("passage", "en", {"stranger": desk.embedder.embed_query("x")})
    desk.synchroniser.reconcile()
    assert desk.problems() == []


def test_rebuild_keeps_the_vectors_of_the_same_model(desk: Desk) -> None:
    desk.add("a", "Rivers rose.", "Bridges closed.")
    desk.stage("b", "Schools opened.")
    desk.embedder.texts.clear()
    desk.synchroniser.rebuild()
    assert len(desk.embedder.texts) == 2  # only what was still pending
    assert desk.problems() == []


def test_rebuild_for_another_model_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        for number in range(4):
            desk.add(f"a{number}", *(f"Line {number} {line}." for line in range(140)))
    embedder = HashEmbedder("hash 2")
    with Desk(tmp_path, embedder, renew_index=True) as desk:
        report = desk.synchroniser.rebuild(cancelled=after_calls(2))
        assert report.cancelled
    with Desk(tmp_path, embedder) as desk:
        desk.synchroniser.reconcile()
        assert desk.problems() == []
        assert len(embedder.texts) == 4 * 280


def test_a_library_from_before_there_were_tokens_gets_them_and_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        for number in range(4):
            desk.add(f"a{number}", *(f"Line {number} {line}." for line in range(140)))
        desk.stage("waiting", "Schools opened.")
        assert desk.library.tokens_are_whole()
    with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as old:
        old.executescript(
            "DROP TABLE tokens; DROP TABLE checksums; ALTER TABLE passages DROP COLUMN checksum; "
            "DELETE FROM meta WHERE key LIKE 'tokens%'; PRAGMA user_version = 3"
        )
    embedder = HashEmbedder()
    with Desk(tmp_path, embedder) as desk:
        assert desk.synchroniser.reconcile(cancelled=after_calls(2)).cancelled
        assert not desk.library.tokens_are_whole()
    told: list[SyncProgress] = []
    with Desk(tmp_path, embedder) as desk:
        desk.synchroniser.reconcile(told.append)
        assert desk.problems() == []
        assert desk.library.tokens_are_whole()
        assert len(embedder.texts) == 4 * 140 + 1 + 1  # passages once, no sentence again, what was waiting
        assert told[-1].texts_done == told[-1].texts_total
        desk.synchroniser.reconcile()
        assert len(embedder.texts) == 4 * 140 + 2


def test_other_tokens_of_the_same_model_replace_the_old_ones_and_no_vector(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.add("a", "Rivers rose. Bridges closed.", "Schools opened. Nobody came.")
    for tokens, made in (("words 2", 2), ("", 0), ("words 1", 2)):
        embedder = HashEmbedder(tokens=tokens)
        with Desk(tmp_path, embedder) as desk:
            desk.synchroniser.reconcile()
            assert len(embedder.texts) == made
            assert desk.problems() == []


def test_tokens_go_with_their_passages(desk: Desk) -> None:
    desk.add("a", "Rivers rose.", "Bridges closed.")
    ids = desk.library.passage_ids()
    assert set(desk.library.passage_tokens(ids, "words 1")) == set(ids)
    desk.add("a", "Rivers rose.", "Bridges opened.")
    assert len(desk.library.passage_tokens([*ids, *desk.library.passage_ids()], "words 1")) == 2
    desk.library.remove(desk.library.articles()[0].article_id)
    desk.synchroniser.synchronise()
    assert desk.library.passage_tokens(ids, "words 1") == {}
    assert desk.library.passage_tokens(ids, "words 2") == {}


class _Crash(BaseException):
    """Stands for the process ending here."""


def _fail(*arguments: object) -> Any:
    raise _Crash


class _Fuse:
    """Ends the 'process' at the n-th durable step, just before or just after it."""

    def __init__(self, steps: int, after: bool) -> None:
        self.left = steps
        self.after = after

    def wrap(self, target: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        original = getattr(target, name)

        def fused(*arguments: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left == 0 and not self.after:
                raise _Crash
            result = original(*arguments, **options)
            if self.left == 0:
                raise _Crash
            return result

        monkeypatch.setattr(target, name, fused)


_DURABLE = [
    ("index", "add"),
    ("index", "delete"),
    ("library", "put_vectors"),
    ("library", "settle_vectors"),
    ("library", "publish_all"),
    ("library", "forget_vectors"),
]
_NAMES = st.sampled_from(["a", "b", "c"])
_TEXTS = st.lists(
    st.sampled_from(["Rivers rose.", "Bridges closed. Roads too.", "Schools opened.", "Talks began."]),
    min_size=1,
    max_size=4,
)


class Storage(RuleBasedStateMachine):
    """Library and index against two dicts: what is published and what waits."""

    @initialize()
    def start(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="sanad-storage-"))
        self.published: dict[str, list[str]] = {}
        self.staged: dict[str, list[str]] = {}
        self.settled = True
        self.desk = Desk(self.home)
        self.desk.synchroniser.reconcile()

    @rule(name=_NAMES, texts=_TEXTS)
    def stage(self, name: str, texts: list[str]) -> None:
        self.desk.stage(name, *texts)
        self.staged.pop(name, None)
        if self.published.get(name) != texts:
            self.staged[name] = texts
        self.settled = False

    @rule()
    def synchronise(self) -> None:
        self.desk.synchroniser.synchronise()
        self._all_published()

    @precondition(lambda self: self.published or self.staged)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.published | self.staged)))
        article_id = self._ids()[name]
        assert self.desk.library.remove(article_id)
        self.published.pop(name, None)
        self.staged.pop(name, None)
        self.settled = False

    @rule()
    def restart(self) -> None:
        self.desk.close()
        self.desk = Desk(self.home)
        self.desk.synchroniser.reconcile()
        self._all_published()

    @rule(steps=st.integers(1, 6), after=st.booleans())
    def crash_and_restart(self, steps: int, after: bool) -> None:
        fuse = _Fuse(steps, after)
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in _DURABLE:
                fuse.wrap(getattr(self.desk, owner), name, patch)
            with contextlib.suppress(_Crash):
                self.desk.synchroniser.synchronise()
        self.desk.close()
        self.desk = Desk(self.home)
        for article in self.desk.library.articles():  # before anything is repaired: whole old or whole new
            name = article.source.removesuffix(".txt")
            passages = self.desk.library.article_passages(article.article_id)
            assert [p.text for p in passages] in (self.published.get(name), self.staged.get(name))
            assert {p.passage_id for p in passages} <= set(self.desk.index.ids("passage", "en"))
        self.desk.synchroniser.reconcile()
        self._all_published()

    @invariant()
    def searches_find_exactly_what_is_published(self) -> None:
        library = self.desk.library
        shown = {summary.source.removesuffix(".txt"): summary for summary in library.articles()}
        assert set(shown) == set(self.published)
        for name, texts in self.published.items():
            passages = library.article_passages(shown[name].article_id)
            assert [passage.text for passage in passages] == texts
            for passage in passages:
                vector = library.vectors([passage.passage_id])[passage.passage_id]
                found = [i for i, _ in self.desk.index.search("passage", "en", vector, 50)]
                assert passage.passage_id in {passage_of(i) for i in found}
        everything = {text for texts in self.published.values() for text in texts}
        assert self.desk.lexical("river") == {text for text in everything if "Rivers" in text}
        if self.settled:
            assert self.desk.problems() == []

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.home)

    def _all_published(self) -> None:
        self.published |= self.staged
        self.staged = {}
        self.settled = True

    def _ids(self) -> dict[str, str]:
        library = self.desk.library
        found = {summary.source: summary.article_id for summary in library.articles()}
        for item in library.pending():
            stored = library.article(item.article_id, item.version)
            assert stored is not None
            found[stored.article.source] = item.article_id
        return {source.removesuffix(".txt"): article_id for source, article_id in found.items()}


StorageTest = pytest.mark.slow(Storage.TestCase)
StorageTest.settings = settings(
    max_examples=int(os.environ.get("SANAD_STORAGE_EXAMPLES", "20")),
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
