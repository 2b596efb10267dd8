"""Counts what a served desk does, for Prometheus. Knows no page and no request; holds no question and no text."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from app.answering.answer import Answer
from app.messages.errors import SanadError

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 8, 15, 30, 60, 120, 240)


class Metrics:
    """The numbers of one desk, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._answers = Counter("sanad_answers", "Answers, by how they ended.", ["outcome"], registry=self._registry)
        self._sentences = Counter(
            "sanad_sentences", "Sentences of answers, by what checking found.", ["support"], registry=self._registry
        )
        self._latency = Histogram(
            "sanad_answer_seconds", "Seconds until a stage of an answer was reached.", ["stage"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._changes = Counter("sanad_changes", "Changes of the library.", ["action"], registry=self._registry)
        self.running = Gauge("sanad_answers_running", "Answers being written.", registry=self._registry)

    def gauge(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Add a number that is asked for whenever it is read."""
        Gauge(name, text, registry=self._registry).set_function(value)

    def answered(self, answer: Answer) -> None:
        """Count a whole answer."""
        self._answers.labels("refused" if answer.refused else "answered").inc()
        for sentence in answer.sentences:
            self._sentences.labels(sentence.support).inc()
        times = (answer.timings.retrieve, answer.timings.first_token, answer.timings.total)
        for stage, milliseconds in zip(("sources", "first_text", "whole"), times, strict=True):
            if milliseconds is not None:
                self._latency.labels(stage).observe(milliseconds / 1000)

    def failed(self, error: SanadError) -> None:
        """Count an answer that ended with an error."""
        self._answers.labels(error.code).inc()

    def changed(self, action: str) -> None:
        """Count a change of the library."""
        self._changes.labels(action).inc()

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)
