"""A question in the other language, by the chat model: soon or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from langchain_core.language_models import BaseChatModel

import prompts
from app.messages.errors import SanadError
from app.models.limits import Limits
from app.models.provider import ChatModels
from app.models.streaming import read_chat
from ingest.language.text import detect_language

# A sentence takes a remote model about a second; the local one reads 100 tokens and writes 30.
SECONDS, SECONDS_LOCAL = 4.0, 10.0
_AT_ONCE = 64
# After a failure nobody waits for the next one for so long: the search is as good as without.
PAUSE = 120.0
_REMEMBERED = 256  # questions whose translation is kept
_LONGEST = 600  # characters of a reply; more is no translation of a question
_LONGEST_QUESTION = 400  # characters; a pasted text is searched as it is
_LOCAL: Mapping[str, Any] = {"stop": ["\n"], "extra_body": {"max_tokens": 80, "cache_prompt": True}}


class NoTranslationError(Exception):
    """There is no translation to be had just now; the message says why."""


class Translator:
    """Asks the chat model and remembers what it said. Any thread may call it that runs no event loop."""

    def __init__(self, models: ChatModels, *, local: bool = False, seconds: float | None = None) -> None:
        self._models = models
        self._bind = _LOCAL if local else {}
        longest = seconds or (SECONDS_LOCAL if local else SECONDS)
        self._limits = Limits(longest, longest, longest, retries=0, max_characters=_LONGEST)
        self._longest = longest
        # They only wait for the model's server, which takes many at a time; the local model has two slots.
        self._threads = ThreadPoolExecutor(2 if local else _AT_ONCE, thread_name_prefix="translate")
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._translated)
        self._resting_until = 0.0

    def __call__(self, question: str) -> str:
        """Return the question in the other language. Raises NoTranslationError, within the time limit."""
        return self._remembered(question)

    def _translated(self, question: str) -> str:
        model = self._models.current()
        if model is None or len(question) > _LONGEST_QUESTION:
            raise NoTranslationError("no model yet" if model is None else "the question is too long")
        if time.monotonic() < self._resting_until:
            raise NoTranslationError("the last one failed a moment ago")
        asked = self._threads.submit(lambda: asyncio.run(self._ask(model, question)))
        try:
            reply = asked.result(self._longest)
        except TimeoutError as error:
            if not asked.cancel():  # it had its turn: the model is slow
                self._resting_until = time.monotonic() + PAUSE
            raise NoTranslationError("it took too long") from error
        except SanadError as error:
            self._resting_until = time.monotonic() + PAUSE
            raise NoTranslationError(str(error)) from error
        lines = [line for line in (line.strip(' "«»“”') for line in reply.splitlines()) if line]
        if len(lines) != 1:
            raise NoTranslationError("the reply is no question")
        return lines[0]

    async def _ask(self, model: BaseChatModel, question: str) -> str:
        messages = prompts.load("translate", detect_language(question)).format_messages(question=question)
        text, _ = await read_chat(model, messages, self._limits, **self._bind)
        return text
