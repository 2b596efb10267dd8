"""Tells thanks, greetings and questions about Sanad itself from questions to the library. Pure: knows no model."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from ingest.language.text import fold

Kind = Literal["thanks", "greeting", "about"]

# A turn is small talk where it has one of the first words, and nothing but these: «thanks, and who paid?» asks.
_THANKS = frozenset(
    """thanks thank thx ty cheers great perfect awesome wonderful bravo bye goodbye shukran
    شكرا شكر اشكرك مشكور مشكوره تسلم يسلمو ممتاز رايع احسنت عظيم يعطيك وداعا""".split()  # noqa: SIM905
)
_GREETINGS = frozenset(
    """hello hi hey greetings morning evening afternoon salam salaam marhaba ahlan
    مرحبا اهلا هلا سلام السلام صباح مساء هاي تحيه تحياتي""".split()  # noqa: SIM905
)
_AROUND = frozenset(
    """you so much very a lot all again good the that is was your help for there sanad and to everyone ok okay alaikum
    aleikum assalamu wa nice work job well done ya habibi
    لك لكم جزيلا كثيرا جدا علي هذا ذلك المساعده مساعدتك الله خيرا جزاك عليكم ورحمه وبركاته الخير النور بك بكم وسهلا يا
    سند العافيه و حسنا طيب تمام كان عمل""".split()  # noqa: SIM905
)
_THUMBS = frozenset("👍👏🙏❤💯😊🙂😀👌🎉")
_ABOUT = re.compile(
    r"""(?x)(?:so\ |and\ |hi\ |hello\ )?(?: who\ (?:are|r)\ (?:you|u) | what\ are\ you | what\ is\ (?:sanad|your\ name)
    | who\ (?:made|built)\ you | what\ can\ (?:you|i)\ (?:do|ask)(?:\ (?:for\ me|you|here))? | how\ do\ you\ work
    | are\ you\ (?:a\ )?(?:human|robot|bot|an\ ai|chatgpt|gpt)
    | (?:من|مين|ما)\ (?:انت|تكون|اسمك) | ما\ (?:هو\ )?(?:سند|اسمك)
    | ماذا\ (?:تستطيع|يمكنك|تفعل|تعمل)(?:\ ان\ تفعل|\ فعله)?
    | كيف\ تعمل | هل\ انت\ (?:انسان|روبوت|بشر|ذكاء\ اصطناعي) | شو\ (?:بتعمل|اسمك) )"""
)


def small_talk(turn: str) -> Kind | None:
    """Return what kind of small talk `turn` is, None where it is anything else."""
    said = " ".join(re.findall(r"[^\W_]+", fold(turn).casefold()))
    if not said:
        letters = [
            letter for letter in turn if not letter.isspace() and unicodedata.category(letter) not in ("Mn", "Sk")
        ]
        return "thanks" if letters and _THUMBS.issuperset(letters) else None
    if _ABOUT.fullmatch(said):
        return "about"
    words = set(said.split())
    if not words <= _THANKS | _GREETINGS | _AROUND:
        return None
    return "thanks" if words & _THANKS else "greeting" if words & _GREETINGS else None
