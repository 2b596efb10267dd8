"""Says at a glance whether models, library and index are well, and what to do where not. Changes no article.

A remote chat model is asked for one word: whether its server, address, key and name are right shows in no other way.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from app.messages.errors import Language, SanadError
from app.messages.terminal import say
from app.models.fetch import is_fetched
from app.models.limits import Limits, limits_for
from app.models.remote import open_remote
from app.models.serve import load_library
from app.models.shelf import path_of
from app.models.spec import Spec, parse_spec
from app.models.streaming import stream_chat
from app.services import Store, library_path, open_embedder, open_library, open_store
from app.settings import Settings
from app.storage_errors import errors_in_words
from vectorstore.embedding.embedders import Embedder
from vectorstore.types import KINDS, LANGUAGES

# Some thousand articles with their vectors; and the local model's file with its parts, as long as it is not there.
_ROOM_NEEDED = 300_000_000
_ROOM_FOR_MODEL = 2_300_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `detail` says what was found; where it is not well, also what to do."""

    check: str
    well: bool
    detail: str


def examine(settings: Settings, language: Language, *, deep: bool = False) -> Iterator[Finding]:
    """Yield the findings one by one, as they are found; `deep` reads every article, too."""
    checks: list[tuple[str, Callable[[Settings, Language], str]]] = [
        ("data folder", _home),
        ("embedding model", _embedder),
        ("library and index", _store),
        ("chat model", _chat),
    ]
    if deep:
        checks.append(("every article", _every_article))
    for name, check in checks:
        try:
            well, detail = True, check(settings, language)
        except SanadError as error:
            well, detail = False, error.message(language)
        except OSError as error:
            well, detail = (
                False,
                SanadError("no_write", path=settings.home, reason=error.strerror or error).message(language),
            )
        yield Finding(name, well, detail)


def _home(settings: Settings, language: Language) -> str:
    settings.home.mkdir(parents=True, exist_ok=True)
    probe = settings.home / ".doctor"
    probe.write_bytes(b"well")
    probe.unlink()
    free = shutil.disk_usage(settings.home).free
    to_fetch = parse_spec(settings.resolved_chat_model())
    needed = _ROOM_NEEDED + (_ROOM_FOR_MODEL if _is_to_fetch(to_fetch, settings) else 0)
    if free < needed:
        gigabytes = {"needed": f"{needed / 1e9:.1f} GB", "free": f"{free / 1e9:.1f} GB"}
        raise SanadError("little_room", path=settings.home, **gigabytes)
    return say("room", language, home=settings.home, free=free / 1e9)


def _is_to_fetch(spec: Spec, settings: Settings) -> bool:
    return spec.kind == "local" and not path_of(spec, settings) and not is_fetched(settings)


def _embedder(settings: Settings, language: Language) -> str:
    with errors_in_words():
        return _likeness(open_embedder(settings), language)


def _likeness(embedder: Embedder, language: Language) -> str:
    arabic, english = (
        embedder.embed_query("عاصمة مصر هي القاهرة"),
        embedder.embed_query("Cairo is the capital of Egypt"),
    )
    likeness = float(np.dot(arabic, english))
    return say("agreement", language, name=embedder.name, dimensions=len(arabic), likeness=likeness)


def _store(settings: Settings, language: Language) -> str:
    if not library_path(settings.home).exists():
        raise SanadError("no_articles")
    with open_store(settings, write=False) as store:
        counts = store.library.counts()
        if not counts.articles:
            raise SanadError("no_articles")
        expected, found = _vectors(store)
        if found != expected:
            raise SanadError(
                "index_damaged", reason=f"{found} of {expected} vectors", reason_ar=f"{found} من {expected}"
            )
        return say("held", language, articles=counts.articles, passages=counts.passages, vectors=found)


def _every_article(settings: Settings, language: Language) -> str:
    with open_library(settings) as library:
        damaged = library.verify()
        if damaged:
            listed = ", ".join(f"{article_id} ({version})" for article_id, version in damaged[:10])
            raise SanadError("articles_damaged", count=len(damaged), listed=listed)
        return say("verified", language, articles=library.counts().articles)


def _vectors(store: Store) -> tuple[int, int]:
    totals = [store.library.vector_totals().get((kind, language), (0, 0)) for kind in KINDS for language in LANGUAGES]
    return sum(expected for expected, _ in totals), sum(have for _, have in totals)


def _chat(settings: Settings, language: Language) -> str:
    spec = parse_spec(settings.resolved_chat_model())
    if spec.kind == "quotes":
        return say("quotes", language)
    if spec.kind == "remote":
        limits = replace(limits_for(settings, local=False), retries=0)
        asyncio.run(_few_words(open_remote(spec, settings), limits))
        return say("remote", language, spec=spec.text)
    load_library()
    path = path_of(spec, settings)
    if path and not path.exists():
        raise SanadError("model_load_failed", path=path, reason="no such file", reason_ar="لا يوجد ملف كهذا")
    if not path and not is_fetched(settings):
        raise SanadError("model_absent")
    return say("file_here", language, spec=spec.text)


async def _few_words(model: BaseChatModel, limits: Limits) -> None:
    async for _ in stream_chat(model, [HumanMessage("Say OK.")], limits):
        pass
