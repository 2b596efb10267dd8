"""The few sentences that answering itself says, in both languages. Plain data."""

from __future__ import annotations

import re
from typing import Final

from ingest.language import Language

_TEXTS: Final[dict[str, dict[Language, str]]] = {
    "refused": {
        "en": "The articles here do not answer this question. The nearest ones are listed below, not as an answer.",
        "ar": "لا تجيب المقالات الموجودة هنا عن هذا السؤال. تجد أدناه أقربها إليه، لا على أنها جواب.",
    },
    "empty_library": {
        "en": "There are no articles here yet. Add some in the Library tab or with `sanad ingest`, then ask again.",
        "ar": "لا توجد مقالات هنا بعد. أضف مقالات من تبويب المكتبة أو بالأمر `sanad ingest` ثم أعد السؤال.",
    },
    "filtered_out": {
        "en": "No article fits what the search is narrowed to. Widen or clear that, then ask again.",
        "ar": "لا مقال يوافق ما ضُيّق إليه البحث. وسّعه أو ألغِ تضييقه ثم أعد السؤال.",
    },
    "quote": {"en": "The article says: “{quote}”", "ar": "جاء في المقال: «{quote}»"},
    "quote_day": {"en": "The article of {day} says: “{quote}”", "ar": "جاء في مقال {day}: «{quote}»"},
    "quote_outlet": {"en": "{outlet} reports: “{quote}”", "ar": "ذكر موقع {outlet}: «{quote}»"},
    "quote_outlet_day": {"en": "{outlet} reported on {day}: “{quote}”", "ar": "ذكر موقع {outlet} في {day}: «{quote}»"},
    "but": {"en": "Another report differs. {quote}", "ar": "ويختلف خبر آخر. {quote}"},
    "differs": {
        "en": "This report gives another figure or date than the one above.",
        "ar": "يذكر هذا الخبر عددًا أو تاريخًا غير المذكور أعلاه.",
    },
    "uncited": {"en": "This sentence names no source.", "ar": "لا تذكر هذه الجملة مصدرًا."},
    "replaced": {
        "en": "The model's own sentence was not supported by the articles, so the best matching quote stands here.",
        "ar": "لم تؤيّد المقالاتُ جملة النموذج، فوُضع مكانها أقرب اقتباس.",
    },
    "quoted": {"en": "Quoted word for word from the article.", "ar": "اقتباس حرفي من المقال."},
    "fallback": {
        "en": "{problem} Meanwhile, this answer quotes the articles word for word.",
        "ar": "{problem} وإلى ذلك الحين تقتبس هذه الإجابة من المقالات حرفيًّا.",
    },
    "partial": {
        "en": "{problem} The answer above is incomplete.",
        "ar": "{problem} الإجابة أعلاه غير مكتملة.",
    },
}

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


def wording(key: str, language: Language, **values: str) -> str:
    """Return the text `key` in `language`; `values` fill its placeholders and are never templates themselves."""
    return _TEXTS[key][language].format(**values)


def says_no_answer(sentence: str) -> bool:
    """Whether a model's sentence says that the evidence holds no answer, in either language."""
    return bool(_NO_ANSWER.match(sentence))
