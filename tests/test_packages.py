"""What each package shows to those who import it, and what that costs: nothing before it is used."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module

import pytest

from tests import ROOT

PACKAGES = ("app", "ingest", "prompts", "vectorstore")
# What takes long to import. None of it is needed to say how the program is used.
HEAVY = {"chromadb", "gradio", "httpx", "langchain_core", "numpy", "openai", "pydantic", "babel", "trafilatura"}


@pytest.mark.slow
@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_is_there(name: str) -> None:
    package = import_module(name)
    assert package.__doc__
    for public in getattr(package, "__all__", ()):
        assert getattr(package, public).__module__.startswith(f"{name}."), public
    with pytest.raises(AttributeError):
        _ = package.nonsense


@pytest.mark.parametrize("name", PACKAGES)
def test_types_are_published_with_the_package(name: str) -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    assert (ROOT / name / "py.typed").is_file()
    assert "py.typed" in data[name]


@pytest.mark.parametrize("modules", ["app, ingest, vectorstore", "app.cli.main", "ingest.article"])
def test_importing_it_brings_in_nothing_heavy(modules: str) -> None:
    program = f"import sys, {modules}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert not set(loaded.stdout.split()) & HEAVY
