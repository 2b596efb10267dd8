"""Makes the libraries that are asked and opens the systems that answer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from app.ingestion.report import IngestReport
from app.messages.errors import SanadError
from app.models.provider import ChatModels
from app.services import open_ingestion, open_models, open_store
from app.settings import LOCAL, QUOTES, load_settings
from bench.answer_systems import Sanad, System, Tutorial
from bench.datasets import DatasetError
from bench.homes import temporary_settings
from bench.trials import Shelf
from ingest.article import Article
from ingest.passages import split_passages
from vectorstore.embedding.embedders import Embedder

SYSTEMS = ("tutorial", "quotes", "local", "remote")


def make_library(home: Path, shelf: Shelf, embedder: Embedder) -> None:
    """Make the library of a shelf in `home`. Raises DatasetError where an article of a folder is rejected."""
    with open_store(temporary_settings(home), write=True, embedder=embedder) as store:
        assert store.synchroniser is not None, "opened to write"
        for text in shelf.texts:
            source = f"text:{text.name}"
            article = Article(source, source, text.title, text.text, text.language)
            store.synchroniser.library.stage(article, split_passages(article, embedder.count_tokens))
        store.synchroniser.synchronise()
        if shelf.folder is None:
            return
        with open_ingestion(store) as ingestion:
            for event in ingestion.run([str(shelf.folder)]):
                if isinstance(event, IngestReport) and (event.rejected or not event.articles):
                    raise DatasetError(f"{shelf.folder}: {event.articles} articles, rejected: {event.rejected}")


def open_systems(names: Sequence[str], tutorial_model: str, embedder: Embedder, stack: ExitStack) -> Iterator[System]:
    """Yield the systems in turn; a model is opened when it is first needed.

    Raises SanadError where a model cannot be had: quotes in its place would be measured as its answers.
    """
    opened: dict[str, ChatModels] = {}

    def models(spec: str) -> ChatModels:
        if spec not in opened:
            opened[spec] = stack.enter_context(open_models(load_settings(chat_model=spec)))
            wait_until_ready(opened[spec])
        return opened[spec]

    for name in names:
        spec = _spec(tutorial_model if name == "tutorial" else name)
        if name == "tutorial":
            yield Tutorial(name, models(spec), embedder)
        else:
            yield Sanad(name if name != "remote" else spec, spec, models(spec), embedder)


def _spec(name: str) -> str:
    if name != "remote":
        return {"quotes": QUOTES, "local": LOCAL}[name]
    settings = load_settings()
    if settings.is_local() or settings.resolved_chat_model() == QUOTES:
        reason = "the system `remote` needs a remote model"
        raise SanadError("bad_setting", name="SANAD_CHAT_MODEL", reason=reason, reason_ar=reason)
    return settings.resolved_chat_model()


def wait_until_ready(models: ChatModels) -> None:
    """Wait until the model is ready; one that has to be fetched first is waited for, too."""
    while (status := models.status()).state != "ready":
        if status.error is not None or status.state == "failed":
            raise status.error or SanadError("model_not_ready", progress="0 %")
        time.sleep(0.2)
