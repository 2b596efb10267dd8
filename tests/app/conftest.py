"""The command line run in this process, over an empty library or over one of two short articles."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sanad(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs one command in this process and gives its exit status, output and errors."""
    monkeypatch.setenv("SANAD_CHAT_MODEL", "quotes")
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture(scope="session")
def two_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two short articles, one in each language."""
    folder = tmp_path_factory.mktemp("news") / "two articles"
    folder.mkdir()
    (folder / "port.txt").write_text(
        "Port of Sfax grows\n\n"
        "The port of Sfax handled 4.2 million tonnes in 2021, its director Salma Trabelsi said.\n\n"
        "A new quay will open in March, and dockers ended their strike after three days.\n",
        encoding="utf-8",
    )
    (folder / "hospitals.txt").write_text(
        "مستشفيات جديدة في تونس\n\nافتتحت وزارة الصحة في تونس 12 مستشفى جديدًا يوم الاثنين.\n\n"
        "وقال الوزير علي بن سالم إن كلفة المستشفيات بلغت 300 مليون دينار.\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def stocked_home(two_articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder into which the two articles were read, to be copied."""
    home = tmp_path_factory.mktemp("stocked") / "home"
    for command in (
        ["ingest", str(two_articles)],
        ["search", "Sfax"],
        ["search", "تونس"],
    ):  # what is measured once, too
        assert main([*command, "--home", str(home), "--json"]) == 0
    return home


@pytest.fixture
def stocked(sanad: Run, stocked_home: Path, isolated: Path) -> Run:
    """Return the command line over a library of the two articles."""
    shutil.copytree(stocked_home, os.environ["SANAD_HOME"])
    return sanad
