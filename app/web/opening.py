"""What visitors get until the page is there: an answer within a second, and then the page. Knows no component."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.messages.catalogue import say
from app.web.reader_language import language_of

_SECONDS = 1  # between two looks of a waiting browser
Lifespan = Callable[[], AbstractAsyncContextManager[Any]]


class Opening:
    """An ASGI application that says that the page is on its way, until `show` hands it over."""

    def __init__(self) -> None:
        self._page: ASGIApp | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running = AsyncExitStack()

    def show(self, page: ASGIApp, lifespan: Lifespan) -> None:
        """Answer by `page` from now on, within its `lifespan`; called from another thread than the server's."""
        assert self._loop is not None, "the server has started"

        async def begin() -> None:
            await self._running.enter_async_context(lifespan())
            self._page = page

        asyncio.run_coroutine_threadsafe(begin(), self._loop).result()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif self._page is not None:
            await self._page(scope, receive, send)
        elif scope["type"] == "http":
            await self._wait(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self._loop = asyncio.get_running_loop()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._running.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _wait(self, scope: Scope, receive: Receive, send: Send) -> None:
        language, wait = language_of(Headers(scope=scope)), {"retry-after": str(_SECONDS)}
        text = say("page", "opening", language)
        reply: Response
        if scope["path"] == "/healthz":
            reply = PlainTextResponse("ok\n")
        elif scope["path"] == "/":
            direction = "rtl" if language == "ar" else "ltr"
            body = (
                f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
                f'<meta http-equiv="refresh" content="{_SECONDS}"><title>Sanad · سند</title><p role="status">{text}</p>'
            )
            reply = HTMLResponse(body, 503, wait)
        else:
            reply = PlainTextResponse(text, 503, wait)
        await reply(scope, receive, send)
