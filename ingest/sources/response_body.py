"""The body and headers of a response, bounded while they arrive. Knows no URL and no connection."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from email.message import Message

import httpcore

from ingest.documents import RefusedError


def decoded(response: httpcore.Response, limit: int, *, cut: bool = False) -> Iterator[bytes]:
    """Yield the body without its compression, `limit` bytes at most: then it ends if `cut`, else raises RefusedError.

    Never holds more than `limit` bytes, however much a small body would expand to.
    """
    encoding = (header(response, b"content-encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise RefusedError("bad_response")  # what we did not say we accept
    left = limit
    expand = _Expander() if encoding != "identity" else None
    for chunk in response.iter_stream():
        for piece in [chunk] if expand is None else expand.pieces(chunk):
            if len(piece) > left:
                if cut:
                    yield piece[:left]
                    return
                raise RefusedError("too_large", limit=limit // 1_000_000)
            left -= len(piece)
            yield piece
    if expand is not None and not expand.finished and not cut:
        raise RefusedError("bad_response")


class _Expander:
    """Expands gzip or deflate (either kind) piece by piece, so that a bomb is noticed before it has gone off."""

    _PIECE = 65_536

    def __init__(self) -> None:
        self._decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)  # finds out itself whether gzip or zlib
        self._started = False
        self.finished = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data and not self.finished:
            try:
                piece = self._decompressor.decompress(data, self._PIECE)
            except zlib.error as error:
                if self._started:
                    raise RefusedError("bad_response") from error
                self._started = True
                self._decompressor = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send deflate without a header
                continue
            self._started = True
            data = self._decompressor.unconsumed_tail
            self.finished = self._decompressor.eof
            if piece:
                yield piece


def header(response: httpcore.Response, name: bytes) -> str | None:
    """Return a header's first value; servers of Arabic sites send UTF-8 where the standard says Latin-1."""
    for key, value in response.headers:
        if key.lower() == name:
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                return value.decode("latin-1")
    return None


def content_type(value: str | None) -> tuple[str | None, str | None]:
    """Return the media type and charset of a Content-Type header, None where it does not say."""
    if value is None:
        return None, None
    message = Message()
    message["content-type"] = value.replace("\r", " ").replace("\n", " ")
    charset = message.get_param("charset")
    return message.get_content_type(), charset.strip() if isinstance(charset, str) else None
