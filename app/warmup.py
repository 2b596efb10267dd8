"""Makes the first question as quick as the second: loads what is loaded lazily. Knows no page."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress

from app.answering.chain import Assistant
from app.answering.verify.verdict import Evidence, check
from app.messages.errors import SanadError
from app.models.provider import ChatModels
from app.services import Store
from vectorstore.types import LANGUAGES

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5


def warm_up(store: Store, assistant: Assistant, models: ChatModels, stop: threading.Event) -> threading.Thread:
    """Start warming in the background; setting `stop` ends it soon."""
    thread = threading.Thread(target=_warm, args=(store, assistant, models, stop), name="warming", daemon=True)
    thread.start()
    return thread


def _warm(store: Store, assistant: Assistant, models: ChatModels, stop: threading.Event) -> None:
    try:
        store.retriever.prepare()
        # Checking reads its word lists at the first sentence: a second that the first answer need not wait for.
        sentence, source = "Mr Smith said 3 did not.", "قال السيد سميث إن 3 لم يفعلوا."
        alignment = assistant.aligner.align(sentence, [source]) if assistant.aligner else None
        check(sentence, [Evidence(source, "ar")], alignment)
        while models.current() is None:
            if models.status().state == "failed" or stop.wait(_LOOK_SECONDS):
                return
        for language in LANGUAGES:
            with suppress(SanadError):
                asyncio.run(assistant.read_prompt(language))
    except Exception:  # noqa: BLE001 - the end of a thread: nobody else would hear of it, and nothing is lost
        _log.exception("warming up failed; the first question will be slower")
