"""Why a sentence was not believed, as a code with parameters and as text in both languages. Checks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ingest.language import Language

_TEXTS: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        "no_evidence": {
            "ar": "لا تستند هذه الجملة إلى أي نص مستشهد به.",
            "en": "This sentence cites no text.",
        },
        "number_missing": {
            "ar": "العدد «{value}» غير وارد في النص المستشهد به.",
            "en": "The number “{value}” is not in the cited text.",
        },
        "unit_differs": {
            "ar": "العدد «{value}» وارد في النص المستشهد به، لكن بوحدة أخرى.",
            "en": "The number “{value}” is in the cited text, but with another unit.",
        },
        "year_missing": {
            "ar": "السنة {value} غير واردة في النص المستشهد به.",
            "en": "The year {value} is not in the cited text.",
        },
        "date_missing": {
            "ar": "التاريخ «{value}» غير وارد في النص المستشهد به.",
            "en": "The date “{value}” is not in the cited text.",
        },
        "name_missing": {
            "ar": "الاسم «{value}» غير وارد في النص المستشهد به.",
            "en": "The name “{value}” is not in the cited text.",
        },
        "name_from_question": {
            "ar": "الاسم «{value}» وارد في السؤال لا في النص المستشهد به.",
            "en": "The name “{value}” is in the question but not in the cited text.",
        },
        "polarity_flipped": {
            "ar": "كلمة «{value}» تقول عكس ما في النص المستشهد به («{other}»).",
            "en": "The word “{value}” says the opposite of the cited text (“{other}”).",
        },
        "word_replaced": {
            "ar": "حيث تقول الجملة «{value}» يقول النص المستشهد به «{other}».",
            "en": "Where the sentence says “{value}”, the cited text says “{other}”.",
        },
        "number_elsewhere": {
            "ar": "العدد «{value}» وارد في النص المستشهد به لشيء آخر، والوارد هنا «{other}».",
            "en": "The cited text counts something else by “{value}”; here it has “{other}”.",
        },
        "exchanged": {
            "ar": "«{value}» و«{other}» متبادلا الموضع مقارنة بالنص المستشهد به.",
            "en": "The cited text has “{value}” and “{other}” the other way round.",
        },
        "negation_added": {
            "ar": "تنفي الجملة بكلمة «{value}» ما لا ينفيه النص المستشهد به.",
            "en": "The sentence negates (“{value}”) what the cited text does not.",
        },
        "negation_dropped": {
            "ar": "ينفي النص المستشهد به بكلمة «{value}» ما تثبته الجملة.",
            "en": "The cited text negates (“{value}”) what the sentence states.",
        },
        "meaning_far": {
            "ar": "معنى الجملة بعيد عن النص المستشهد به.",
            "en": "The sentence is far in meaning from the cited text.",
        },
        "closer_elsewhere": {
            "ar": "نص آخر لم يُستشهد به أقرب إلى هذه الجملة.",
            "en": "Another text, which is not cited, is closer to this sentence.",
        },
    }
)

CODES: tuple[str, ...] = tuple(_TEXTS)


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a stable `code` (one of `CODES`) and the words of the sentence it is about."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """Return the finding as one sentence in `language`; values are shown as written, unescaped."""
        return _TEXTS[self.code][language].format_map(self.params)
