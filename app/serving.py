"""Serves the page, over a desk, at the address in the settings."""

from __future__ import annotations

from collections.abc import Callable

from app.desk import NewsDesk
from app.json_shapes import answer_json, articles_json, report_json, search_json
from app.models.network import direct
from app.settings import Settings
from app.web.desk_protocol import Shapes
from app.web.page import build_page, launch_page

# A remote model's server takes many at a time; the local one has one slot, and a second question waits in line.
_REMOTE_AT_ONCE, _LOCAL_AT_ONCE = 16, 2


def open_page(desk: NewsDesk, settings: Settings) -> tuple[str, Callable[[], None]]:
    """Serve the page in the background; return its address and what stops it."""
    shapes = Shapes(answer_json, search_json, articles_json, report_json)
    at_once = _LOCAL_AT_ONCE if settings.is_local() else _REMOTE_AT_ONCE
    blocks = build_page(desk, shapes, ask_concurrency=at_once)
    with direct():  # Gradio asks its own page whether it is there
        address = launch_page(
            blocks,
            host=settings.host,
            port=settings.port,
            blocked_paths=[settings.home],
            block=False,
            root_path=settings.root_path,
        )
    return address, blocks.close
