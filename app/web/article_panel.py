"""The panel over the page in which one whole article is read. Knows no tab and no library behind the desk."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.web import reader, scripts
from app.web.desk_protocol import Desk
from app.web.markup import fill
from app.web.strings import words
from ingest.language import Language


class ArticlePanel:
    """Builds the panel inside the current `gr.Blocks`, and opens articles in it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.panel = gr.HTML("", elem_id="reader", js_on_load=scripts.READER)

    def show(self, article_id: str, version: int | None, start: int, end: int, language: Language) -> str:
        """Return the panel with the article open, or with word that it is gone."""
        article = self._desk.article(article_id, version)
        page = reader.article_page(article, language, start, end) if article else None
        return fill("panel.html", article=page, interface=words(language))

    def open_from(self, event: gr.EventData, language: str) -> str:
        """Handle a click on anything that carries an article's id; what the browser sent is checked, not trusted."""
        sent: dict[str, Any] = event._data if isinstance(event._data, dict) else {}
        version, start, end = (_whole(sent.get(name)) for name in ("version", "start", "end"))
        return self.show(sent_by(event, "article"), version or None, start, end, words(language).language)


def sent_by(event: gr.EventData, name: str, limit: int = 64) -> str:
    """Return the text that our own markup sent along with `event`, cut to `limit`; empty where it sent none."""
    sent = event._data if isinstance(event._data, dict) else {}
    return str(sent.get(name, ""))[:limit]


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) and 0 <= value < 2**31 else 0


def address_of(request: gr.Request) -> str:
    """Return the address that a call came from, empty where it cannot be told."""
    return str(request.client.host) if request.client else ""
