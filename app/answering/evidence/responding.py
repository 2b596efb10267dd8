"""Whether a text can answer a question at all: the asked-for figure or date is in it, and more than the question.

It says nothing about truth, which is checking's job; a quote or sentence that fails here would
be true and no answer («The faction's camp was bombed» to "Which faction's camp was bombed?").
"""

from __future__ import annotations

import re
from typing import Literal

from app.answering.verify.dates import find_dates
from app.answering.verify.numbers import find_quantities, provides_two
from app.answering.verify.tokens import tokenise
from ingest.language.text import fold, is_stopword, words

Asked = Literal["figure", "time", "other"]

_FIGURE = re.compile(
    r"""(?x)\bhow\s+(?:many|much|long|old|far|large|big|high|often)\b
    | \bwhat\s+(?:percent|share|proportion|number|amount) | \b(?:وكم|كم|بكم|فكم|لكم)\b
    | \b(?:ما|ماهي|كانت|بلغ|بلغت)\s+(?:هي\s+|هو\s+)?
      (?:نسبه|عدد|مقدار|كميه|قيمه|كلفه|تكلفه|حصيله|مده)\b"""
)
_TIME = re.compile(
    r"\bwhen\b|\b(?:what|which)\s+(?:date|day|year|month|time)\b|\bon\s+what\s+date\b|\b(?:ومتي|متي|فمتي)\b"
    r"|\b(?:اي|ما)\s+(?:تاريخ|يوم|عام|سنه|شهر)\b|\bمنذ\s+متي\b"
)
# Points in time without a date: «last week», «أمس».
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|ago|week|month|year|morning|evening|night|hours?|recently|later|after|before|since)\b"
    r"|\b(?:امس|اليوم|مساء|صباح|عصر|ظهر|ليل|ليله|الاسبوع|اسبوع|الشهر|العام|قبل|بعد|منذ|مطلع|نهايه|اواخر|اوائل|الماضي|المقبل|حين)\b"
)


def asked_for(question: str) -> Asked:
    """Return what kind of thing `question` asks for."""
    folded = fold(question).casefold()
    if _TIME.search(folded):
        return "time"
    return "figure" if _FIGURE.search(folded) else "other"


def responds(text: str, asked: Asked) -> bool:
    """Whether `text` holds a figure or a point in time where one is asked for."""
    if asked == "other":
        return True
    tokens = tokenise(text)
    if asked == "figure":
        return bool(find_quantities(tokens)) or provides_two(tokens)
    return bool(find_dates(tokens)) or bool(_RELATIVE.search(fold(text).casefold()))


def adds_nothing(sentence: str, question: str) -> bool:
    """Whether every word of `sentence` that means something stands in `question` already."""
    asked = {word.stem for word in words(question)}
    own = [word for word in words(sentence) if not is_stopword(word.text)]
    return all(word.stem in asked for word in own)
