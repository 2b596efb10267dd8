"""What other programs ask: whether it runs, whether it is ready, and its numbers. Knows no desk and no metric."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.web.guard import is_loopback


@dataclass(frozen=True, slots=True)
class Probes:
    """`ready` returns what is not ready yet, by name, with a word on it; `metrics` the numbers as text.

    The numbers go to callers on this machine only, or to all with `metrics_for_all`.
    """

    ready: Callable[[], dict[str, str]]
    metrics: Callable[[], bytes]
    metrics_for_all: bool = False

    def routes(self) -> list[Route]:
        """Return /healthz, /readyz and /metrics."""
        return [Route("/healthz", _health), Route("/readyz", self._readiness), Route("/metrics", self._numbers)]

    def _readiness(self, _request: Request) -> Response:
        waiting = self.ready()
        return JSONResponse({"ready": not waiting, "waiting": waiting}, 503 if waiting else 200)

    def _numbers(self, request: Request) -> Response:
        if not self.metrics_for_all and not (request.client and is_loopback(request.client.host)):
            return Response(status_code=404)
        return PlainTextResponse(self.metrics(), media_type="text/plain; version=0.0.4")


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")
