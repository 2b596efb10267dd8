"""`sanad backup`, `restore` and `doctor --deep`, a home that may only be read, a second writer: by the command line."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests import ROOT
from tests.app.conftest import Run
from vectorstore.library.lock import WriterLock

pytestmark = pytest.mark.slow


@pytest.fixture
def home(stocked: Run) -> Path:
    return Path(os.environ["SANAD_HOME"])


def change(home: Path) -> str:
    """Change an article's text as a disk would, and return its id."""
    with closing(sqlite3.connect(home / "library.db")) as connection:
        (article_id,) = connection.execute("SELECT article_id FROM versions WHERE language = 'en'").fetchone()
        connection.execute("UPDATE versions SET text = replace(text, '4.2', '4.3') WHERE article_id = ?", (article_id,))
        connection.execute("UPDATE passages SET text = replace(text, '4.2', '4.3') WHERE article_id = ?", (article_id,))
        connection.commit()
    return str(article_id)


def test_what_a_disk_has_changed_is_named_and_not_quoted_and_a_backup_brings_it_back(
    stocked: Run, home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "library.db"
    assert stocked("backup", str(copy), "--json")[0] == 0
    article_id = change(home)
    status, out, err = stocked("ask", "How much did the port of Sfax handle?", "--json")
    assert "4.3" not in out
    assert "million tonnes" not in out
    status, _, err = stocked("show", article_id)
    assert (status, article_id in err, "sanad restore" in err) == (1, True, True)
    status, out, _ = stocked("doctor", "--deep", "--json")
    deep = next(one for one in json.loads(out) if one["check"] == "every article")
    assert (status, deep["ok"], article_id in deep["detail"]) == (1, False, True)
    status, _, err = stocked("backup", str(tmp_path / "bad.db"))
    assert (status, article_id in err) == (1, True)

    assert stocked("restore", str(copy), "--json")[0] == 0
    assert len(list(home.glob("library.before-restore-*.db"))) == 1
    assert "4.2" in stocked("ask", "How much did the port of Sfax handle?", "--json")[1]
    status, out, _ = stocked("doctor", "--deep", "--json")
    assert next(one for one in json.loads(out) if one["check"] == "every article")["ok"]


@pytest.mark.parametrize("content", [None, b""])
def test_a_library_that_is_gone_is_not_begun_anew(stocked: Run, home: Path, content: bytes | None) -> None:
    for file in home.glob("library.db*"):
        file.unlink()
    if content is not None:
        (home / "library.db").write_bytes(content)
    for command in (["ingest", str(ROOT / "seeds")], ["search", "Sfax"]):
        status, _, err = stocked(*command)
        assert status == 1
        assert "sanad restore FILE" in err


@pytest.mark.parametrize("content", [b"", b"no library", b"SQLite format 3\0" + b"\0" * 5000])
def test_what_is_no_backup_changes_nothing(stocked: Run, home: Path, tmp_path: Path, content: bytes) -> None:
    before = (home / "library.db").read_bytes()
    (tmp_path / "copy.db").write_bytes(content)
    status, _, err = stocked("restore", str(tmp_path / "copy.db"))
    assert (status, "no whole backup" in err) == (1, True)
    assert (home / "library.db").read_bytes() == before


@pytest.mark.parametrize("command", [["ingest", "x"], ["serve", "--port", "0"], ["remove", "x"], ["restore", "x"]])
def test_a_second_writer_is_refused_before_anything_is_loaded(stocked: Run, home: Path, command: list[str]) -> None:
    program = (
        "import sys; from app.cli.main import main; status = main(sys.argv[1:]); "
        "loaded = {'chromadb', 'langchain_core', 'onnxruntime', 'gradio'} & set(sys.modules); "
        "sys.exit(f'loaded {loaded}' if loaded else status)"
    )
    with WriterLock(home):
        ended = subprocess.run(
            [sys.executable, "-c", program, *command], cwd=ROOT, env={**os.environ}, capture_output=True, check=False
        )
    assert str(os.getpid()) in ended.stderr.decode()
    assert ended.returncode == 1
    assert b"loaded" not in ended.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become nobody")
def test_a_home_that_may_only_be_read_can_be_searched(home: Path, tmp_path: Path) -> None:
    """By a user who may write nowhere in it, in a process of its own."""
    shared = Path(shutil.copytree(home, f"/tmp/sanad-read-only-{os.getpid()}"))
    program = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); import app.services, app.cli.search; "
        "from vectorstore.embedding.making import make_embedder; make_embedder('local').embed_query('x');"
        "os.setgid(65534); os.setuid(65534); from app.cli.main import main; sys.exit(main(sys.argv[2:]))"
    )
    try:
        for file in (shared, *shared.rglob("*")):
            file.chmod(0o555 if file.is_dir() else 0o444)
        ended = subprocess.run(
            [sys.executable, "-c", program, str(ROOT), "search", "Sfax", "--json", "--home", str(shared)],
            cwd="/", env={**os.environ, "SANAD_CHAT_MODEL": "quotes"}, capture_output=True, check=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(shared)
    assert ended.returncode == 0, ended.stderr.decode()
    assert "Sfax" in json.loads(ended.stdout)["passages"][0]["text"]
