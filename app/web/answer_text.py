"""An answer's text as HTML: sentences, `[n]` markers, verdicts. Pure: knows no card, page or model."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from markupsafe import Markup

from app.answering.answer import AnsweredSentence, CitedSpan
from app.web.markup import fill
from app.web.strings import Words, words

_MARKER = re.compile(r"\[([0-9]{1,3})\]")
_TAIL = re.compile(r"(?:\s*\[[0-9]{1,3}\])+\s*$")


def marked_text(text: str, turn: int, known: Container[int], interface: Words) -> Markup:
    """Return the model's `text` as markup, with links only where `[n]` names a citation that exists."""
    return fill("marked.html", pieces=list(_pieces(text, known)), turn=turn, interface=interface)


def _pieces(text: str, known: Container[int]) -> Iterator[str | int]:
    """Yield `text` in pieces: a number for each marker of a known citation, all else as it stands."""
    position = 0
    for found in _MARKER.finditer(text):
        n = int(found.group(1))
        if n in known:
            yield text[position : found.start()]
            yield n
            position = found.end()
    yield text[position:]


def sentence_text(
    sentence: AnsweredSentence, place: str, turn: int, cited: Mapping[int, CitedSpan], interface: Words
) -> Markup:
    """Return one sentence with its markers and verdict; `place` makes the ids of what opens unique.

    An article's own words stand in an element of their own, which has their language and direction.
    """
    tail = _TAIL.search(sentence.text)
    plain = sentence.text[: tail.start()] if tail else sentence.text
    markers = marked_text(tail.group().replace(" ", ""), turn, cited, interface) if tail else ""
    lead, quote, spoken = _quote(plain, [cited[n] for n in sentence.citations if n in cited])
    text = quote if sentence.quoted else marked_text(plain, turn, cited, interface)
    return fill(
        "sentence.html",
        sentence=sentence,
        place=place,
        markers=markers,
        lead=lead,
        text=text,
        spoken=spoken,
        interface=interface,
    )


def _quote(text: str, citations: Sequence[CitedSpan]) -> tuple[str, str, Words | None]:
    """Return what leads in to the quote in `text`, the quote with its marks, and its language where it is found."""
    for citation in citations:
        at = text.find(" ".join(citation.text.split()))
        if at > 0:
            return text[: at - 1], text[at - 1 :], words(citation.article.language)
    return "", text, None
