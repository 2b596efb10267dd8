"""Serves the page over a desk at the settings' address. Knows how it is served, not what is on it.

Gradio takes seconds to import, so the port is opened without it.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from app.messages.errors import SanadError
from app.settings import Settings
from app.web.door import Door, Serving, open_door
from app.web.guard import Doors

if TYPE_CHECKING:
    from app.desk import NewsDesk

# A remote model's server takes many at a time; the local one has one slot, and a second question waits in line.
_REMOTE_AT_ONCE, _LOCAL_AT_ONCE = 64, 2


def open_port(settings: Settings) -> Door:
    """Open the settings' port; visitors are told that the page is on its way. Raises SanadError where it can't be."""
    serving = Serving(
        host=settings.host,
        port=settings.port,
        doors=Doors.of(settings.host, settings.names()),
        blocked_paths=(settings.home,),
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
    from app.web.page import WAITING_VISITORS, build_page, show_page, waiting

    shapes = Shapes(answer_json, search_json, articles_json, report_json)
    blocks = build_page(desk, shapes, ask_concurrency=_LOCAL_AT_ONCE if settings.is_local() else _REMOTE_AT_ONCE)
    show_page(door, blocks, Limits(is_full=lambda: waiting(blocks) >= WAITING_VISITORS))
