"""Questions to click on a first visit. Plain data and one choice: knows no page and no search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from app.messages.catalogue import say
from ingest.language import Language
from vectorstore.types import ArticleSummary

# For the five founding articles, by file name: each question is answered by its own article.
_FOUNDING: Final[dict[str, dict[Language, str]]] = {
    "000_2fd496e4e266a493.txt": {
        "ar": "كم طنًّا من المواد الغذائية وُزّع على سكان قرية نايم؟",
        "en": "How many tonnes of food were distributed in the village of Nayem?",
    },
    "001_61bc090e6c51c648.txt": {
        "ar": "ما نسبة ما استعادته قوات سوريا الديمقراطية من الرقة؟",
        "en": "How much of Raqqa had the Syrian Democratic Forces retaken?",
    },
    "002_dbd16254547b0f4f.txt": {
        "ar": "ماذا رفض البنتاغون؟",
        "en": "Which proposal did the Pentagon reject?",
    },
    "003_cd1fa4d3cc96dd3c.txt": {
        "ar": "كم طلعة جوية شنت روسيا وكم هدفًا أصابت؟",
        "en": "How many sorties did Russia fly, and how many targets did they hit?",
    },
    "004_e36ff3077719ab7d.txt": {
        "ar": "مع من بحث غيراسيموف الوضع في سوريا؟",
        "en": "With whom did Gerasimov discuss the situation in Syria?",
    },
}
_MOST = 4
_LONGEST_TITLE = 70


def example_questions(articles: Sequence[ArticleSummary], language: Language) -> list[str]:
    """Return up to four questions that `articles`, newest first, can answer, in `language`."""
    founding = [
        _FOUNDING[name][language] for article in articles if (name := PurePath(article.source).name) in _FOUNDING
    ]
    own_language_first = sorted(articles, key=lambda article: article.language != language)
    about = [
        say("page", "example_about", language, title=article.title)
        for article in own_language_first
        if len(article.title) <= _LONGEST_TITLE
    ]
    return (founding or about)[:_MOST]
