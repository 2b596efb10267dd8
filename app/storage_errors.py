"""Turns the storage layer's errors into messages that people can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.messages.errors import SanadError
from vectorstore.embedding.embedders import EmbeddingError, VectorSizeError
from vectorstore.index.index import IndexDamagedError, IndexMismatchError, IndexUnreachableError, IndexWriteError
from vectorstore.library.lock import HomeInUseError
from vectorstore.library.schema import (
    ArticleDamagedError,
    LibraryDamagedError,
    LibraryError,
    LibraryFullError,
    LibraryMissingError,
)


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Turn the storage layer's errors into SanadError; any other error passes."""
    try:
        yield
    except HomeInUseError as error:
        raise SanadError("locked", path=error.home, pid=error.pid or "?") from error
    except IndexMismatchError as error:
        raise SanadError("index_mismatch", found=error.stored, expected=error.current) from error
    except IndexDamagedError as error:
        raise SanadError("index_damaged", reason=error) from error
    except IndexUnreachableError as error:
        raise SanadError("index_unreachable", address=error) from error
    except VectorSizeError as error:
        raise SanadError("index_mismatch", found=error.before, expected=error.now) from error
    except EmbeddingError as error:
        raise SanadError("embedding_failed", model="", reason=error) from error
    except (LibraryFullError, IndexWriteError) as error:
        raise SanadError("no_space", reason=error) from error
    except LibraryMissingError as error:
        raise SanadError("no_articles") from error
    except ArticleDamagedError as error:
        raise SanadError("article_damaged", article_id=error.article_id, version=error.version) from error
    except LibraryDamagedError as error:
        raise SanadError("library_damaged", path="library.db", reason=error) from error
    except LibraryError as error:
        raise SanadError("internal", reason=error) from error
