"""HTTP to a chat server: asks in the server's dialect, reads what it sends in whatever shape. Knows no prompt."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

from app.models.dialect import REFUSALS, Dialect
from app.models.records import as_records, clean_records

# Longest reply in bytes: the longest answer is some 30 kB, and each token's event repeats about 300 bytes around it.
_MAX_REPLY_BYTES = 32 * 1024 * 1024
# A server names one parameter at a time; ours are fewer than this.
_MOST_REFUSALS = 6


class ChatClient(httpx.AsyncClient):
    """An HTTP client for servers that speak OpenAI's protocol more or less; what one refuses is not sent again."""

    def __init__(self, dialect: Dialect, **options: Any) -> None:
        super().__init__(**options)
        self._dialect = dialect

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send; a stream comes back as clean events, whether the server streamed or not."""
        asked = _chat(request)
        if asked is None:
            return await super().send(request, **options)
        options["stream"] = True
        for _ in range(_MOST_REFUSALS):
            sent = self._dialect.put(asked)
            response = await super().send(_with(request, sent), **options)
            if response.status_code not in REFUSALS:
                break
            body = await _read(response)
            if not self._dialect.learn(sent, body.decode("utf-8", "replace")):
                return _whole(response, body)
        if not asked.get("stream") or response.status_code != 200:
            return _whole(response, await _read(response))
        if "json" in response.headers.get("content-type", ""):
            body = await _read(response)
            records = as_records(body)
            return _whole(response, body) if records is None else _whole(response, records, "text/event-stream")
        headers = [(name, value) for name, value in response.headers.items() if name not in _OF_THE_BYTES]
        return httpx.Response(200, headers=headers, stream=_Events(response), request=response.request)


# Headers that tell of the bytes as they were sent, not as they are passed on.
_OF_THE_BYTES = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class _Events(httpx.AsyncByteStream):
    """A reply's events, ended with an error once there are too many bytes: a line without an end is kept whole."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for record in clean_records(_bounded(self._response)):
            yield record

    async def aclose(self) -> None:
        await self._response.aclose()


def _chat(request: httpx.Request) -> dict[str, Any] | None:
    """Return what is asked of a chat server; None for any other request."""
    if request.method != "POST" or not request.url.path.endswith("/chat/completions"):
        return None
    try:
        found = json.loads(request.content)
    except (ValueError, httpx.RequestNotRead):
        return None
    return found if isinstance(found, dict) else None


def _with(request: httpx.Request, body: dict[str, Any]) -> httpx.Request:
    headers = [(name, value) for name, value in request.headers.items() if name not in _OF_THE_BYTES]
    content = json.dumps(body, ensure_ascii=False).encode()
    return httpx.Request(request.method, request.url, headers=headers, content=content, extensions=request.extensions)


async def _bounded(response: httpx.Response) -> AsyncIterator[bytes]:
    size = 0
    async for block in response.aiter_bytes():
        size += len(block)
        if size > _MAX_REPLY_BYTES:
            raise httpx.RemoteProtocolError("the reply is too long")
        yield block


async def _read(response: httpx.Response) -> bytes:
    try:
        return b"".join([block async for block in _bounded(response)])
    finally:
        await response.aclose()


def _whole(response: httpx.Response, body: bytes, kind: str | None = None) -> httpx.Response:
    headers = [(name, value) for name, value in response.headers.items() if name not in _OF_THE_BYTES]
    if kind is not None:
        headers = [(name, value) for name, value in headers if name != "content-type"] + [("content-type", kind)]
    return httpx.Response(response.status_code, headers=headers, content=body, request=response.request)
