"""Puts the tabs together into one page and serves it safely. Knows no model, index or library behind the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
from fastapi import FastAPI
from starlette.routing import BaseRoute

from app.web.api import add_api
from app.web.article_panel import ArticlePanel
from app.web.calls import Calls, Handler, Handlers, Kind
from app.web.chat_tab import ChatTab
from app.web.desk_protocol import Desk, Shapes
from app.web.door import Door, Serving, open_door
from app.web.library_tab import LibraryTab
from app.web.limits import Limits
from app.web.markup import fill
from app.web.server import Served
from app.web.status import StatusLine
from app.web.strings import Words, words
from app.web.view import Exchange

Updates = dict[Any, Any]
_Made = TypeVar("_Made")

WAITING_VISITORS = 64  # more than this many waiting for an answer are told that there are too many
_HERE = Path(__file__).parent

_CHOOSE_FIRST = "() => window.sanadLanguage(window.sanadFirstLanguage())"
_CHOOSE_OTHER = "(language) => window.sanadLanguage(language === 'ar' ? 'en' : 'ar')"


def build_page(desk: Desk, shapes: Shapes | None = None, *, ask_concurrency: int = 2) -> gr.Blocks:
    """Return the page over `desk`, with the public endpoints where `shapes` says how their JSON looks.

    `ask_concurrency` is how many answers may be written at once.
    """
    return _in_event_loop(lambda: _blocks(desk, shapes, ask_concurrency))


def _blocks(desk: Desk, shapes: Shapes | None, ask_concurrency: int) -> gr.Blocks:
    blocks: gr.Blocks
    with gr.Blocks(title="Sanad · سند", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True) as blocks:
        chosen = gr.Textbox("", visible="hidden", elem_id="chosen-language")
        interface = words("en")
        with gr.Row(elem_id="masthead"):
            masthead = gr.HTML(_masthead(interface), elem_id="masthead-name")
            other = gr.Button(interface.other_language, elem_id="language", size="sm")
        status = StatusLine(desk, chosen)
        reader = ArticlePanel(desk)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(interface.ask_tab, id="ask", elem_id="ask-tab") as ask_tab:
                chat = ChatTab(desk, reader, chosen, concurrency=ask_concurrency)
            with gr.Tab(interface.library_tab, id="library", elem_id="library-tab") as library_tab:
                library = LibraryTab(desk, reader, chosen, library_tab)
        if shapes is not None:
            add_api(desk, shapes, concurrency=ask_concurrency)

        def relabel(language: str, exchanges: tuple[Exchange, ...], *library_state: Any) -> Updates:
            """Return every label of the page in `language`."""
            interface = words(language)
            return {
                masthead: _masthead(interface),
                other: gr.update(value=interface.other_language),
                ask_tab: gr.update(label=interface.ask_tab),
                library_tab: gr.update(label=interface.library_tab),
                **status.relabel(interface),
                **chat.relabel(exchanges, interface),
                **library.relabel(interface, *library_state),
            }

        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        labelled = [masthead, other, ask_tab, library_tab]
        labelled += [*status.labelled, *chat.labelled, *library.labelled]
        other.click(None, [chosen], [chosen], js=_CHOOSE_OTHER, **private)
        ask_tab.select(chat.redraw, [chat.exchanges, chosen], [chat.earlier, chat.newest], queue=False, **private)
        blocks.load(None, None, [chosen], js=_CHOOSE_FIRST, **private)
        chosen.change(relabel, [chosen, chat.exchanges, *library.state], labelled, queue=False, **private)
    blocks.queue(max_size=4 * WAITING_VISITORS)  # Gradio's own bound counts all, and speaks English only
    return blocks


def launch_page(blocks: gr.Blocks, serving: Serving | None = None, limits: Limits | None = None) -> Served:
    """Serve `blocks` in the background. Port 0 takes one that is free. Raises OSError where the port is taken."""
    door = open_door(serving or Serving())
    show_page(door, blocks, limits)
    return door.served


def show_page(door: Door, blocks: gr.Blocks, limits: Limits | None = None, routes: Sequence[BaseRoute] = ()) -> None:
    """Show `blocks` at a port that is open; `routes` come before the page's."""
    serving = door.serving
    options: dict[str, Any] = {
        "blocked_paths": [str(path) for path in serving.blocked_paths],
        "max_file_size": serving.max_file_size,
        "root_path": serving.root_path,
    }

    def mounted() -> FastAPI:
        outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, routes=list(routes))
        gr.mount_gradio_app(outer, blocks, "/", server_name=serving.host, **options, **_SAFE, **_looks())
        return outer

    app = _in_event_loop(mounted)
    door.opening.show(Calls(app, _handlers(blocks), limits or Limits()), lambda: app.router.lifespan_context(app))


def waiting(blocks: gr.Blocks) -> int:
    """Return how many questions wait for their turn."""
    queue = blocks._queue.event_queue_per_concurrency_id.get("ask")
    return len(queue.queue) if queue is not None else 0


_KINDS: dict[str, Kind] = {"ask": "ask", "ingest": "ingest"}  # by the concurrency that handlers share


def _handlers(blocks: gr.Blocks) -> Handlers:
    numbers: dict[int, Handler] = {}
    names: dict[str, Handler] = {}
    for number, function in blocks.fns.items():
        kind: Kind = (
            "ask" if function.concurrency_id == "ask" else "ingest" if function.concurrency_id == "ingest" else ""
        )
        numbers[number] = Handler(function.api_visibility == "private", kind)
        if isinstance(function.api_name, str):
            names.setdefault(function.api_name, numbers[number])
    return Handlers(numbers, names)


# What this page does not need is off; what leaves the machine or shows its inside is off.
_SAFE: dict[str, Any] = {
    "show_error": False,
    "enable_monitoring": False,
    "ssr_mode": False,
    "pwa": False,
    "mcp_server": False,
    "run_history": False,
    "footer_links": [],
    "allowed_paths": [],
}


def _looks() -> dict[str, Any]:
    return {
        "app_kwargs": {"docs_url": None, "redoc_url": None},
        "theme": _theme(),
        "css_paths": _HERE / "style.css",
        "js": (_HERE / "page.js").read_text("utf-8"),
        "head": _HEAD,
    }


def _in_event_loop(make: Callable[[], _Made]) -> _Made:
    """Return what `make` returns, called where an event loop runs.

    Elsewhere Gradio opens an event loop for each of its locks and closes none of them.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def made() -> _Made:
            return make()

        return asyncio.run(made())
    return make()


_HEAD = """
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect
width='32' height='32' fill='%238a2d1a'/%3E%3Cpath d='M6 10h20M6 16h20M6 22h12' stroke='%23fffaf2' stroke-width='3'/%3E
%3C/svg%3E">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<style>
@font-face{font-family:"Sanad Arabic";src:url(sanad-fonts/NotoNaskhArabic.woff2) format("woff2");
font-weight:400 700;font-display:swap;unicode-range:U+0600-06FF,U+0750-077F,U+0870-088E,U+0890-0891,U+0897-08E1,
U+08E3-08FF,U+200C-200E,U+2010-2011,U+204F,U+2E41,U+FB50-FDFF,U+FE70-FE74,U+FE76-FEFC}
@font-face{font-family:"Sanad Serif";src:url(sanad-fonts/SourceSerif4.woff2) format("woff2");
font-weight:200 900;font-display:swap}
</style>
"""


def _theme() -> gr.themes.Base:
    fonts = ["Sanad Serif", "Sanad Arabic", "Georgia", "serif"]
    return gr.themes.Base(
        primary_hue=gr.themes.colors.stone,
        neutral_hue=gr.themes.colors.stone,
        font=[gr.themes.Font(name) for name in fonts],
        font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")],
        radius_size=gr.themes.sizes.radius_none,
        text_size=gr.themes.sizes.text_md,
    )


def _masthead(interface: Words) -> str:
    return fill("masthead.html", interface=interface)
