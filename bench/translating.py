"""A chat model's translations of questions for the retrieval bench, timed and kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import numpy as np

from app.services import open_models
from app.settings import load_settings
from app.translating import NoTranslationError, Translator
from bench.answer_setup import wait_until_ready

# The program gives up much sooner; here a shared machine must not decide how good a translation is.
SECONDS = 60.0


class TimedTranslator:
    """Translates each question once; `report` says how long that took."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._kept: dict[str, str | None] = {}
        self._seconds: list[float] = []

    def __call__(self, question: str) -> str:
        """See `Translator`."""
        if question not in self._kept:
            began = perf_counter()
            try:
                self._kept[question] = self._translator(question)
            except NoTranslationError:
                self._kept[question] = None
            self._seconds.append(perf_counter() - began)
        translation = self._kept[question]
        if translation is None:
            raise NoTranslationError(question)
        return translation

    def report(self) -> dict[str, object]:
        """Return the pairs, how many failed, and the seconds that a translation took; prints the figures."""
        failed = sum(found is None for found in self._kept.values())
        p50, p95 = np.percentile(self._seconds, [50, 95]) if self._seconds else (0.0, 0.0)
        print(f"{len(self._kept)} translations, {failed} failed; seconds p50 {p50:.1f}, p95 {p95:.1f}")
        return {"pairs": self._kept, "failed": failed, "p50": float(p50), "p95": float(p95)}


@contextmanager
def open_translator(spec: str) -> Iterator[TimedTranslator]:
    """Open the chat model of a spec for translating. Raises SanadError where it cannot be had."""
    settings = load_settings(chat_model=spec)
    with open_models(settings) as models:
        wait_until_ready(models)
        yield TimedTranslator(Translator(models, local=settings.is_local(), seconds=SECONDS))
