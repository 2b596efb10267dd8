"""The tab where a reader asks: its fields, and the handlers between them and the desk. Knows no model and no index.

The conversation is our own escaped HTML in `gr.HTML`, not `gr.Chatbot`: a chatbot renders the model's text as
Markdown, whose sanitiser lets remote images and forms through, and it has no place for what is most of an answer
here: sources before the first word, a verdict on every sentence, cards with the marked passage. `gr.HTML` patches
the nodes that changed, so that an opened card stays open and a selection survives while the text streams.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import gradio as gr
from markupsafe import escape

from app.answering.answer import Notice
from app.messages.errors import SanadError
from app.web import cards, scripts
from app.web.article_panel import ArticlePanel, sent_by
from app.web.desk_protocol import Desk
from app.web.filters import WrongDate, read_filters
from app.web.pace import interval_for, paced
from app.web.strings import Words, words
from app.web.view import Exchange, advance, history, stop
from ingest.language import Language
from ingest.language.text import detect_language

logger = logging.getLogger(__name__)

Updates = dict[Any, Any]

QUESTION_CHARACTERS = 4_000  # longer than any question; what is pasted beyond it is cut
EXCHANGES_KEPT = 50  # of one conversation, in the session's memory


class ChatTab:
    """Builds the tab inside the current `gr.Blocks` and binds its handlers."""

    def __init__(self, desk: Desk, article_reader: ArticlePanel, chosen: gr.Textbox, *, concurrency: int) -> None:
        self._desk = desk
        self._reader = article_reader
        self._answering = 0  # only the page's event loop counts
        interface = words("en")
        self.exchanges = gr.State(())
        # Earlier exchanges do not change while the newest streams: apart, they are neither sent nor laid out again.
        self.earlier = gr.HTML("", elem_id="earlier", js_on_load=scripts.CONVERSATION)
        self.newest = gr.HTML(self._welcome("en"), elem_id="newest", js_on_load=scripts.CONVERSATION)
        with gr.Column(elem_id="composer"):
            self.question = gr.Textbox(
                "",
                label=interface.question,
                placeholder=interface.question_hint,
                lines=1,
                max_lines=6,
                elem_id="question",
                max_length=QUESTION_CHARACTERS,
            )
            with gr.Row(elem_id="actions"):
                self.clear = gr.Button(interface.clear, elem_id="clear", size="sm")
                self.stop = gr.Button(interface.stop, elem_id="stop", visible=False)
                self.ask = gr.Button(interface.ask, elem_id="ask", variant="primary")
        with gr.Accordion(interface.filters, open=False, elem_id="filters") as self.filters:
            self.outlets = gr.Dropdown([], multiselect=True, label=interface.outlets, elem_id="outlets")
            self.languages = gr.CheckboxGroup([], label=interface.languages, elem_id="article-languages")
            with gr.Row():
                self.date_from = gr.Textbox("", label=interface.date_from, placeholder=interface.date_hint, max_lines=1)
                self.date_to = gr.Textbox("", label=interface.date_to, placeholder=interface.date_hint, max_lines=1)
        self._bind(chosen, concurrency)

    def _bind(self, chosen: gr.Textbox, concurrency: int) -> None:
        fields = [self.question, self.exchanges, chosen, self.outlets, self.languages, self.date_from, self.date_to]
        outputs = [self.earlier, self.newest, self.exchanges, self.question, self.ask, self.stop]
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        running: dict[str, Any] = {**private, "concurrency_limit": concurrency, "concurrency_id": "ask"}
        asked = gr.on([self.ask.click, self.question.submit], self._ask, fields, outputs, **running)
        example = self.newest.example(self._ask_example, fields[1:], outputs, **running)
        for done in (asked, example):  # the interface may have changed its language meanwhile
            done.then(self.redraw, [self.exchanges, chosen], [self.earlier, self.newest], queue=False, **private)
        # First the answer ends, then its end is shown: shown at once, an update under way would overwrite it.
        stopped = self.stop.click(None, cancels=[asked, example], queue=False, **private)
        stopped.then(self._stop, [self.exchanges, chosen], outputs, queue=False, **private)
        cleared = self.clear.click(None, cancels=[asked, example], queue=False, **private)
        cleared.then(self._clear, [chosen], outputs, queue=False, **private)
        self.filters.expand(self._outlets, None, [self.outlets], queue=False, **private)
        for opener in (self.earlier, self.newest, self._reader.panel):
            opener.open(self._reader.open_from, [chosen], [self._reader.panel], **private)

    @property
    def labelled(self) -> list[Any]:
        """Return the components that `relabel` updates."""
        labels = [self.question, self.ask, self.stop, self.clear, self.filters, self.outlets, self.languages]
        return [self.earlier, self.newest, *labels, self.date_from, self.date_to]

    def relabel(self, exchanges: tuple[Exchange, ...], interface: Words) -> Updates:
        """Return the updates that put every label of this tab, and the conversation, in the other language."""
        language = interface.language
        spoken = [(interface.arabic, "ar"), (interface.english, "en")]
        return {
            **self.redraw(exchanges, language),
            self.question: gr.update(label=interface.question, placeholder=interface.question_hint),
            self.ask: gr.update(value=interface.ask),
            self.stop: gr.update(value=interface.stop),
            self.clear: gr.update(value=interface.clear),
            self.filters: gr.update(label=interface.filters),
            self.outlets: gr.update(label=interface.outlets, choices=self.outlet_choices()),
            self.languages: gr.update(label=interface.languages, choices=spoken),
            self.date_from: gr.update(label=interface.date_from, placeholder=interface.date_hint),
            self.date_to: gr.update(label=interface.date_to, placeholder=interface.date_hint),
        }

    def _outlets(self) -> Any:
        return gr.update(choices=self.outlet_choices())

    def outlet_choices(self) -> list[str]:
        """Return the outlets that the library has, in order of the alphabet."""
        return sorted({article.outlet for article in self._desk.articles() if article.outlet})

    def redraw(self, exchanges: tuple[Exchange, ...], language: str) -> Updates:
        """Return the conversation anew; where there is none yet, with questions about the articles of now."""
        of = words(language).language
        return {
            self.earlier: cards.conversation(exchanges[:-1], of) if len(exchanges) > 1 else "",
            self.newest: self._newest(exchanges, of) if exchanges else self._welcome(of),
        }

    def _newest(self, exchanges: tuple[Exchange, ...], language: Language) -> str:
        return cards.conversation(exchanges[-1:], language, first=len(exchanges))

    def _welcome(self, language: Language) -> str:
        return cards.welcome(self._desk.examples(language), language, empty=not self._desk.articles())

    async def _ask_example(
        self, event: gr.EventData, exchanges: tuple[Exchange, ...], language: str, *filters: Any
    ) -> AsyncGenerator[Updates, None]:
        question = sent_by(event, "question", QUESTION_CHARACTERS)
        async with aclosing(self._ask(question, exchanges, language, *filters)) as asked:
            async for updates in asked:
                yield updates

    async def _ask(
        self,
        question: str | None,
        exchanges: tuple[Exchange, ...],
        language: str,
        outlets: list[str] | None = None,
        languages: list[str] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
    ) -> AsyncGenerator[Updates, None]:
        interface = words(language)
        question = (question or "").strip()[:QUESTION_CHARACTERS]
        if not question:
            return
        try:
            filters = read_filters(outlets, languages, date_from, date_to, interface)
        except WrongDate as error:
            gr.Warning(escape(str(error)), title=interface.filters)
            yield {self.question: question}  # or Gradio would empty the field
            return
        before = tuple(stop(exchange) for exchange in exchanges)[-EXCHANGES_KEPT:]
        exchange = Exchange(question, language=detect_language(question))
        yield self._state((*before, exchange), interface, busy=True) | {self.question: ""}
        self._answering += 1
        try:
            asked = self._desk.ask(question, history(before), filters=filters)
            async with aclosing(paced(asked, interval_for(self._answering))) as stream:
                async for events in stream:
                    for event in events:
                        exchange = advance(exchange, event)
                    exchanges = (*before, exchange)
                    yield {self.newest: self._newest(exchanges, interface.language), self.exchanges: exchanges}
        except SanadError as error:
            notice = Notice(error.code, error.message(interface.language))
            exchange = replace(exchange, stage="failed", draft="", notices=(*exchange.notices, notice), told=True)
        except Exception:
            logger.exception("answering failed")
            exchange = replace(exchange, stage="failed", draft="")
        finally:
            self._answering -= 1
        yield self._state((*before, stop(exchange, "failed")), interface, busy=False)

    def _state(self, exchanges: tuple[Exchange, ...], interface: Words, *, busy: bool) -> Updates:
        return {
            **self.redraw(exchanges, interface.language),
            self.exchanges: exchanges,
            self.ask: gr.update(visible=not busy),
            self.stop: gr.update(visible=busy),
        }

    def _stop(self, exchanges: tuple[Exchange, ...], language: str) -> Updates:
        return self._state(tuple(stop(exchange) for exchange in exchanges), words(language), busy=False)

    def _clear(self, language: str) -> Updates:
        return self._state((), words(language), busy=False) | {self.question: ""}
