"""An ASGI layer before the page's handlers: who may call which, and how often. Knows no component and no article.

Gradio lets anyone call any handler by its number, those of the page itself too. Here those take calls from the page
only, and what costs much is bounded for each address.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.messages.catalogue import say
from app.web.guard import names_its_page
from app.web.limits import Limits
from app.web.reader_language import language_of

Kind = Literal["ask", "ingest", ""]

API = "/gradio_api/"
_LARGEST_CALL = 4 << 20  # bytes; a question, its filters and addresses are a few kB, a history of 20 turns 2 MB at most
_BY_NAME = ("run/", "api/", "call/v2/", "call/")
# What the page has no use for: custom components, recordings, code that a model writes, requests to other servers.
_UNUSED = ("proxy=", "component_server", "custom_component/", "process_recording", "vibe-", "undo-vibe", "stream/")


@dataclass(frozen=True, slots=True)
class Handler:
    """One handler: whether only the page may call it, and what its calls count as."""

    private: bool
    kind: Kind = ""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The page's handlers by number and by name."""

    numbers: Mapping[int, Handler]
    names: Mapping[str, Handler]


_UNREADABLE = Handler(private=True)  # Gradio may read it in another way


class Calls:
    """Refuses calls of private handlers that no page made (403), and calls and uploads beyond the limits (429)."""

    def __init__(self, app: ASGIApp, handlers: Handlers, limits: Limits) -> None:
        self._app = app
        self._handlers = handlers
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(API):
            await self._app(scope, receive, send)
            return
        action = path.removeprefix(API).rstrip("/")
        reply: Response | None = None
        if action.startswith(_UNUSED):
            reply = Response(status_code=404)
        elif scope["method"] == "POST" and action == "upload":
            reply = self._upload(scope)
        elif scope["method"] == "POST" and (action == "queue/join" or action.startswith(_BY_NAME)):
            reply, receive = await self._call(action, scope, receive)
        if reply is not None:
            await reply(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _call(self, action: str, scope: Scope, receive: Receive) -> tuple[Response | None, Receive]:
        headers = Headers(scope=scope)
        body = b""
        async for block in Request(scope, receive).stream():
            body += block
            if len(body) > _LARGEST_CALL:
                return Response(status_code=413), receive
        handlers = [found for found in self._called(action, body) if found is not None]
        if any(handler.private for handler in handlers) and not names_its_page(headers):
            return self._said(headers, 403, "private"), receive
        for handler in handlers:
            wait = self._limits.call(handler.kind, _address(scope))
            if wait is not None:
                return self._said(headers, 429, wait.key, seconds=wait.seconds), receive
        return None, _again(body, receive)

    def _called(self, action: str, body: bytes) -> list[Handler | None]:
        """Return what a call may mean: Gradio heeds the number in the body, and the name where there is none."""
        name = next((action.removeprefix(start) for start in _BY_NAME if action.startswith(start)), "")
        try:
            found: Any = json.loads(body)
            number = found.get("fn_index")
            return [self._handlers.names.get(name)] if number is None else [self._handlers.numbers.get(int(number))]
        except (ValueError, TypeError, AttributeError):
            return [_UNREADABLE]

    def _upload(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        try:
            size = int(headers["content-length"])
        except (KeyError, ValueError):
            return Response(status_code=411)
        wait = self._limits.upload(size, _address(scope))
        return None if wait is None else self._said(headers, 429, wait.key, seconds=wait.seconds)

    def _said(self, headers: Headers, status: int, key: str, *, seconds: int = 0) -> Response:
        words = say("refusal", key, language_of(headers), seconds=seconds)
        extra = {"retry-after": str(seconds)} if seconds else {}
        return JSONResponse({"detail": words, "error": words}, status_code=status, headers=extra)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, and then whatever else comes."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
