"""An answer's text as escaped HTML: sentences, `[n]` markers, verdicts. Pure: knows no card, page or model."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from app.answering.answer import AnsweredSentence, CitedSpan
from app.web.escape import escaped
from app.web.strings import Words, words

_MARKER = re.compile(r"\[([0-9]{1,3})\]")
_TAIL = re.compile(r"(?:\s*\[[0-9]{1,3}\])+\s*$")


def marked_text(text: str, turn: int, known: Container[int], interface: Words) -> str:
    """Return the model's `text` escaped, with links only where `[n]` names a citation that exists."""
    pieces: list[str] = []
    position = 0
    for found in _MARKER.finditer(text):
        n = int(found.group(1))
        pieces.append(escaped(text[position : found.start()]))
        pieces.append(_marker(n, turn, interface) if n in known else escaped(found.group()))
        position = found.end()
    return "".join(pieces) + escaped(text[position:])


def _marker(n: int, turn: int, interface: Words) -> str:
    name = escaped(interface.citation.format(n=n))
    return (
        f'<bdi class="marker" dir="ltr"><a class="cite" href="#citation-{turn}-{n}" aria-label="{name}" '
        f'title="{name}">[{n}]</a></bdi>'
    )


def sentence_text(
    sentence: AnsweredSentence, place: str, turn: int, cited: Mapping[int, CitedSpan], interface: Words
) -> str:
    """Return one sentence with its markers and verdict; `place` makes the ids of what opens unique.

    An article's own words stand in an element of their own, which has their language and direction.
    """
    tail = _TAIL.search(sentence.text)
    plain = sentence.text[: tail.start()] if tail else sentence.text
    markers = marked_text(tail.group().replace(" ", ""), turn, cited, interface) if tail else ""
    end = f"{markers}{_support(sentence, place, interface)}"
    if not sentence.quoted:
        words_of_model = f'<span class="words">{marked_text(plain, turn, cited, interface)}</span>'
        return f'<span class="sentence {sentence.support}">{words_of_model}{end}</span>'
    lead, quote, spoken = _quote(plain, [cited[n] for n in sentence.citations if n in cited])
    return (
        f'<span class="sentence quoted {sentence.support}">{_quote_label(sentence, place, interface)}{escaped(lead)}'
        f'<span class="said"{spoken}><span class="words">{escaped(quote)}</span>{end}</span></span>'
    )


def _quote(text: str, citations: Sequence[CitedSpan]) -> tuple[str, str, str]:
    """Return what leads in to the quote in `text`, the quote with its marks, and the attributes of its language."""
    for citation in citations:
        at = text.find(" ".join(citation.text.split()))
        if at > 0:
            language = words(citation.article.language)
            return text[: at - 1], text[at - 1 :], f' lang="{language.language}" dir="{language.direction}"'
    return "", text, ""


def _support(sentence: AnsweredSentence, place: str, interface: Words) -> str:
    if sentence.support == "supported":
        name = escaped(interface.supported)
        return f'<span class="tick" role="img" aria-label="{name}" title="{name}"></span>'
    name = interface.partial if sentence.support == "partial" else interface.unsupported
    return _doubt(name, sentence.reasons, place, interface)


def _quote_label(sentence: AnsweredSentence, place: str, interface: Words) -> str:
    if sentence.support != "supported":  # its reasons are about the support, and are shown there
        return f'<span class="badge quote-label">{escaped(interface.quote)}</span>'
    return _doubt(interface.quote, sentence.reasons, f"quote-{place}", interface, "quote-label")


def _doubt(name: str, reasons: Sequence[str], place: str, interface: Words, kind: str = "") -> str:
    """Return a badge that opens to say why, or a plain one where there is no reason to give."""
    if not reasons:
        return f'<span class="doubt"><span class="badge {kind}">{escaped(name)}</span></span>'
    shown = "".join(f'<span class="reason" dir="auto">{escaped(reason)}</span>' for reason in reasons)
    tip = escaped(" ".join(reasons))
    return (
        f'<details class="doubt" id="doubt-{place}">'
        f'<summary class="badge {kind}" title="{tip}">{escaped(name)}</summary>'
        f'<span class="reasons"><b>{escaped(interface.why)}</b> {shown}</span></details>'
    )
