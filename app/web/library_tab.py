"""The tab where an editor keeps the library: table, adding, reading again, removing. Knows no database or parser."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import gradio as gr

from app.ingestion.report import IngestProgress, IngestReport
from app.messages.errors import SanadError
from app.web import library_cards as cards
from app.web import scripts
from app.web.article_panel import ArticlePanel, address_of, sent_by
from app.web.desk_protocol import Desk
from app.web.escape import one_line
from app.web.markup import fill
from app.web.strings import Words, words
from ingest.sources.sources import is_remote

Updates = dict[Any, Any]
Steps = Generator[IngestProgress | IngestReport, None, None]

logger = logging.getLogger(__name__)

_UPDATE_SECONDS = 0.25  # a counter that moves four times a second reads as live
_ADDRESSES_CHARACTERS = 20_000  # some 200 addresses at once


class LibraryTab:
    """Builds the tab inside the current `gr.Blocks` and binds its handlers."""

    def __init__(self, desk: Desk, reader: ArticlePanel, chosen: gr.Textbox, tab: gr.Tab) -> None:
        self._desk = desk
        interface = words("en")
        self._last = gr.State(None)
        self._intro = gr.HTML(_intro(interface), elem_id="library-intro")
        with gr.Column(elem_id="adding"):
            self._addresses = gr.Textbox(
                "",
                label=interface.addresses,
                placeholder=interface.addresses_hint,
                lines=2,
                max_lines=8,
                max_length=_ADDRESSES_CHARACTERS,
                elem_id="addresses",
            )
            # No `file_types`: Gradio would refuse others in English, the report does so in the reader's language.
            self._files = gr.File(file_count="multiple", label=interface.upload, height=120)
            self._files.elem_id = "files"
            with gr.Row(elem_id="adding-actions"):
                self._all = gr.Button(interface.again_all, size="sm", elem_id="again-all")
                self._cancel = gr.Button(interface.cancel, visible=False, elem_id="cancel")
                self._start = gr.Button(interface.start, variant="primary", elem_id="start")
        self._progress = gr.HTML("", elem_id="progress")
        self._filter = gr.Textbox(
            "", label=interface.filter_label, placeholder=interface.filter_hint, max_lines=1, elem_id="library-filter"
        )
        self._table = gr.HTML("", elem_id="library-table", js_on_load=scripts.TABLE)
        self._question = gr.HTML("", elem_id="removal", js_on_load=scripts.REMOVAL)
        self._bind(reader, chosen, tab)

    def _bind(self, reader: ArticlePanel, chosen: gr.Textbox, tab: gr.Tab) -> None:
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        quick: dict[str, Any] = {**private, "queue": False}
        working: dict[str, Any] = {**private, "concurrency_limit": 1, "concurrency_id": "ingest"}
        view = [self._filter, chosen]
        outputs = [self._progress, self._table, self._start, self._all, self._cancel, self._files, self._addresses]
        outputs.append(self._last)
        adding = self._start.click(self._add, [self._addresses, self._files, *view], outputs, **working)
        again = self._all.click(self._read_all, view, outputs, **working)
        one = self._table.again(self._read_one, view, outputs, **working)
        # First the work ends, then its end is told: told at once, an update under way would overwrite it.
        cancelled = self._cancel.click(None, cancels=[adding, again, one], **quick)
        cancelled.then(self._cancelled, view, outputs, **quick)
        self._filter.change(self._list, view, [self._table], trigger_mode="always_last", **quick)
        tab.select(self._list, view, [self._table], **quick)
        self._table.open(reader.open_from, [chosen], [reader.panel], **private)
        self._table.remove(self._ask_removal, [chosen], [self._question], **private)
        self._question.confirm(self._remove, view, [self._progress, self._table], **private)

    @property
    def state(self) -> list[Any]:
        """Return the inputs that `relabel` needs: the filter, and the last report."""
        return [self._filter, self._last]

    @property
    def labelled(self) -> list[Any]:
        """Return the components that `relabel` updates."""
        buttons = [self._all, self._cancel, self._start]
        return [self._intro, self._addresses, self._files, *buttons, self._progress, self._filter, self._table]

    def relabel(self, interface: Words, wanted: str, last: IngestReport | None) -> Updates:
        """Return the updates that put every label of this tab in the other language; running work goes on."""
        return {
            self._intro: _intro(interface),
            self._addresses: gr.update(label=interface.addresses, placeholder=interface.addresses_hint),
            self._files: gr.update(label=interface.upload),
            self._all: gr.update(value=interface.again_all),
            self._cancel: gr.update(value=interface.cancel),
            self._start: gr.update(value=interface.start),
            self._progress: cards.report(last, interface.language) if last else gr.skip(),
            self._filter: gr.update(label=interface.filter_label, placeholder=interface.filter_hint),
            self._table: self._list(wanted, interface.language),
        }

    def _list(self, wanted: str | None, language: str) -> str:
        return cards.table(self._desk.articles(), wanted or "", words(language).language)

    def _add(
        self, addresses: str | None, files: list[str] | None, wanted: str, language: str, request: gr.Request
    ) -> Generator[Updates, None, None]:
        interface = words(language)
        sources = (addresses or "")[:_ADDRESSES_CHARACTERS].split()
        wrong = next((source for source in sources if not is_remote(source)), None)
        if wrong is not None:
            yield {
                self._progress: cards.note(
                    interface.say("address_wrong", address=_isolated(wrong)), interface.language, wrong=True
                )
            }
        elif not sources and not files:
            yield {self._progress: cards.note(interface.nothing_to_add, interface.language)}
        else:
            uploads = [Path(file) for file in files or ()]
            steps = self._desk.ingest(sources, uploads, language=interface.language, by=address_of(request))
            done: Updates = {self._files: None, self._addresses: ""}
            yield from self._work(steps, wanted, interface, done)

    def _read_all(self, wanted: str, language: str, request: gr.Request) -> Generator[Updates, None, None]:
        interface = words(language)
        yield from self._work(self._desk.reread(language=interface.language, by=address_of(request)), wanted, interface)

    def _read_one(
        self, event: gr.EventData, wanted: str, language: str, request: gr.Request
    ) -> Generator[Updates, None, None]:
        interface = words(language)
        steps = self._desk.reread([sent_by(event, "article")], language=interface.language, by=address_of(request))
        yield from self._work(steps, wanted, interface)

    def _work(
        self, steps: Steps, wanted: str, interface: Words, when_done: Updates | None = None
    ) -> Generator[Updates, None, None]:
        language = interface.language
        yield self._busy(True) | {self._progress: cards.progress(None, 0, language), self._last: None}
        started = shown = time.monotonic()
        try:
            for step in steps:
                now = time.monotonic()
                if isinstance(step, IngestReport):
                    done = self._ended(cards.report(step, language), wanted, language)
                    yield done | {self._last: step} | (when_done or {})
                elif now - shown >= _UPDATE_SECONDS:
                    shown = now
                    yield {self._progress: cards.progress(step, now - started, language)}
        except SanadError as error:
            yield self._ended(cards.note(error.message(language), language, wrong=True), wanted, language)
        except Exception:
            logger.exception("ingest failed")
            yield self._ended(cards.note(interface.ingest_failed, language, wrong=True), wanted, language)
        finally:
            steps.close()

    def _busy(self, busy: bool) -> Updates:
        return {
            self._start: gr.update(visible=not busy),
            self._all: gr.update(interactive=not busy),
            self._cancel: gr.update(visible=busy),
        }

    def _ended(self, said: str, wanted: str, language: str) -> Updates:
        return self._busy(False) | {self._progress: said, self._table: self._list(wanted, language)}

    def _cancelled(self, wanted: str, language: str) -> Updates:
        return self._ended(cards.note(words(language).cancelled, words(language).language), wanted, language)

    def _ask_removal(self, event: gr.EventData, language: str) -> str:
        article = self._desk.article(sent_by(event, "article"))
        return cards.removal(article.summary, words(language).language) if article else ""

    def _remove(self, event: gr.EventData, wanted: str, language: str, request: gr.Request) -> Updates:
        interface = words(language)
        article = self._desk.article(sent_by(event, "article"))
        gone = article is not None and self._desk.remove(article.summary.article_id, by=address_of(request))
        said = (
            interface.say("removed_done", title=_isolated(article.summary.title))
            if article and gone
            else interface.gone
        )
        return {self._progress: cards.note(said, interface.language), self._table: self._list(wanted, language)}


def _isolated(text: str) -> str:
    """Return a title or an address so that its direction does not leak into the sentence around it."""
    return f"\u2068{one_line(text, 200)}\u2069"


def _intro(interface: Words) -> str:
    return fill("intro.html", interface=interface)
