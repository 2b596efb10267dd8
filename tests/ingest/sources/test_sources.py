"""Files, folders, archives, uploads: what is read, what is refused, and in which order."""

from __future__ import annotations

import io
import os
import stat
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import RawDocument, Refused
from ingest.sources.archives import ArchiveLimits
from ingest.sources.fetch import Fetcher
from ingest.sources.found import Found
from ingest.sources.sources import SourceLimits, Sources, is_remote, upload_name


def no_network(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"looked up {host}")


def read(spec: str | Path, limits: SourceLimits | None = None) -> list[Found]:
    return list(Sources(Fetcher(resolver=no_network), limits).read(str(spec)))


def names(found: list[Found], root: Path) -> list[str]:
    """The documents as paths below `root`."""
    return [item.source.removeprefix(f"{root}/") for item in found if isinstance(item, RawDocument)]


def refusals(found: list[Found]) -> dict[str, str]:
    return {item.source.rpartition("/")[2]: item.code for item in found if isinstance(item, Refused)}


def zipped(
    path: Path, entries: Sequence[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


# --- files -----------------------------------------------------------------------------------------
def test_a_file_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "خبر.txt").write_bytes("نص".encode("cp1256"))
    monkeypatch.chdir(tmp_path)
    (found,) = read("خبر.txt")
    assert found == RawDocument("خبر.txt", str(tmp_path / "خبر.txt"), "نص".encode("cp1256"), "خبر.txt")


def test_the_identity_is_the_same_by_every_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    specs = ["a/x.txt", "./a/../a/x.txt", "link/x.txt", "~/a/x.txt", str(tmp_path / "a/x.txt"), "a", "a/", "link"]
    assert {found.identity for spec in specs for found in read(spec)} == {str(tmp_path / "a" / "x.txt")}


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "missing")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    expected: dict[str | Path, str] = {
        "/dev/zero": "not_a_file", tmp_path / "pipe.txt": "not_a_file", tmp_path / "missing": "not_found",
        tmp_path / "nowhere.txt": "not_found", tmp_path / "circle.txt": "not_found", "a\0b": "not_found",
        "": "not_found", " ": "not_found", "x" * 5000: "not_found",
        "file:///etc/passwd": "scheme", "ftp://h/x": "scheme", "gopher://h": "scheme",
    }  # fmt: skip
    for spec, code in expected.items():
        assert refusals(read(spec)) == {str(spec).rpartition("/")[2]: code}, spec


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    anything_goes = os.geteuid() == 0  # to the administrator, permissions are no obstacle
    assert refusals(read(tmp_path)) == ({} if anything_goes else {"a.txt": "not_allowed"})


def test_a_file_is_read_to_its_bound(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 1000)
    assert len(read(tmp_path / "a.txt", SourceLimits(file_bytes=1000))) == 1
    assert refusals(read(tmp_path / "a.txt", SourceLimits(file_bytes=999))) == {"a.txt": "too_large"}
    with (tmp_path / "sparse.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    assert refusals(read(tmp_path / "sparse.txt")) == {"sparse.txt": "too_large"}


# --- folders ---------------------------------------------------------------------------------------
def test_a_folder_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "z/c.html", "z/a.txt", "ا.txt", "B.PDF", "README"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = read(tmp_path)
    assert names(found, tmp_path) == ["B.PDF", "README", "a.md", "b.txt", "z/a.txt", "z/c.html", "ا.txt"]
    assert found == read(tmp_path)


def test_what_a_folder_leaves_out_and_what_it_reports(tmp_path: Path) -> None:
    for name in (
        ".hidden.txt", ".git/a.txt", "Thumbs.db", "~$a.docx", "story.html", "story_files/x.js", "story_files/y.html",
        "other_files/z.txt", "feed.xml",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in ("photo.jpg", "film.txt"):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0")
    found = read(tmp_path)
    assert names(found, tmp_path) == ["feed.xml", "other_files/z.txt", "story.html"]
    assert refusals(found) == {"photo.jpg": "unsupported", "film.txt": "unsupported"}


def test_links_never_lead_out_of_a_folder(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "outside"
    for path in (folder / "deep", outside):
        path.mkdir(parents=True)
    (outside / "secret.txt").write_text("secret")
    (folder / "a.txt").write_text("a")
    (folder / "inside.txt").symlink_to("a.txt")
    (folder / "deep" / "loop").symlink_to(folder)
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "folder").symlink_to(outside)
    (folder / "dead.txt").symlink_to("nowhere")
    (folder / "self").symlink_to("self")
    os.mkfifo(folder / "pipe.txt")
    found = read(folder)
    assert names(found, folder) == ["a.txt"]
    assert refusals(found) == dict.fromkeys(("file.txt", "folder", "dead.txt", "self"), "link") | {
        "pipe.txt": "not_a_file"
    }


def test_names_that_are_no_text_can_be_stored(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe3\xff.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (found,) = read(tmp_path)
    assert found.source.encode("utf-8").endswith(b"\\xe3\\xff.txt")
    assert (found.identity or "").encode("utf-8")


def test_a_file_that_goes_away_while_the_folder_is_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x")
    reading = Sources(Fetcher(resolver=no_network)).read(str(tmp_path))
    first = next(reading)
    (tmp_path / "b.txt").unlink()
    assert isinstance(first, RawDocument)
    assert refusals(list(reading)) == {"b.txt": "not_found"}


# --- archives --------------------------------------------------------------------------------------
def test_an_archive_of_documents(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip", [("b.txt", b"B"), ("d/ا.md", b"A"), (".x.txt", b""), ("__MACOSX/b.txt", b""), ("d/", b"")]
    )
    found = read(path)
    assert [(item.source, item.identity) for item in found] == [
        (f"{path}!{n}", f"{path}!{n}") for n in ("b.txt", "d/ا.md")
    ]
    assert [item.data for item in found if isinstance(item, RawDocument)] == [b"B", b"A"]
    assert names(read(tmp_path), tmp_path) == ["a.zip!b.txt", "a.zip!d/ا.md"]


def test_arabic_names_without_the_flag_that_says_so(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", [("خبر.txt", b"x")]).read_bytes()
    unflagged = data.replace(b"\x00\x08", b"\x00\x00")
    assert unflagged != data
    (tmp_path / "a.zip").write_bytes(unflagged)
    (found,) = read(tmp_path / "a.zip")
    assert found.source.endswith("!خبر.txt")


@pytest.mark.parametrize("encoding", ["cp720", "cp1256"])
@pytest.mark.parametrize("name", ["خبر عاجل.txt", "قضية 2016.txt"])
def test_arabic_names_of_old_windows(tmp_path: Path, name: str, encoding: str) -> None:
    placeholder = "X" * len(name.encode(encoding))
    data = zipped(tmp_path / "a.zip", [(placeholder, b"x")]).read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace(placeholder.encode(), name.encode(encoding)))
    (found,) = read(tmp_path / "a.zip")
    assert found.source.endswith(f"!{name}")


def link_entry() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("link.txt")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_that_are_no_documents_are_refused_one_by_one(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.txt", "x")
    path = zipped(
        tmp_path / "a.zip",
        [
            ("../../up.txt", b"x"), ("/etc/abs.txt", b"x"), ("..\\win.txt", b"x"), ("C:/drive.txt", b"x"),
            (link_entry(), b"/etc/passwd"),
            ("in.zip", inner.getvalue()), ("run.exe", b"MZ\x90\0"), ("good.txt", b"good"), ("good.txt", b"again"),
            ("n" * 1100 + ".txt", b"x"),
        ],
    )  # fmt: skip
    found = read(path)
    assert [item.data for item in found if isinstance(item, RawDocument)] == [b"good"]
    codes = refusals(found)
    assert codes.pop("n" * 1100 + ".txt", None) or codes.pop(f"a.zip!{'n' * 1100}.txt") == "unsafe_name"
    assert {name.rpartition("!")[2]: code for name, code in codes.items()} == {
        "up.txt": "unsafe_name", "abs.txt": "unsafe_name", "win.txt": "unsafe_name", "drive.txt": "unsafe_name",
        "link.txt": "link", "in.zip": "nested_archive", "run.exe": "unsupported", "good.txt": "twice",
    }  # fmt: skip


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", [("a.txt", bytes(30_000_000)), ("b.txt", b"ok")])
    assert path.stat().st_size < 40_000
    found = read(path)
    assert refusals(found) == {"a.zip!a.txt": "too_large"}
    assert [item.data for item in found if isinstance(item, RawDocument)] == [b"ok"]


def test_a_declared_size_is_not_believed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", [("a.txt", bytes(30_000_000))])
    path.write_bytes(path.read_bytes().replace((30_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    assert refusals(read(path)) == {"a.zip!a.txt": "bad_zip"}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (ArchiveLimits(entries=2), "too_many"),
        (ArchiveLimits(packed_bytes=100), "too_large"),
        (ArchiveLimits(unpacked_bytes=2_000_000), "unpacks_too_large"),
    ],
)
def test_an_archive_is_read_to_its_bounds(tmp_path: Path, limits: ArchiveLimits, code: str) -> None:
    zipped(tmp_path / "a.zip", [(f"{number}.txt", bytes(900_000)) for number in range(3)])
    assert refusals(read(tmp_path / "a.zip", SourceLimits(archive=limits))) == {"a.zip": code}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_bounded_are_refused(tmp_path: Path, method: int) -> None:
    zipped(tmp_path / "a.zip", [("a.txt", bytes(5_000_000))], method)
    assert set(refusals(read(tmp_path / "a.zip")).values()) == {"bad_zip"}


def test_an_encrypted_entry(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", [("a.txt", b"x")], zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refusals(read(path)) == {"a.zip!a.txt": "encrypted"}


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=255))
def test_a_damaged_archive_never_raises(tmp_path_factory: pytest.TempPathFactory, position: int, value: int) -> None:
    path = zipped(tmp_path_factory.mktemp("zip") / "a.zip", [("a.txt", b"some text " * 9), ("b/c.md", b"more")])
    data = bytearray(path.read_bytes())
    data[position % len(data)] = value
    path.write_bytes(data)
    for found in read(path):
        assert found.source.startswith(str(path))


# --- uploads and specs -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("خبر.txt", "خبر.txt"), ("../../etc/passwd", "passwd"), ("C:\\docs\\a.pdf", "a.pdf"), ("/", "upload"),
        ("..", "upload"),
        ("a\0.txt", "a.txt"), ("a\n\tb.txt", "a b.txt"), ("\u202etxt.exe", "txt.exe"), ("", "upload"),
        (".bashrc", "bashrc"),
    ],
)  # fmt: skip
def test_names_of_uploads(name: str, safe: str) -> None:
    assert upload_name(name) == safe


@given(st.text(max_size=400))
def test_names_of_uploads_are_names(name: str) -> None:
    safe = upload_name(name)
    assert 0 < len(safe) <= 201
    assert not set(safe) & set("/\\\0\n\u202e")
    assert safe not in (".", "..")


def test_an_upload_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "tmp8x7").write_bytes(b"x")
    sources = Sources(Fetcher(resolver=no_network))
    assert list(sources.read_upload("../خبر.txt", tmp_path / "tmp8x7")) == [
        RawDocument("خبر.txt", "upload:خبر.txt", b"x", "خبر.txt")
    ]
    zipped(tmp_path / "tmp9", [("a.txt", b"A")])
    (found,) = sources.read_upload("all.ZIP", tmp_path / "tmp9")
    assert found.identity == "upload:all.ZIP!a.txt"


def test_what_is_remote(tmp_path: Path) -> None:
    assert all(is_remote(spec) for spec in ("http://a", " HTTPS://a", "feed:https://a", "http:a"))
    assert not any(
        is_remote(spec) for spec in ("/etc/passwd", "a.txt", "file:///x", "~/x", "", "feeds/a.txt", str(tmp_path))
    )


def test_reading_is_lazy(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("x")
    os.mkfifo(tmp_path / "pipe.txt")
    reading = Sources(Fetcher(resolver=no_network)).read(str(tmp_path))
    assert next(reading).source.endswith("0.txt")
    assert threading.active_count() >= 1
    assert Sources(Fetcher(resolver=no_network)).count(str(tmp_path)) == 6
    assert Sources(Fetcher(resolver=no_network)).count("http://news.example/") is None
