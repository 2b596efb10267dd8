"""Chooses what a chat model gets to see: few sentences for a small model, passages for a strong one. Pure.

Knows no model and no prompt; numbers what it chooses from 1, which is what the model cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.answering.evidence.responding import Asked, responds
from app.answering.evidence.versions import newest_first
from app.answering.output_filter import visible
from ingest.cleaning.lines import letters_of
from ingest.language import Language
from vectorstore.hits import Hit, ScoredSentence

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


@dataclass(frozen=True, slots=True)
class Item:
    """Evidence number `n`: a stretch [start, end) of the hit's article; `score` is its relevance in [0, 1]."""

    n: int
    hit: Hit
    start: int
    end: int
    text: str
    score: float
    sentences: tuple[ScoredSentence, ...]


def estimate_tokens(text: str, language: Language) -> int:
    """Return about how many tokens of a chat model `text` takes."""
    return int(len(text) / _CHARACTERS_PER_TOKEN[language]) + 1


def choose(hits: Sequence[Hit], policy: EvidencePolicy, asked: Asked = "other") -> tuple[Item, ...]:
    """Return the best evidence within the policy's bounds, best first; at least one item where there is a hit.

    Sentences that hold no figure or date where one is `asked` for come behind others of like relevance.
    """
    chosen: list[Item] = []
    spent = 0
    for hit, sentences, score in _candidates(newest_first(hits), policy, asked):
        start, end = sentences[0].start, sentences[-1].end
        text = hit.text[start - hit.start : end - hit.start]
        cost = estimate_tokens(text, hit.article.language)
        if chosen and (spent + cost > policy.tokens or _said(text, chosen)):
            continue
        chosen.append(Item(len(chosen) + 1, hit, start, end, text, score, sentences))
        spent += cost
        if len(chosen) == policy.items:
            break
    return tuple(chosen)


def _said(text: str, chosen: Sequence[Item]) -> bool:
    """Whether the same words are among the evidence already: a copy tells a model nothing more."""
    return any(letters_of(item.text) == letters_of(text) for item in chosen)


def _candidates(
    hits: Sequence[Hit], policy: EvidencePolicy, asked: Asked
) -> Iterator[tuple[Hit, tuple[ScoredSentence, ...], float]]:
    if policy.unit == "passage":
        for hit in hits:
            whole = hit.sentences or (ScoredSentence(hit.start, hit.end, hit.text, hit.score),)
            yield hit, whole, hit.score
        return
    ranked = [
        (sentence.score * (1.0 if responds(sentence.text, asked) else _UNRESPONSIVE), hit, sentence)
        for hit in hits
        for sentence in hit.sentences
    ]
    for score, hit, sentence in sorted(ranked, key=lambda entry: -entry[0]):
        yield hit, (sentence,), score


def render(items: Sequence[Item], policy: EvidencePolicy, gloss: Gloss) -> str:
    """Return the numbered evidence as prompt text. `gloss` may add translations of names to a sentence."""
    lines = []
    for item in items:
        text = _DATELINE.sub("", " ".join(visible(item.text).split()))
        body = _BRACKETED_NUMBER.sub(r"(\1)", gloss(text, item.hit.article.language))
        lines.append(f"[{item.n}] {_heading(item.hit)}{body}" if policy.unit == "passage" else f"[{item.n}] {body}")
    return "\n".join(lines)


def _heading(hit: Hit) -> str:
    article = hit.article
    when = article.published.isoformat() if article.published else ""
    about = ", ".join(part for part in (article.outlet or "", when) if part)
    return f"{article.title} ({about}):\n" if about else f"{article.title}:\n"
