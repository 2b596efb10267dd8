"""Serves the page, over a desk, at the address in the settings. The port opens before Gradio is imported."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from app.messages.errors import SanadError
from app.models.network import direct
from app.settings import Settings
from app.web.door import Door, Serving, open_door
from app.web.guard import Doors, is_loopback

if TYPE_CHECKING:
    from app.desk import NewsDesk

# A remote model's server takes many at a time; the local one has one slot, and a second question waits in line.
_REMOTE_AT_ONCE, _LOCAL_AT_ONCE = 64, 2
# By address, where others reach the page: questions a minute, ingestions and megabytes an hour.
_QUESTIONS, _INGESTIONS, _UPLOADED = 20, 30, 500
_MEGABYTE = 1_000_000


def open_port(settings: Settings) -> Door:
    """Open the settings' port; visitors are told that the page is on its way. Raises SanadError where it can't be."""
    if stands_open(settings) and not settings.allow_open:
        raise SanadError("open_page", address=f"{settings.host}:{settings.port}")
    serving = Serving(
        host=settings.host,
        port=settings.port,
        doors=Doors.of(settings.host, settings.names()),
        trusted=settings.proxies(),
        blocked_paths=(settings.home,),
        root_path=settings.root_path,
    )
    try:
        return open_door(serving)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SanadError("port_in_use", port=settings.port) from error
        reason = f"{settings.host}:{settings.port}: {error.strerror or error}"
        raise SanadError("bad_setting", name="SANAD_HOST / SANAD_PORT", reason=reason) from error


def open_page(door: Door, desk: NewsDesk, settings: Settings) -> None:
    """Show the page over `desk` at an open port."""
    from app.json_shapes import answer_json, articles_json, report_json, search_json
    from app.web.desk_protocol import Shapes
    from app.web.limits import Limits
    from app.web.probes import Probes

    with direct():  # Gradio makes an HTTP client as it is imported
        from app.web.page import WAITING_VISITORS, build_page, show_page, waiting

    shapes = Shapes(answer_json, search_json, articles_json, report_json)
    blocks = build_page(desk, shapes, ask_concurrency=_LOCAL_AT_ONCE if settings.is_local() else _REMOTE_AT_ONCE)
    desk.metrics.gauge("sanad_questions_waiting", "Questions that wait for their turn.", lambda: waiting(blocks))
    is_reached = not is_loopback(settings.host) or bool(settings.proxies())
    limits = Limits(
        questions=_limit(settings.chat_limit, _QUESTIONS, is_reached),
        ingestions=_limit(settings.ingest_limit, _INGESTIONS, is_reached),
        uploaded=_limit(settings.upload_limit, _UPLOADED, is_reached, _MEGABYTE),
        is_full=lambda: waiting(blocks) >= WAITING_VISITORS,
    )
    probes = Probes(desk.waiting, desk.metrics.text, settings.metrics == "all")
    show_page(door, blocks, limits, probes.routes())


def stands_open(settings: Settings) -> bool:
    """Return whether whoever reaches the page gets in: it is not on loopback, and no proxy stands before it."""
    return not is_loopback(settings.host) and not settings.proxies()


def _limit(given: int | None, usual: int, is_reached: bool, unit: int = 1) -> int | None:
    """Return a limit as it is counted; None for none. Whoever is alone with the page needs none."""
    chosen = given if given is not None else usual if is_reached else 0
    return chosen * unit or None
