"""The lines that say how chat model and library are, until both are ready. Knows no model, index or download."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.models.status import ModelStatus, State
from app.web.desk_protocol import Desk, LibraryStatus
from app.web.markup import fill
from app.web.strings import Words, words

Updates = dict[Any, Any]

_POLL_SECONDS = 1.5  # often enough that a bar seems to move, seldom enough to cost nothing
_MEGABYTE = 1_000_000
_TEXTS: dict[State, str] = {
    "absent": "waiting",
    "fetching": "downloading",
    "verifying": "verifying",
    "loading": "loading",
    "failed": "model_failed",
}
_LIBRARY_TEXTS = {"checking": "library_checking", "indexing": "library_indexing", "failed": "library_failed"}


def status_card(status: ModelStatus, interface: Words) -> str:
    """Return the line for a model on its way, or nothing where it is ready."""
    if status.state == "ready":
        return ""
    error = status.error.message(interface.language) if status.error else ""
    values = {"done": status.done // _MEGABYTE, "total": status.total // _MEGABYTE, "error": error}
    text = interface.say(_TEXTS[status.state], **values).strip()
    return fill("status.html", status=status, text=text)


def library_card(status: LibraryStatus, interface: Words) -> str:
    """Return the line for a library that something is being done to, or nothing where nothing is."""
    if status.work == "none":
        return ""
    error = status.error.message(interface.language) if status.error else ""
    key = _LIBRARY_TEXTS[status.work]
    return fill("library_status.html", status=status, text=interface.say(key, error=error).strip())


class StatusLine:
    """Shows the model's and the library's state, and looks again until both are ready."""

    def __init__(self, desk: Desk, chosen: gr.Textbox) -> None:
        self._desk = desk
        self._line = gr.HTML("", elem_id="status")
        self._timer = gr.Timer(_POLL_SECONDS)
        self.labelled: list[Any] = [self._line, self._timer]
        self._timer.tick(
            self._tick, [chosen], self.labelled, queue=False, show_progress="hidden", api_visibility="private"
        )

    def relabel(self, interface: Words) -> Updates:
        """Return the line in another language."""
        status, library = self._desk.status(), self._desk.library_status()
        return {
            self._line: status_card(status, interface) + library_card(library, interface),
            self._timer: gr.Timer(active=status.state != "ready" or library.work != "none"),
        }

    def _tick(self, language: str) -> Updates:
        return self.relabel(words(language))
