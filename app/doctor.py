"""Says at a glance whether models, library and index are well, and what to do where not. Changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from app.assembly import Store, library_path, open_store
from app.errors import Language, SanadError
from app.models.fetch import is_fetched
from app.models.spec import parse_spec
from app.settings import Settings
from vectorstore.embedders import make_embedder
from vectorstore.stored import KINDS, LANGUAGES

# The model's file, its parts while they are fetched, and some articles.
_ROOM_NEEDED = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `detail` says what was found; where it is not well, also what to do."""

    check: str
    well: bool
    detail: str


def examine(settings: Settings, language: Language) -> Iterator[Finding]:
    """Yield the findings one by one, as they are found."""
    checks: list[tuple[str, Callable[[Settings], tuple[bool, str]]]] = [
        ("data folder", _home),
        ("embedding model", _embedder),
        ("library and index", _store),
        ("chat model", _chat),
    ]
    for name, check in checks:
        try:
            well, detail = check(settings)
        except SanadError as error:
            well, detail = False, error.message(language)
        except OSError as error:
            well, detail = (
                False,
                SanadError("no_write", path=settings.home, reason=error.strerror or error).message(language),
            )
        yield Finding(name, well, detail)


def _home(settings: Settings) -> tuple[bool, str]:
    settings.home.mkdir(parents=True, exist_ok=True)
    probe = settings.home / ".doctor"
    probe.write_bytes(b"well")
    probe.unlink()
    free = shutil.disk_usage(settings.home).free
    if free < _ROOM_NEEDED:
        raise SanadError("disk_full", path=settings.home, needed="3 GB", free=f"{free / 1e9:.1f} GB")
    return True, f"{settings.home} ({free / 1e9:.0f} GB free)"


def _embedder(settings: Settings) -> tuple[bool, str]:
    embedder = make_embedder(settings.embedding_model)
    arabic, english = (
        embedder.embed_query("عاصمة مصر هي القاهرة"),
        embedder.embed_query("Cairo is the capital of Egypt"),
    )
    return (
        True,
        f"{embedder.name}: {len(arabic)} dimensions, Arabic and English agree at {float(np.dot(arabic, english)):.2f}",
    )


def _store(settings: Settings) -> tuple[bool, str]:
    if not library_path(settings.home).exists():
        raise SanadError("no_articles")
    with open_store(settings, write=False) as store:
        counts = store.library.counts()
        if not counts.articles:
            raise SanadError("no_articles")
        expected, found = _vectors(store)
        detail = f"{counts.articles} articles, {counts.passages} passages, {found} vectors"
        if found != expected:
            raise SanadError("index_damaged", reason=f"{found} of {expected} vectors")
        return True, detail


def _vectors(store: Store) -> tuple[int, int]:
    totals = [store.library.vector_totals().get((kind, language), (0, 0)) for kind in KINDS for language in LANGUAGES]
    return sum(expected for expected, _ in totals), sum(have for _, have in totals)


def _chat(settings: Settings) -> tuple[bool, str]:
    spec = parse_spec(settings.resolved_chat_model())
    if spec.kind == "quotes":
        return True, "quotes: answers quote the articles, no model is used"
    if spec.kind == "remote":
        return True, f"{spec.text}: your questions and the passages found for them are sent to it"
    if spec.path.exists() if spec.path else is_fetched(settings):
        return True, f"{spec.text}: the file is here"
    raise SanadError("model_absent")
