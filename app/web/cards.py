"""The cards of a conversation as HTML, from plain data. Pure: knows no component, session or model."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.answering.answer import CitedSpan
from app.web.answer_text import marked_text, sentence_text
from app.web.copied import copied_text
from app.web.markup import fill
from app.web.strings import Words, words
from app.web.view import Exchange
from ingest.language import Language
from vectorstore.types import Hit

BEST = 3  # sources shown at once: more would push the answer off a phone, or look like an answer after all


def conversation(exchanges: Sequence[Exchange], language: Language, first: int = 1) -> Markup:
    """Return these exchanges, oldest first; `first` is the place of the first of them in the whole conversation."""
    shown = [exchange_card(exchange, turn, language) for turn, exchange in enumerate(exchanges, start=first)]
    return fill("conversation.html", cards=shown, interface=words(language))


def welcome(examples: Sequence[str], language: Language, *, empty: bool = False) -> Markup:
    """Return what an empty conversation shows: what this is, and questions to click, or what an empty library needs."""
    return fill("welcome.html", examples=examples, empty=empty, interface=words(language))


def exchange_card(exchange: Exchange, turn: int, language: Language) -> Markup:
    """Return one question with its sources, answer, notices and citations; `turn` makes the ids unique."""
    interface = words(language)
    cited = {citation.n: citation for citation in exchange.citations}
    answer = exchange.answer
    refused = answer is not None and answer.refused
    return fill(
        "exchange.html",
        exchange=exchange,
        turn=turn,
        interface=interface,
        refused=refused,
        hits=_best_of_each_article(exchange.hits),
        best=BEST,
        sentences=[
            sentence_text(sentence, f"{turn}-{place}", turn, cited, interface)
            for place, sentence in enumerate(exchange.sentences, start=1)
        ],
        draft=marked_text(exchange.draft, turn, cited, interface),
        citations=[] if refused else [citation_card(citation, turn, language) for citation in exchange.citations],
        stage=_stage(exchange, interface),
        foot=_foot(exchange, interface),
    )


def citation_card(citation: CitedSpan, turn: int, language: Language) -> Markup:
    """Return one citation: where it is from, and its passage with the quoted sentence marked."""
    start = citation.start - citation.hit.start
    passage = passage_with_mark(citation.hit.text, start, start + len(citation.text))
    return fill("citation.html", citation=citation, turn=turn, passage=passage, interface=words(language))


def passage_with_mark(passage: str, start: int, end: int) -> Markup:
    """Return `passage` with its [start, end) in `<mark>`; offsets outside it are pulled in."""
    start = max(0, min(start, len(passage)))
    end = max(start, min(end, len(passage)))
    return fill("passage.html", before=passage[:start], marked=passage[start:end], after=passage[end:])


def _best_of_each_article(hits: Sequence[Hit]) -> list[Hit]:
    """Return one hit of each article, most relevant first: each language has a share of the hits, wanted or not."""
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: -hit.score):
        best.setdefault(hit.article.article_id, hit)
    return list(best.values())


def _stage(exchange: Exchange, interface: Words) -> str:
    """Return what is said of an exchange that has no whole answer; empty where nothing is left to say."""
    match exchange.stage:
        case "searching":
            return interface.searching
        case "writing":
            if exchange.thinking:
                return interface.thinking
            return interface.writing if exchange.sentences or exchange.draft else interface.reading
        case "stopped":
            return interface.stopped
        case "failed" if not exchange.told:
            return interface.failed if exchange.hits else interface.failed_early
        case _:
            return ""


def _foot(exchange: Exchange, interface: Words) -> dict[str, str] | None:
    """Return what stands under a whole answer: who wrote it, in how many seconds, and its text to copy."""
    answer = exchange.answer
    if exchange.stage != "done" or answer is None or answer.refused:
        return None
    quotes = all(sentence.quoted for sentence in answer.sentences)
    return {
        "writer": interface.only_quotes if quotes else answer.chat_model,
        "seconds": interface.say("seconds", seconds=f"{answer.timings.total / 1000:.1f}"),
        "copied": copied_text(exchange),
    }
