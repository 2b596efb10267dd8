"""The Chroma index on real files: search, damage, another process, a shared server."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from tests import ROOT
from tests.fakes_embeddings import HashEmbedder
from tests.vectorstore.desk import Desk
from vectorstore.index import checksums as index_files
from vectorstore.index.exact import ExactIndex
from vectorstore.index.index import Index, IndexDamagedError, IndexMismatchError, IndexUnreachableError
from vectorstore.library.reader import LibraryReader

REPOSITORY = ROOT


def open_index(directory: Path, fingerprint: str = "hash 1", renew: bool = False) -> Index:
    return Index(directory, namespace="0123456789abcdef", fingerprint=fingerprint, renew=renew)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = open_index(tmp_path / "index")
    yield opened
    opened.close()


def test_search_gives_similarities_best_first(index: Index) -> None:
    east, north = np.eye(2, dtype=np.float32)
    index.add("passage", "en", {"east": east, "north": north})
    between = (0.8 * east + 0.6 * north).astype(np.float32)
    found = index.search("passage", "en", between, 5)
    assert [vector_id for vector_id, _ in found] == ["east", "north"]
    assert [similarity for _, similarity in found] == pytest.approx([0.8, 0.6], abs=1e-5)
    assert index.search("passage", "ar", between, 5) == []
    assert index.search("sentence", "en", between, 5) == []
    assert index.search("passage", "en", between, 0) == []


def test_adding_and_deleting_twice_is_harmless(index: Index) -> None:
    east, north = np.eye(2, dtype=np.float32)
    index.add("passage", "en", {"a": east})
    index.add("passage", "en", {"a": north, "b": north})
    assert index.search("passage", "en", east, 1)[0][0] == "a"
    index.delete("passage", "en", ["a", "unknown"])
    index.delete("passage", "en", ["a"])
    assert list(index.ids("passage", "en")) == ["b"]
    assert index.count("passage", "en") == 1


def test_more_than_a_batch_goes_in_and_every_vector_finds_itself(index: Index) -> None:
    rows = np.random.default_rng(7).normal(size=(6000, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors = {f"v{number}": row for number, row in enumerate(rows)}
    index.add("sentence", "ar", vectors)
    assert list(index.ids("sentence", "ar", 5990)) == [f"v{number}" for number in range(5990, 6000)]
    assert index.lost("sentence", "ar", vectors) == []
    assert index.lost("sentence", "ar", {"w": -rows[0]}) == ["w"]


def test_a_graph_is_searched_the_wider_the_more_it_holds(tmp_path: Path) -> None:
    filled = open_index(tmp_path)
    rows = np.random.default_rng(7).normal(size=(10_001, 4)).astype(np.float32)
    filled.add("sentence", "ar", {f"v{number}": row for number, row in enumerate(rows)})
    filled.add("passage", "ar", {f"v{number}": row for number, row in enumerate(rows[:100])})
    filled.close()
    client = chromadb.PersistentClient(str(tmp_path), settings=Settings(anonymized_telemetry=False))
    widths = {one.name: one.configuration_json["hnsw"]["ef_search"] for one in client.list_collections()}
    assert widths["sanad-0123456789abcdef-sentences-ar"] == 400
    assert widths["sanad-0123456789abcdef-passages-ar"] == 200


def test_another_fingerprint_is_refused_and_renewing_accepts_it(tmp_path: Path) -> None:
    open_index(tmp_path).close()
    with pytest.raises(IndexMismatchError, match=r"hash 1.*hash 2"):
        open_index(tmp_path, "hash 2")
    open_index(tmp_path, "hash 2", renew=True).close()
    open_index(tmp_path, "hash 2").close()


def test_a_clean_close_is_sealed_and_a_crash_is_not(tmp_path: Path) -> None:
    first = open_index(tmp_path)
    assert first.closed_cleanly
    first.close()
    first.close()
    second = open_index(tmp_path)
    assert second.closed_cleanly
    assert index_files.condition(tmp_path) == "unsealed"
    second.close()
    index_files.break_seal(tmp_path)
    third = open_index(tmp_path)
    assert not third.closed_cleanly
    third.close()


def filled(home: Path) -> int:
    """Fill a desk so that Chroma has written its graph files too; returns how many vectors there are."""
    with Desk(home) as desk:
        for number in range(4):
            desk.stage(f"a{number}", *(f"Line {number} {line}." for line in range(300)))
        desk.synchroniser.synchronise()
        return desk.index.count("passage", "en")


@pytest.mark.slow
def test_every_flipped_bit_and_every_cut_is_noticed_and_rebuilt_without_embedding(tmp_path: Path) -> None:
    assert filled(tmp_path) == 1200
    directory = tmp_path / "index"
    whole = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    sealed = (tmp_path / "index.seal.json").read_bytes()
    assert any(path.name == "link_lists.bin" for path in whole)
    chance = random.Random(11)
    for path, content in whole.items():
        for damage in ("flip", "cut"):
            if not content:
                continue
            at = chance.randrange(len(content))
            changed = content[:at] if damage == "cut" else content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            path.write_bytes(changed)
            with pytest.raises(IndexDamagedError):
                open_index(directory)
            path.write_bytes(content)
    (tmp_path / "index.seal.json").write_bytes(b"{")
    with pytest.raises(IndexDamagedError):
        open_index(directory)
    (tmp_path / "index.seal.json").write_bytes(sealed)
    next(iter(whole)).unlink()
    with pytest.raises(IndexDamagedError):
        Desk(tmp_path)
    with Desk(tmp_path, renew_index=True) as desk:
        desk.synchroniser.rebuild()
        assert desk.embedder.texts == []
        assert desk.problems() == []


@pytest.mark.slow
def test_after_a_crash_files_that_cannot_be_read_are_noticed_before_they_are_opened(tmp_path: Path) -> None:
    filled(tmp_path)
    directory = tmp_path / "index"
    index_files.break_seal(directory)
    database = directory / "chroma.sqlite3"
    database.write_bytes(b"\xff" * 5000 + database.read_bytes()[5000:])
    with pytest.raises(IndexDamagedError):
        open_index(directory)


@pytest.mark.slow
def test_after_a_crash_vectors_that_the_graph_lost_are_put_back(tmp_path: Path) -> None:
    filled(tmp_path)
    index_files.break_seal(tmp_path / "index")
    with Desk(tmp_path) as desk:
        (lost, *_) = desk.index.ids("passage", "en")
        desk.index.delete("passage", "en", [lost])
        desk.index.add("passage", "en", {lost: HashEmbedder().embed_query("something else")})
        desk.synchroniser.reconcile()
        assert desk.embedder.texts == []
        assert desk.problems() == []


def test_exact_search_agrees_with_chroma_and_follows_the_library(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.add("a", *(f"Line {line}." for line in range(40)))
        with LibraryReader(tmp_path / "library.sqlite3") as reader:
            exact = ExactIndex(reader)
            for line in range(40):
                vector = desk.embedder.embed_query(f"Line {line}")
                for kind in ("passage", "sentence"):
                    ours, theirs = exact.search(kind, "en", vector, 5), desk.index.search(kind, "en", vector, 5)
                    assert ours[0][0] == theirs[0][0]  # below it near-ties may change places
                    assert [s for _, s in ours] == pytest.approx([s for _, s in theirs], abs=1e-4)
            assert exact.search("passage", "ar", vector, 5) == []
            assert len(exact.search("passage", "en", vector, 100)) == 40
            desk.add("b", "Another.")
            assert len(exact.search("passage", "en", vector, 100)) == 41


_READER = """
import sys
from pathlib import Path
from tests.fakes_embeddings import HashEmbedder
from vectorstore.index.exact import ExactIndex
from vectorstore.library.reader import LibraryReader
with LibraryReader(Path(sys.argv[1])) as library:
    exact = ExactIndex(library)
    for line in sys.stdin:
        found = exact.search("passage", "en", HashEmbedder().embed_query(line.strip().replace("|", "\\n")), 1)
        texts = [passage.text for passage in library.passages([vector_id for vector_id, _ in found]).values()]
        print(*texts, flush=True)
"""


@pytest.mark.slow
def test_a_second_process_reads_beside_the_writer_and_sees_what_it_changes(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.add("a", "Rivers rose.")
        command = [sys.executable, "-c", _READER, str(tmp_path / "library.sqlite3")]
        with subprocess.Popen(
            command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as reader:
            assert reader.stdin is not None
            assert reader.stdout is not None

            def ask(text: str) -> str:
                assert reader.stdin is not None
                assert reader.stdout is not None
                reader.stdin.write(f"Title of {text}\n")
                reader.stdin.flush()
                return reader.stdout.readline().strip()

            assert ask("a|Rivers rose.") == "Rivers rose."
            desk.add("b", "Bridges closed.")
            assert ask("b|Bridges closed.") == "Bridges closed."
            desk.library.remove(desk.library.articles()[-1].article_id)
            assert ask("a|Rivers rose.") != "Rivers rose."
            reader.stdin.close()
        assert desk.problems() != []  # the removed article's vector is still there
        desk.synchroniser.synchronise()
        assert desk.problems() == []


def test_addresses_that_are_none_are_refused() -> None:
    for address in ("ftp://host", "http://", "nonsense"):
        with pytest.raises(IndexUnreachableError):
            Index(address, namespace="0123456789abcdef", fingerprint="hash 1")


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(IndexUnreachableError, match=r"127\.0\.0\.1:9"):
        Index("http://127.0.0.1:9", namespace="0123456789abcdef", fingerprint="hash 1")
