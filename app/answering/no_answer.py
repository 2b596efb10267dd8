"""Whether a model says that it found no answer, in either language. Knows no model."""

from __future__ import annotations

import re

_NO_ANSWER = re.compile(
    r"""(?ix)^\W*(?:no\s+answer\b | لا\s+(?:جواب|إجابة|اجابة)
    | (?:the|these|those|this)\s+(?:provided\s+)?(?:numbered\s+)?
      (?:passages?|articles?|texts?|sources?|documents?|information)\s+(?:do|does|did)\s*(?:not|n't)
    | (?:there\s+is\s+)?no\s+(?:information|mention)\b | i\s+(?:do\s+not|don't|cannot|can't)\b
    | (?:it\s+is\s+)?not\s+(?:mentioned|stated|specified|provided)\b
    | لا\s+(?:توجد|يوجد|تتوفر)\s+(?:أي\s+)?(?:معلومات|إشارة|ذكر)
    | (?:لا|لم)\s+(?:تذكر|يذكر|ترد|يرد|تتضمن|يتضمن|تحتوي|يحتوي|تحدد|يحدد)\s
    | (?:المقاطع|النصوص|المقالات)\s+(?:المرقمة\s+|المقدمة\s+)?(?:لا|لم)\s )"""
)

_BARE = re.compile(r"(?i)\W*(?:no\s+answer|لا\s+(?:جواب|إجابة|اجابة))\W*")


def says_no_answer(sentence: str) -> bool:
    """Whether a model's sentence says that the evidence holds no answer, in either language."""
    return bool(_NO_ANSWER.match(sentence))


def is_bare(sentence: str) -> bool:
    """Whether the sentence is nothing but the words that the prompt asks for where there is no answer."""
    return bool(_BARE.fullmatch(sentence))
