"""Serves an ASGI application in a thread with an event loop of its own, and stops it within a bound.

Knows no component, article or setting.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

# A search and the checking of a sentence each take one while they last: Python's own 6 on two cores would make fifty
# readers wait for each other's translations, which only wait themselves.
_THREADS = 64
# Streams that are told of the end have ended long before.
_STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Served:
    """A page being served at `address`; `stop` ends it."""

    address: str
    _server: uvicorn.Server
    _thread: threading.Thread

    def stop(self) -> None:
        """Take no more requests, let those under way end for a few seconds, then break them off. Harmless twice."""
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS + 3)


def serve_app(app: ASGIApp, *, host: str, port: int, trusted: Sequence[str] = ()) -> Served:
    """Serve `app` in the background; port 0 takes a free one. Raises OSError where the port is taken.

    Of proxies at the addresses or networks `trusted`, the visitor's address and scheme are believed.
    """
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except BaseException:
        listening.close()
        raise
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=list(trusted),
        timeout_graceful_shutdown=_STOP_SECONDS,
        ws="none",
        lifespan="on",
    )
    server, started = uvicorn.Server(config), threading.Event()
    thread = threading.Thread(target=_run, args=(server, listening, started), name="page", daemon=True)
    thread.start()
    started.wait()
    if not server.started:
        raise OSError("the page did not start; the reason is in the log above")
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only to be shown
    name = f"[{shown}]" if ":" in shown else shown
    return Served(f"http://{name}:{listening.getsockname()[1]}/", server, thread)


def _run(server: uvicorn.Server, listening: socket.socket, started: threading.Event) -> None:
    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, thread_name_prefix="page"))
        serving = asyncio.create_task(server.serve([listening]))
        try:
            while not server.started and not serving.done():
                await asyncio.sleep(0.02)
        finally:
            started.set()
        await serving

    try:
        asyncio.run(run())
    finally:
        started.set()
        listening.close()
