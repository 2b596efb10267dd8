"""Ingestion through its front door, on disk, with the real library, index and parser; the embedder is a stand-in."""

from __future__ import annotations

import ast
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from app.ingestion.ingestion import Ingestion
from app.ingestion.report import IngestProgress, IngestReport
from app.messages.catalogue import catalogue
from ingest.documents import RawDocument, Reading
from ingest.parsing.parse import parse
from ingest.parsing.worker.parser import Parser
from ingest.sources.fetch import Fetcher
from ingest.sources.found import Found
from ingest.sources.sources import Sources, Upload
from tests import ROOT
from tests.ingest.sources.site import Page, Site
from tests.vectorstore.desk import Desk
from vectorstore.embedding.embedders import Embedded, EmbeddingError
from vectorstore.embedding.making import make_embedder
from vectorstore.index.index import Index
from vectorstore.index.sync import Synchroniser
from vectorstore.library.library import Library
from vectorstore.types import Vector

SEEDS = ROOT / "seeds"


class InProcess:
    """The real parser, in this process, that remembers what it was given. `breaks_on` crashes it."""

    def __init__(self) -> None:
        self.parsed: list[str] = []
        self.breaks_on = "\0"

    def parse(self, raw: RawDocument, cancelled: Callable[[], bool]) -> Reading:
        self.parsed.append(raw.name)
        if self.breaks_on in raw.name:
            raise RuntimeError("a bug in the parser")
        return parse(raw)


class Newsroom:
    """A data directory, a folder of news beside it, and a site."""

    def __init__(self, path: Path, site: Site) -> None:
        self.news = path / "news"
        self.news.mkdir()
        self.site = site
        self.desk = Desk(path)
        self.library = self.desk.library
        self.embedder = self.desk.embedder
        self.parser = InProcess()
        self.pipeline = "1"

    def ingestion(self) -> Ingestion:
        sources = Sources(Fetcher(resolver=self.site.resolve, connect=self.site.connect))
        return Ingestion(sources, self.parser, self.library, self.desk.synchroniser, pipeline=self.pipeline)

    def write(self, name: str, body: str = "", title: str = "") -> Path:
        path = self.news / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{title or f'Headline of {name}'}\n\n{body or sentences(name)}\n", encoding="utf-8")
        return path

    def run(self, *specs: str | Path | Upload, prune: bool = False, language: str = "en") -> IngestReport:
        wanted = [spec if isinstance(spec, Upload) else str(spec) for spec in specs or (self.news,)]
        *_, report = self.ingestion().run(wanted, prune=prune, language=language)  # type: ignore[arg-type]
        assert isinstance(report, IngestReport)
        assert self.desk.problems() == []
        return report

    def texts(self) -> list[str]:
        return sorted(summary.title for summary in self.library.articles())


def sentences(name: str) -> str:
    return " ".join(f"The council of {name} met on day {number} and decided nothing at all." for number in range(5))


def counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed, len(report.rejected)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with Site().running() as site:
        newsroom = Newsroom(tmp_path, site)
        yield newsroom
        newsroom.desk.index.close()
        newsroom.library.close()


def test_a_folder_and_the_same_folder_again(room: Newsroom) -> None:
    for name in ("a.txt", "b.md", "sub/c.txt"):
        room.write(name)
    first = room.run()
    assert counts(first) == (3, 0, 0, 0, 0)
    assert (first.articles, first.passages) == (3, room.library.counts().passages)
    assert {summary.source for summary in room.library.articles()} == {
        str(room.news / n) for n in ("a.txt", "b.md", "sub/c.txt")
    }
    generation, embedded = room.library.generation(), len(room.embedder.texts)
    room.parser.parsed.clear()
    assert counts(room.run()) == (0, 0, 3, 0, 0)
    assert (room.library.generation(), len(room.embedder.texts), room.parser.parsed) == (generation, embedded, [])


def test_a_changed_file_is_a_new_version_and_keeps_the_vectors_of_what_stayed(room: Newsroom) -> None:
    stays = sentences("first") + "\n\n" + sentences("second")
    path = room.write("a.txt", stays)
    room.run()
    room.embedder.texts.clear()
    path.write_text(
        path.read_text(encoding="utf-8") + "\nA new last sentence was added to the story today.\n", encoding="utf-8"
    )
    assert counts(room.run()) == (0, 1, 0, 0, 0)
    (summary,) = room.library.articles()
    assert summary.version == 2
    assert any("new last sentence" in text for text in room.embedder.texts)
    assert counts(room.run()) == (0, 0, 1, 0, 0)


def test_other_bytes_with_the_same_text_are_unchanged(room: Newsroom) -> None:
    path = room.write("a.txt")
    room.run()
    generation = room.library.generation()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n\r\n")
    assert counts(room.run()) == (0, 0, 1, 0, 0)
    assert room.library.generation() == generation
    room.parser.parsed.clear()
    room.run()
    assert room.parser.parsed == []


def test_a_new_version_of_the_program_reads_everything_again_and_embeds_nothing(room: Newsroom) -> None:
    room.write("a.txt")
    room.run()
    room.parser.parsed.clear()
    embedded = len(room.embedder.texts)
    room.pipeline = "2"
    assert counts(room.run()) == (0, 0, 1, 0, 0)
    assert room.parser.parsed == ["a.txt"]
    assert len(room.embedder.texts) == embedded


def test_what_is_gone_is_reported_and_removed_only_when_asked(room: Newsroom, tmp_path: Path) -> None:
    room.write("a.txt")
    gone = room.write("b.txt")
    elsewhere = tmp_path / "news#2!.txt"  # beside the folder, although its name begins like the folder's
    elsewhere.write_text(f"Elsewhere\n\n{sentences('elsewhere')}", encoding="utf-8")
    room.run(room.news, elsewhere)
    gone.unlink()
    report = room.run()
    assert (report.gone, report.removed, report.articles) == ((str(gone),), 0, 3)
    report = room.run(prune=True)
    assert (report.gone, report.removed, report.articles) == ((str(gone),), 1, 2)
    assert room.run(prune=True).gone == ()
    elsewhere.unlink()
    assert room.run(prune=True).articles == 2  # not in this folder: none of its business
    room.write("b.txt")
    assert counts(room.run()) == (1, 0, 1, 0, 0)


def test_what_cannot_be_read_today_is_not_gone(room: Newsroom) -> None:
    path = room.write("a.txt")
    archive = room.news / "b.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("in.txt", "Inside\n\n" + sentences("inside"))
    assert room.run().added == 2
    path.write_bytes(bytes(range(256)))
    archive.write_bytes(b"PK\x03\x04 damaged")
    report = room.run(prune=True)
    assert (len(report.rejected), report.gone, report.articles) == (2, (), 2)


def test_entries_gone_from_an_archive_and_rows_gone_from_a_file(room: Newsroom) -> None:
    archive, rows = room.news / "a.zip", room.news / "b.jsonl"

    def write(names: Sequence[str]) -> None:
        with zipfile.ZipFile(archive, "w") as opened:
            for name in names:
                opened.writestr(f"{name}.txt", f"Headline of {name}\n\n{sentences(name)}")
        rows.write_text("".join(json.dumps({"title": n, "text": sentences(n)}) + "\n" for n in names), encoding="utf-8")

    write(["one", "two", "three"])
    assert counts(room.run(archive, rows)) == (6, 0, 0, 0, 0)
    assert counts(room.run(archive, rows)) == (0, 0, 6, 0, 0)
    write(["one", "two"])
    report = room.run(archive, rows, prune=True)
    assert (report.removed, report.articles, len(report.gone)) == (2, 4, 2)


def test_one_bad_file_never_stops_the_run(room: Newsroom) -> None:
    room.write("a.txt")
    (room.news / "b.txt").write_bytes(b"")
    (room.news / "c.jpg").write_bytes(b"\xff\xd8\xff")
    (room.news / "d.pdf").write_bytes(b"%PDF-1.7 broken")
    room.write("e_crash.txt")
    room.write("f.txt")
    room.parser.breaks_on = "crash"
    report = room.run(room.news, room.news / "missing", "ftp://news.example/")
    assert report.added == 2
    codes = {Path(entry.source).name: entry.code for entry in report.rejected}
    assert codes == {
        "b.txt": "empty", "c.jpg": "unsupported", "d.pdf": "bad_pdf", "e_crash.txt": "crashed", "missing": "not_found",
        "news.example": "scheme",
    }  # fmt: skip
    arabic = room.run(room.news, language="ar").rejected
    assert all(re.search(r"[\u0621-\u064a]", entry.reason) for entry in arabic)
    assert all(entry.reason.isascii() for entry in report.rejected)


def test_an_article_that_an_editor_removed_comes_back_when_it_is_ingested(room: Newsroom) -> None:
    room.write("a.txt")
    room.run()
    (summary,) = room.library.articles()
    room.library.remove(summary.article_id)
    room.desk.synchroniser.synchronise()
    assert counts(room.run()) == (1, 0, 0, 0, 0)


def test_an_upload_again_is_the_same_article(room: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "tmp1").write_text("Headline\n\n" + sentences("one"), encoding="utf-8")
    (tmp_path / "tmp2").write_text("Headline\n\n" + sentences("two"), encoding="utf-8")
    assert counts(room.run(Upload("خبر.txt", tmp_path / "tmp1"))) == (1, 0, 0, 0, 0)
    assert counts(room.run(Upload("خبر.txt", tmp_path / "tmp2"))) == (0, 1, 0, 0, 0)
    assert room.run(prune=True).gone == ()


# --- the web -----------------------------------------------------------------------------------------
def page(etag: str, name: str) -> Callable[[Mapping[str, str]], Page]:
    story = f"<article><p>{sentences(name)}</p></article>"
    body = f"<html><head><title>Headline of {name}</title></head><body>{story}</body></html>"

    def answer(headers: Mapping[str, str]) -> Page:
        if headers.get("if-none-match") == etag:
            return Page(status=304)
        return Page(body.encode(), headers={"Content-Type": "text/html", "ETag": etag})

    return answer


def test_an_unchanged_page_is_one_304(room: Newsroom) -> None:
    room.site.pages["/a"] = page('"1"', "a")
    url = "http://news.example/a?utm_source=mail"
    room.site.pages["/a?utm_source=mail"] = room.site.pages["/a"]
    assert counts(room.run(url)) == (1, 0, 0, 0, 0)
    room.parser.parsed.clear()
    room.site.requests.clear()
    assert counts(room.run(url)) == (0, 0, 1, 0, 0)
    assert room.site.requests == ["news.example/robots.txt", "news.example/a?utm_source=mail"]
    assert room.parser.parsed == []
    room.site.pages["/a?utm_source=mail"] = page('"2"', "another")
    assert counts(room.run(url)) == (0, 1, 0, 0, 0)
    room.pipeline = "2"
    assert counts(room.run(url)) == (0, 0, 1, 0, 0)
    assert room.parser.parsed != []  # read by an older version: fetched in full


def test_a_page_whose_article_was_not_stored_is_fetched_in_full_next_time(room: Newsroom) -> None:
    room.site.pages["/a"] = page('"1"', "a")
    room.parser.breaks_on = "a"
    assert [entry.code for entry in room.run("http://news.example/a").rejected] == ["crashed"]
    room.parser.breaks_on = "\0"
    assert counts(room.run("http://news.example/a")) == (1, 0, 0, 0, 0)


def test_a_feed_whose_older_entries_have_left_it(room: Newsroom) -> None:
    def feed(*names: str) -> Page:
        items = "".join(f"<item><title>{name}</title><link>/{name}</link></item>" for name in names)
        return Page(f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode())

    for name in ("a", "b", "c"):
        room.site.pages[f"/{name}"] = page(f'"{name}"', name)
    room.site.pages["/feed"] = feed("a", "b")
    assert counts(room.run("feed:http://news.example/feed")) == (2, 0, 0, 0, 0)
    room.site.pages["/feed"] = feed("b", "c")
    report = room.run("http://news.example/feed", prune=True)
    assert (counts(report), report.gone, report.articles) == ((1, 0, 1, 0, 0), (), 3)


# --- progress, cancelling, failing -----------------------------------------------------------------------
def test_progress_only_grows_and_ends_with_the_report(room: Newsroom) -> None:
    for number in range(8):
        room.write(f"{number}.txt")
    now = iter(range(100_000))
    ticking = Ingestion(
        Sources(Fetcher()),
        room.parser,
        room.library,
        room.desk.synchroniser,
        pipeline="1",
        clock=lambda: float(next(now)),
    )
    *steps, report = ticking.run([str(room.news)])
    assert isinstance(report, IngestReport)
    progress = [step for step in steps if isinstance(step, IngestProgress)]
    assert len(progress) == len(steps) >= 9
    assert {bool(step.texts_total) for step in progress} == {False, True}, "reading, then embedding"
    done = [step.done for step in progress]
    assert done == sorted(done)
    assert all(step.total == 8 and step.done <= 8 for step in progress)
    assert progress[0].source == str(room.news / "0.txt")


@pytest.mark.parametrize("stop_at", [0, 1, 3, 40])
def test_a_cancelled_run_leaves_everything_consistent_and_the_next_completes_it(room: Newsroom, stop_at: int) -> None:
    for number in range(5):
        room.write(f"{number}.txt")
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > stop_at

    *_, report = room.ingestion().run([str(room.news)], prune=True, cancelled=cancelled)
    assert isinstance(report, IngestReport)
    assert report.gone == ()
    assert report.cancelled == (calls > stop_at)
    again = room.run()
    assert (again.articles, again.added + again.unchanged, again.rejected) == (5, 5, ())
    assert room.library.counts().pending == 0


def test_closing_the_events_cancels_the_work_and_closing_waits_for_it(room: Newsroom) -> None:
    for number in range(5):
        room.write(f"{number}.txt")
    ingestion = room.ingestion()
    events = ingestion.run([str(room.news)])
    next(events)
    events.close()  # type: ignore[attr-defined]
    ingestion.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "ingestion"]
    assert room.run().articles == 5


def test_whoever_closes_the_events_waits_for_nothing(room: Newsroom) -> None:
    """An event loop closes them when a reader presses Cancel: waiting there would stop the page for everyone."""
    room.write("a.txt")
    go_on = threading.Event()

    class Stuck(InProcess):
        def parse(self, raw: RawDocument, cancelled: Callable[[], bool]) -> Reading:
            assert go_on.wait(60)
            return super().parse(raw, cancelled)

    room.parser = Stuck()
    ingestion = room.ingestion()
    events = ingestion.run([str(room.news)])
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert not go_on.is_set()
    go_on.set()
    ingestion.close()


def test_a_silent_server_keeps_no_cancelled_run(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, stop, go_on = threading.Event(), threading.Event(), threading.Event()

    def silent(*_: object) -> Iterator[Found]:
        asked.set()
        assert go_on.wait(60)
        yield from ()

    monkeypatch.setattr(Sources, "read", silent)
    run = room.ingestion().run(["https://news.example/1"], cancelled=stop)
    reports: list[object] = []
    reader = threading.Thread(target=lambda: reports.extend(run))
    reader.start()
    assert asked.wait(30)
    stop.set()
    reader.join(30)
    assert not reader.is_alive()
    go_on.set()
    assert isinstance(reports[-1], IngestReport)
    assert reports[-1].cancelled


def test_what_a_cancelled_run_had_read_keeps_no_later_one_waiting(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it stays pending, new article or new version, and reading it again takes it in."""
    room.write("old.txt")
    room.run()
    room.write("old.txt", sentences("changed"))
    room.write("new.txt")
    stop, embed = threading.Event(), room.embedder.embed_documents

    def stopping(texts: Sequence[str]) -> list[Vector]:
        stop.set()
        return embed(texts)

    with monkeypatch.context() as patch:
        patch.setattr(room.embedder, "embed_documents", stopping)
        *_, report = room.ingestion().run([str(room.news)], cancelled=stop)
    assert isinstance(report, IngestReport)
    assert (report.cancelled, report.added, report.updated) == (True, 0, 0)
    assert room.library.counts().pending == 0
    assert counts(room.run()) == (1, 1, 0, 0, 0)


def test_a_text_of_endless_passages_is_refused_and_others_are_read(room: Newsroom) -> None:
    room.write("a.txt")
    room.write("long.txt", "ثم قال المتحدث باسم الوزارة إن العمل مستمر منذ أيام. " * 60_000)
    report = room.run()
    assert (report.added, [entry.code for entry in report.rejected]) == (1, ["too_long"])


def test_a_slow_step_still_shows_that_it_lives(room: Newsroom) -> None:
    room.write("a.txt")
    go_on = threading.Event()

    class Slow(InProcess):
        def parse(self, raw: RawDocument, cancelled: Callable[[], bool]) -> Reading:
            assert go_on.wait(60)
            return super().parse(raw, cancelled)

    room.parser = Slow()
    events = room.ingestion().run([str(room.news)])
    first, again = next(events), next(events)
    go_on.set()
    assert isinstance(first, IngestProgress)
    assert isinstance(again, IngestProgress)
    assert first == again
    *_, report = events
    assert isinstance(report, IngestReport)
    assert report.added == 1


def test_an_event_cancels_too(room: Newsroom) -> None:
    room.write("a.txt")
    stop = threading.Event()
    stop.set()
    *_, report = room.ingestion().run([str(room.news)], cancelled=stop)
    assert isinstance(report, IngestReport)
    assert (report.cancelled, report.articles) == (True, 0)


def test_a_failing_embedder_is_raised_and_nothing_read_is_lost(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.write("a.txt")

    def fail(texts: Sequence[str]) -> None:
        raise EmbeddingError("the model is gone")

    with monkeypatch.context() as patch:
        patch.setattr(room.embedder, "embed_documents", fail)
        with pytest.raises(EmbeddingError):
            list(room.ingestion().run([str(room.news)]))
    assert (room.library.counts().articles, room.library.counts().pending) == (0, 1)
    report = room.run()
    assert (report.articles, room.library.counts().pending) == (1, 0)


def test_batches_of_many_articles(room: Newsroom) -> None:
    rows = [json.dumps({"title": f"Row {number}", "text": sentences(f"row {number}")}) for number in range(70)]
    (room.news / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for number in range(40):
        room.write(f"{number}.txt")
    assert counts(room.run()) == (110, 0, 0, 0, 0)
    assert counts(room.run()) == (0, 0, 110, 0, 0)


# --- wording -------------------------------------------------------------------------------------------
def test_every_refusal_has_words() -> None:
    place = {"Refused": 1, "RefusedError": 0}
    codes: set[str] = set()
    for file in (ROOT / "ingest").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in place:
                code = node.args[place[node.func.id]]
                choices = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
                codes |= {str(choice.value) for choice in choices if isinstance(choice, ast.Constant)}
    assert len(codes) > 25
    assert codes <= set(catalogue("en")["refused"]), codes - set(catalogue("en")["refused"])


# --- the real thing ------------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_seeds_end_to_end_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = make_embedder("local")
    embedded: list[int] = []
    embed = embedder.embed_passages

    def counted(texts: Sequence[str]) -> list[Embedded]:
        embedded.append(len(texts))
        return embed(texts)

    monkeypatch.setattr(embedder, "embed_passages", counted)
    library = Library(tmp_path / "library.db")
    index = Index(tmp_path / "index", namespace=library.library_id, fingerprint=embedder.fingerprint)
    synchroniser = Synchroniser(library, index, embedder)
    with Parser() as parser:
        ingestion = Ingestion(Sources(Fetcher()), parser, library, synchroniser, embedder.count_tokens)
        *_, first = ingestion.run([str(SEEDS)])
        generation = library.generation()
        assert sum(embedded) >= 10
        embedded.clear()
        *_, second = ingestion.run([str(SEEDS)])
    assert isinstance(first, IngestReport)
    assert isinstance(second, IngestReport)
    assert (counts(first), counts(second)) == ((5, 0, 0, 0, 0), (0, 0, 5, 0, 0))
    assert first.passages == second.passages >= 10
    assert embedded == []
    assert library.generation() == generation
    for summary in library.articles():
        for passage in library.article_passages(summary.article_id):
            (found,) = index.search(
                "passage", passage.language, library.vectors([passage.passage_id])[passage.passage_id], 1
            )
            assert found[0] == passage.passage_id
    index.close()
    library.close()
