"""Chooses what a chat model gets to see: few sentences for a small model, passages for a strong one.

What it chooses is numbered from 1: what the model cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.answering.answer import CitedSpan
from app.answering.evidence.responding import Asked, responds
from app.answering.evidence.versions import newest_first
from app.answering.output_filter import visible
from ingest.cleaning.lines import letters_of
from ingest.language import Language
from vectorstore.types import Hit

# Characters per token of the local model's tokenizer: the founding articles, and the English README. For budgets only.
_CHARACTERS_PER_TOKEN: dict[Language, float] = {"ar": 2.8, "en": 3.85}
# What a sentence without the figure or date that is asked for keeps of its relevance.
_UNRESPONSIVE = 0.6
# A bracketed number in an article would read as a citation of ours.
_BRACKETED_NUMBER = re.compile(r"[\[【［](\s*\d[\d\s,،–-]*)[\]】］]")
# «عواصم-وكالات- كشف المبعوث»: places and agencies before a report's first word, which a small model takes for a part of
# the sentence. Two or three, as a single dash may well part the sentence itself, and a pair an aside.
_DATELINE = re.compile(
    r"^(?:(?!وه[ويمن]|وقد|الذي|التي)[\u0621-\u064a]+(?: [\u0621-\u064a]+)?\s*[-–—/]\s*){2,3}(?=[\u0621-\u064a])"
)

Gloss = Callable[[str, Language], str]


@dataclass(frozen=True, slots=True)
class EvidencePolicy:
    """How much a model gets: whole `passages` with their headings, or single `sentences`; budget in tokens."""

    unit: Literal["sentence", "passage"]
    items: int
    tokens: int


# The two best sentences: docs/decisions/0004-answering.md. Two cores read about 75 prompt tokens a second, so that
# 200 tokens are most of the three seconds that a reader waits for a first word.
SENTENCES = EvidencePolicy("sentence", items=2, tokens=200)
PASSAGES = EvidencePolicy("passage", items=8, tokens=3000)


def estimate_tokens(text: str, language: Language) -> int:
    """Return about how many tokens of a chat model `text` takes."""
    return int(len(text) / _CHARACTERS_PER_TOKEN[language]) + 1


def choose(hits: Sequence[Hit], policy: EvidencePolicy, asked: Asked = "other") -> tuple[CitedSpan, ...]:
    """Return the best evidence within the policy's bounds, best first; at least one item where there is a hit.

    Sentences that hold no figure or date where one is `asked` for come behind others of like relevance.
    """
    chosen: list[CitedSpan] = []
    spent = 0
    for span in _candidates(newest_first(hits), policy, asked):
        cost = estimate_tokens(span.text, span.hit.article.language)
        if chosen and (spent + cost > policy.tokens or _said(span.text, chosen)):
            continue
        chosen.append(span)
        spent += cost
        if len(chosen) == policy.items:
            break
    return tuple(chosen)


def _said(text: str, chosen: Sequence[CitedSpan]) -> bool:
    """Whether the same words are among the evidence already: a copy tells a model nothing more."""
    return any(letters_of(span.text) == letters_of(text) for span in chosen)


def _candidates(hits: Sequence[Hit], policy: EvidencePolicy, asked: Asked) -> list[CitedSpan]:
    if policy.unit == "passage":
        return [_whole(hit) for hit in hits]
    spans = [
        CitedSpan(hit, one.start, one.end, one.score * (1.0 if responds(one.text, asked) else _UNRESPONSIVE))
        for hit in hits
        for one in hit.sentences
    ]
    return sorted(spans, key=lambda span: -span.score)


def _whole(hit: Hit) -> CitedSpan:
    """Return all sentences of the hit; the hit itself where it has none."""
    if not hit.sentences:
        return CitedSpan(hit, hit.start, hit.end, hit.score)
    return CitedSpan(hit, hit.sentences[0].start, hit.sentences[-1].end, hit.score)


def render(items: Sequence[CitedSpan], policy: EvidencePolicy, gloss: Gloss) -> str:
    """Return the numbered evidence as prompt text. `gloss` may add translations of names to a sentence."""
    lines = []
    for number, item in enumerate(items, start=1):
        text = _DATELINE.sub("", " ".join(visible(item.text).split()))
        body = _BRACKETED_NUMBER.sub(r"(\1)", gloss(text, item.hit.article.language))
        lines.append(f"[{number}] {_heading(item.hit)}{body}" if policy.unit == "passage" else f"[{number}] {body}")
    return "\n".join(lines)


def _heading(hit: Hit) -> str:
    article = hit.article
    when = article.published.isoformat() if article.published else ""
    about = ", ".join(part for part in (article.outlet or "", when) if part)
    return f"{article.title} ({about}):\n" if about else f"{article.title}:\n"
