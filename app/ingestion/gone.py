"""Finds stored articles that are no longer where they were read from. Removes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ingest.sources.sources import is_remote
from vectorstore.library.library import Library

_SEPARATORS = ("/", "\\", "!", "#")  # what separates a folder, archive or file from what is in it


def find_gone(
    library: Library, inside: Sequence[str], seen: Collection[str], unread: Iterable[str]
) -> list[tuple[str, str]]:
    """Return id and source of stored articles that belong to what was read and were not seen there, by source.

    `inside` is what the identities begin with in the folders, archives and files of several articles that were read
    (see `Sources.inside`), `seen` the identities met there. What could not be read this time (`unread`) is not gone,
    nor is anything in it.
    """
    excused = tuple(identity.rstrip("/") + separator for identity in unread for separator in _SEPARATORS)
    if not inside:
        return []
    gone: list[tuple[str, str]] = []
    for summary in library.articles():
        if is_remote(summary.source):
            continue
        stored = library.article(summary.article_id)
        identity = stored.article.identity if stored is not None else ""
        if identity.startswith(tuple(inside)) and identity not in seen and not identity.startswith(excused):
            gone.append((summary.article_id, summary.source))
    return sorted(gone, key=lambda pair: pair[1])
