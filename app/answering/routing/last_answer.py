"""Tells a wish about the last answer («in English», «shorter») from a question. Pure: knows no model.

The last question is then answered again in that way, from the library: its citations are looked for and checked anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.answering.answer import Turn
from ingest.language import Language
from ingest.language.text import detect_language, fold

Style = Literal["shorter", "longer", "list"]

_POLITE = r"(?:(?:can|could|would)\ you\ |please\ |pls\ |now\ |ok\ |هل\ يمكنك\ |ممكن\ |من\ فضلك\ |لو\ سمحت\ |رجاء\ )*"
_TAIL = r"(?:\ (?:please|pls|now|من\ فضلك|لو\ سمحت|رجاء))?"
_IT = r"(?:\ (?:that|it|this|the\ (?:last\ )?answer|your\ answer|ذلك|هذا|الجواب|الاجابه|جوابك))?"
_LANGUAGES = {"en": r"english|الانجليزيه|انجليزي|الانكليزيه", "ar": r"arabic|العربيه|عربي"}
_TO = r"(?:\ ?(?:in|to|into|ب|الي|بال|بل)\ ?)"
_STYLES: dict[Style, str] = {
    "shorter": rf"shorter|briefer|make{_IT}\ shorter|shorten{_IT}|be\ brief|in\ short|tl\ ?dr|summari[sz]e{_IT}"
    rf"|in\ one\ sentence|اختصر{_IT}|اقصر|باختصار|لخص{_IT}|بايجاز|في\ جمله\ واحده",
    "longer": rf"longer|more\ detail(?:s|ed)?|elaborate|in\ more\ detail|make{_IT}\ longer|tell\ me\ more"
    rf"|اطول|بالتفصيل|تفاصيل\ اكثر|فصل{_IT}",
    "list": r"(?:as|in)\ (?:a\ )?(?:list|bullets?|bullet\ points?|points)|bullet\ points"
    r"|في\ نقاط|علي\ شكل\ نقاط|نقاط|كقايمه",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How the last question is to be answered again; without either, in the other language."""

    language: Language | None = None
    style: Style | None = None


def wish_of(turn: str) -> Wish | None:
    """Return what `turn` wishes of the last answer, None where it is anything else."""
    said = " ".join(re.findall(r"[^\W_]+", fold(turn).casefold()))
    for language, names in _LANGUAGES.items():
        verb = rf"(?:(?:translate|say|repeat|answer|write|ترجم|ترجمه|اعد|قل|اكتب|اجب){_IT}\ ?)?"
        if re.fullmatch(rf"(?x){_POLITE}{verb}{_TO}(?:ال)?(?:{names}){_TAIL}|(?:{names}){_TAIL}", said):
            return Wish("en" if language == "en" else "ar")
    for style, pattern in _STYLES.items():
        if re.fullmatch(rf"(?x){_POLITE}(?:{pattern}){_TAIL}", said):
            return Wish(style=style)
    if re.fullmatch(rf"(?x){_POLITE}(?:translate|ترجم){_IT}{_TAIL}", said):
        return Wish()
    return None


def apply(wish: Wish, history: Sequence[Turn]) -> tuple[str, Sequence[Turn], Language] | None:
    """Return the question to answer again, the conversation before it, and the language; None where there is none."""
    at = last_question(history)
    if at is None:
        return None
    question = history[at].question
    own = detect_language(question)
    other: Language = "en" if own == "ar" else "ar"
    language = wish.language or (own if wish.style else other)
    return question, history[:at], language


def last_question(history: Sequence[Turn]) -> int | None:
    """Return the number of the last turn in `history` that asked something itself; None where there is none."""
    return next((at for at in range(len(history) - 1, -1, -1) if wish_of(history[at].question) is None), None)
