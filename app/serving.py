"""Serves the page over a desk at the settings' address. Knows how it is served, not what is on it."""

from __future__ import annotations

from app.desk import NewsDesk
from app.json_shapes import answer_json, articles_json, report_json, search_json
from app.settings import Settings
from app.web.desk_protocol import Shapes
from app.web.guard import Doors
from app.web.limits import Limits
from app.web.page import WAITING_VISITORS, Serving, build_page, launch_page, waiting
from app.web.server import Served

# A remote model's server takes many at a time; the local one has one slot, and a second question waits in line.
_REMOTE_AT_ONCE, _LOCAL_AT_ONCE = 64, 2


def open_page(desk: NewsDesk, settings: Settings) -> Served:
    """Serve the page in the background."""
    shapes = Shapes(answer_json, search_json, articles_json, report_json)
    blocks = build_page(desk, shapes, ask_concurrency=_LOCAL_AT_ONCE if settings.is_local() else _REMOTE_AT_ONCE)
    return launch_page(
        blocks,
        Serving(
            host=settings.host,
            port=settings.port,
            doors=Doors.of(settings.host, settings.names()),
            limits=Limits(is_full=lambda: waiting(blocks) >= WAITING_VISITORS),
            blocked_paths=(settings.home,),
        ),
    )
