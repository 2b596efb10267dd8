"""What a disk changes in the library's file is named and never quoted, whichever bit it is; copies are whole."""

from __future__ import annotations

import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.vectorstore.desk import make_article
from tests.vectorstore.library.test_library import put
from vectorstore.library.library import Library
from vectorstore.library.reader import LibraryReader
from vectorstore.library.schema import ArticleDamagedError, LibraryError, LibraryMissingError

WORDS = ["Rivers", "rose", "quickly", "فاض", "النهر", "bridges", "closed", "أُغلقت", "الجسور"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a library of ten articles, closed, all of it in one file."""
    draw, path = random.Random(1), tmp_path / "library.db"
    with Library(path) as library:
        library.refresh_words()
        for number in range(10):
            lines = [f"{number} {line} " + " ".join(draw.choices(WORDS, k=40)) + "." for line in range(4)]
            put(library, make_article(f"a{number}", lines, outlet="The Daily"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def shown(path: Path) -> tuple[set[str], set[str]]:
    """Return all that is handed out of a library to be shown, and the ids of the articles that it calls damaged."""
    texts: set[str] = set()
    with LibraryReader(path) as library:
        summaries = library.articles()
        for summary in summaries:
            texts.add(f"{summary}")
            try:
                stored = library.article(summary.article_id)
            except ArticleDamagedError:
                continue
            assert stored is not None
            texts.add(stored.article.text)
        texts.update(
            str((p.text, p.start, p.end, p.sentences)) for p in library.passages(library.passage_ids()).values()
        )
        return texts, {article_id for article_id, _ in library.damaged()}


def test_whichever_bit_of_a_text_flips_it_is_not_shown(path: Path) -> None:
    """Three hundred bits, each in a place where words of an article lie: in its text, its passages, its title."""
    draw, whole = random.Random(2), path.read_bytes()
    before, none = shown(path)
    assert not none
    places = [at for word in ("Rivers", "النهر", "Title of", "The Daily") for at in _all(whole, word.encode())]
    noticed = 0
    for place in draw.choices(places, k=300):
        flipped = bytearray(whole)
        flipped[place + draw.randrange(4)] ^= 1 << draw.randrange(8)
        path.write_bytes(flipped)
        try:
            after, damaged = shown(path)
        except LibraryError:
            noticed += 1
            continue
        assert after <= before, "nothing is shown that was not stored"
        noticed += bool(damaged)
    assert noticed > 150  # the other places are words as searches compare them, which are never shown


def _all(data: bytes, word: bytes) -> list[int]:
    found, at = [], data.find(word)
    while at >= 0:
        found.append(at)
        at = data.find(word, at + 1)
    return found


def test_verifying_finds_what_nobody_has_read_yet(path: Path) -> None:
    with Library(path) as library:
        assert library.verify() == []
        article = library.articles()[3]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE versions SET text = text || '.' WHERE article_id = ?", (article.article_id,))
        connection.commit()
    with Library(path) as library:
        assert library.verify() == [(article.article_id, 1)]
        with pytest.raises(ArticleDamagedError, match=article.article_id):
            library.article(article.article_id)


def test_a_library_from_before_there_were_checksums_gets_them(path: Path) -> None:
    with closing(sqlite3.connect(path)) as old:
        old.executescript("DROP TABLE checksums; ALTER TABLE passages DROP COLUMN checksum; PRAGMA user_version = 4")
    with Library(path) as library:
        assert library.verify() == []
        assert len(library.articles()) == 10


def test_a_file_that_was_emptied_is_no_new_library(tmp_path: Path) -> None:
    for content in (
        None,
        b"",
    ):
        path = tmp_path / f"{content!r}.db"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(LibraryMissingError):
            Library(path, create=False)


def test_a_copy_made_while_others_write_is_one_moment_of_it(path: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    with Library(path) as library:

        def write() -> None:
            number = 0
            while not stop.is_set():
                put(library, make_article(f"b{number}", [f"Line {number}."]))
                number += 1

        writer = threading.Thread(target=write)
        writer.start()
        for number in range(3):
            library.backup(tmp_path / f"{number}.db")
        stop.set()
        writer.join()
    for number in range(3):
        with LibraryReader(tmp_path / f"{number}.db") as copy:
            assert copy.verify() == []
            assert {summary.title for summary in copy.articles()} >= {f"Title of a{n}" for n in range(10)}


def test_no_copy_is_left_of_a_damaged_library(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE passages SET text = upper(text) WHERE number = 1")
        connection.commit()
    with Library(path) as library, pytest.raises(ArticleDamagedError):
        library.backup(tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy*"))
