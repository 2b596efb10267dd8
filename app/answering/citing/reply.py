"""Reads a model's reply, as it streams, into sentences with the numbers of what they cite. Pure: knows no model."""

from __future__ import annotations

from app.answering.citing.citations import CitationParser
from app.answering.citing.markdown import MarkdownReader
from app.answering.citing.sentences import CitedSentence, SentenceStream
from app.answering.citing.styles import StyleReader


class ReplyReader:
    """Markdown, then ways of citing, then markers, then sentences; `highest` is the evidence's last number."""

    def __init__(self, highest: int) -> None:
        self._markdown = MarkdownReader()
        self._styles = StyleReader(highest)
        self._markers = CitationParser(highest)
        self._sentences = SentenceStream()

    def feed(self, text: str) -> list[CitedSentence]:
        """Return the sentences that `text` finished, in order."""
        return self._sentences.feed(self._markers.feed(self._styles.feed(self._markdown.feed(text))))

    def close(self) -> list[CitedSentence]:
        """Return what is left as the last sentences."""
        rest = self._styles.feed(self._markdown.close()) + self._styles.close()
        pieces = [*self._markers.feed(rest), *self._markers.close()]
        return [*self._sentences.feed(pieces), *self._sentences.close()]

    @property
    def draft(self) -> str:
        """The sentence being written, without markers."""
        return self._sentences.draft
