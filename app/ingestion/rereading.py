"""What to ingest in order to read a stored article again. Knows no library, run or page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.sources.sources import is_remote
from vectorstore.types import StoredArticle

_UPLOADED = "upload:"


def reread_specs(articles: Iterable[StoredArticle]) -> Iterator[str]:
    """Yield the sources of `articles`, each once; an uploaded file is gone from here and is left out.

    The identity decides, not the source: an upload's source is a name that its sender chose, and following it would
    let any visitor read a file of this machine.
    """
    seen: set[str] = set()
    for article in articles:
        spec = _spec(article.article.source, article.article.identity)
        if spec is not None and spec not in seen:
            seen.add(spec)
            yield spec


def _spec(source: str, identity: str) -> str | None:
    if is_remote(identity):
        return source if is_remote(source) else identity
    if identity.startswith(_UPLOADED):
        return None
    container = _file_of(identity)
    try:
        given = Path(_file_of(source)).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):
        return container
    return _file_of(source) if str(given) == container else container


def _file_of(path: str) -> str:
    """Return the archive of `archive!entry`, and any other path as it is."""
    archive, mark, _ = path.partition("!")
    try:
        return path if not mark or Path(path).exists() else archive
    except (OSError, ValueError):
        return path
