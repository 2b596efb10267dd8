"""Wires the objects together: the only file that opens the library, the index and the models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.answering.chain import Assistant
from app.answering.gloss.glosser import Glosser
from app.answering.model_profile import LARGE, SMALL, STRONG, ModelProfile
from app.ingestion.ingestion import Ingestion
from app.ingestion.report import Change
from app.messages.errors import SanadError
from app.models.network import client_options
from app.models.provider import ChatModels, open_chat_models
from app.models.shelf import is_large
from app.models.spec import parse_spec
from app.reading.alignment import Aligner
from app.settings import Settings
from app.storage_errors import errors_in_words
from app.translating import Translator
from ingest.parsing.worker.parser import Parser
from ingest.sources.fetch import Fetcher
from ingest.sources.sources import Sources
from vectorstore.embedding.centring import Centring
from vectorstore.embedding.embedders import Embedder, LocalEmbedder, LocalEmbeddings
from vectorstore.embedding.making import Server, make_embedder
from vectorstore.index.exact import ExactIndex
from vectorstore.index.index import DenseIndex, Index, IndexMismatchError
from vectorstore.index.serving import ServingIndex
from vectorstore.index.sync import Progress, Synchroniser
from vectorstore.library.library import Library
from vectorstore.library.lock import HomeInUseError, WriterLock
from vectorstore.library.reader import LibraryReader
from vectorstore.library.schema import LibraryMissingError
from vectorstore.search.retriever import HybridRetriever


@dataclass(frozen=True, slots=True)
class Store:
    """The opened library with its search. `synchroniser` writes it; None in a process that may only read."""

    settings: Settings
    library: LibraryReader
    embedder: Embedder
    retriever: HybridRetriever
    synchroniser: Synchroniser | None
    centring: Centring


def library_path(home: Path) -> Path:
    """Where the articles live: the one file to back up."""
    return home / "library.db"


def audit_path(home: Path) -> Path:
    """Where it is written down what was added, changed and removed, and from where."""
    return home / "audit.jsonl"


def stored_bytes(home: Path) -> int:
    """Return the bytes that articles and index take on the disk."""
    files = [*home.glob("library.db*"), *(path for path in (home / "index").rglob("*") if path.is_file())]
    return sum(file.stat().st_size for file in files)


def index_location(settings: Settings) -> Path | str:
    """Where the vectors live: a folder that can always be rebuilt, or a Chroma server's address."""
    return settings.chroma_url or settings.home / "index"


def open_embedder(settings: Settings, *, anew: bool = False) -> Embedder:
    """Return the embedder of the settings; with `anew`, the size of its vectors is measured again.

    Raises EmbeddingError, and SanadError where a proxy or certificate file bars the way.
    """
    address = settings.embedding_base_url or settings.openai_base_url
    key = settings.embedding_api_key or (None if settings.embedding_base_url else settings.openai_api_key)
    remote = settings.embedding_model.startswith("openai:")
    way = client_options(address, proxy=settings.openai_proxy) if remote else {}
    server = Server(address, key.get_secret_value() if key else None, way)
    return make_embedder(settings.embedding_model, server, sizes=settings.home / "embedding.json", anew=anew)


@contextmanager
def open_store(
    settings: Settings,
    *,
    write: bool,
    renew: bool = False,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
    at_once: bool = False,
) -> Iterator[Store]:
    """Open the library and its index; finish what a crash interrupted.

    With `write`, this process becomes the only writer, or SanadError("locked") is raised within two seconds.
    Without it, the lock is taken where it is free; where another process holds it, or the folder may only be read,
    reading goes on without it.
    `renew` empties the index first, for a rebuild. `embedder` is one that is open already, else that of the settings.
    `at_once` opens no index yet and finishes nothing: `Keeper` does, while the store can be searched already.
    """
    with ExitStack() as stack, errors_in_words():
        _make_home(settings.home)
        may_write = _may_write(settings.home, stack, needed=write)
        embedder = embedder or open_embedder(settings, anew=renew)
        if not may_write:
            yield _reading(settings, stack, embedder)
            return
        library = stack.enter_context(_open_library(settings))
        if at_once:
            yield _serving(settings, stack, library, embedder)
            return
        index = Index(
            index_location(settings), namespace=library.library_id, fingerprint=embedder.fingerprint, renew=renew
        )
        stack.callback(index.close)
        synchroniser = Synchroniser(library, index, embedder)
        if not renew:
            synchroniser.reconcile(progress)
        yield _store(settings, library, index, embedder, synchroniser)


def _may_write(home: Path, stack: ExitStack, *, needed: bool) -> bool:
    """Return whether this process is now the only writer; where that is `needed` and cannot be, raise."""
    try:
        stack.enter_context(WriterLock(home, timeout=1.0 if needed else 0.0))
    except HomeInUseError:
        if needed:
            raise
        return False
    except OSError as error:
        if needed:
            raise SanadError("no_write", path=home, reason=error.strerror or error) from error
        return False
    return True


def _reading(settings: Settings, stack: ExitStack, embedder: Embedder) -> Store:
    library = stack.enter_context(LibraryReader(library_path(settings.home)))
    return _store(settings, library, ExactIndex(library), embedder, None)


def _open_library(settings: Settings) -> Library:
    """Open or make the library; where an index says that there was one, it must be there."""
    path, index = library_path(settings.home), settings.home / "index"
    try:
        return Library(path, create=not _is_filled(index))
    except LibraryMissingError as error:
        raise SanadError("library_missing", path=path, index=index) from error


def _is_filled(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _serving(settings: Settings, stack: ExitStack, library: Library, embedder: Embedder) -> Store:
    made_with = library.fingerprint()
    if made_with is not None and made_with != embedder.fingerprint:
        raise IndexMismatchError(made_with, embedder.fingerprint)
    index = ServingIndex(index_location(settings), library, embedder.fingerprint)
    stack.callback(index.close)
    return _store(settings, library, index, embedder, Synchroniser(library, index, embedder))


def _store(
    settings: Settings, library: LibraryReader, index: DenseIndex, embedder: Embedder, synchroniser: Synchroniser | None
) -> Store:
    centring = Centring(embedder, settings.home)
    retriever = HybridRetriever(library=library, index=index, embedder=embedder, centring=centring)
    return Store(settings, library, embedder, retriever, synchroniser, centring)


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SanadError("no_write", path=home, reason=error.strerror or error) from error


@contextmanager
def open_models(settings: Settings, *, fetch: bool = True) -> Iterator[ChatModels]:
    """Open the chat model of the settings; a local one is fetched (unless told not to) and loaded in the background."""
    models = open_chat_models(settings, fetch=fetch)
    try:
        yield models
    finally:
        models.close()


@contextmanager
def open_library(settings: Settings) -> Iterator[LibraryReader]:
    """Open the articles alone, for reading, beside whoever writes; the index need not be well."""
    if not library_path(settings.home).exists():
        raise SanadError("no_articles")
    with errors_in_words(), LibraryReader(library_path(settings.home)) as library:
        yield library


def make_assistant(store: Store, models: ChatModels) -> Assistant:
    """Return the assistant over an open store."""
    translates = store.settings.translates_questions()
    translate = Translator(models, local=store.settings.is_local()) if translates else None
    return Assistant(
        search=partial(store.retriever.search, translate=translate),
        models=models,
        profile=profile_for(store.settings),
        embedding_model=store.embedder.name,
        glosser=Glosser(),
        aligner=make_aligner(store.embedder),
    )


def make_aligner(embedder: Embedder) -> Aligner:
    """Return the aligner, over the embedder's own model where that is the bundled one."""
    return Aligner(embedder.embeddings if isinstance(embedder, LocalEmbedder) else LocalEmbeddings())


def profile_for(settings: Settings) -> ModelProfile:
    """Return how to work with the chat model of the settings."""
    base = STRONG
    if settings.is_local():
        base = LARGE if is_large(parse_spec(settings.resolved_chat_model()), settings) else SMALL
    return replace(base, strict=settings.strict_answers())


@contextmanager
def open_ingestion(store: Store, record: Callable[[Change], None] = lambda _: None) -> Iterator[Ingestion]:
    """Open what reading articles needs: a bounded child process and a guarded fetcher. `record` hears of changes."""
    if store.synchroniser is None:
        raise SanadError("locked", path=store.settings.home, pid="?")
    with Parser() as parser:
        library, count_tokens = store.synchroniser.library, store.embedder.count_tokens
        ingestion = Ingestion(Sources(Fetcher()), parser, library, store.synchroniser, count_tokens, record=record)
        try:
            yield ingestion
        finally:
            ingestion.close()
