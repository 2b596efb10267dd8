"""Tells a follow-up from a question that stands alone, and makes it stand alone without a model. Pure.

A strong model rewrites follow-ups itself (see `chain`); this is what serves where there is none, or a small one,
and what decides whether rewriting is needed at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.answer import Turn
from ingest.text import is_stopword, normalise, words

_OPENERS = re.compile(
    r"""(?ix)^\W*(?:and|but|or|also|so|then|what\s+about|how\s+about|why\s*\?|really\s*\?
    | ماذا\s+عن | وماذا | ولماذا | وكم | ومن | ومتى | واين | وهل | وكيف | وما | ومع | ولمن | واي | والي | وبكم | وفي
    | لماذا\s*\?? $ )\b"""
)
_BACKWARD = frozenset(
    """he she it they him her them his hers its their theirs this these those there then same former latter one ones
    هو هي هم هما هن ذلك تلك هذا هذه هولاء اوليك هناك حينها انذاك عنه عنها عنهم فيه فيها فيهم منه منها منهم له لها لهم
    به بها بهم عليه عليها عليهم اليه اليها اليهم معه معها معهم بينهم بينهما قبله قبلها بعده بعدها لديه لديها
    لديهم نفسه نفسها ايضا قاله قالها فعله فعلها قادها قاده نفذها نفذه اطلقها اطلقه هدفها هدفه عددهم عددها اسمه
    اسمها سببه سببها""".split()  # noqa: SIM905
)
# A question of one or two words of its own says nothing without the one before: «وكم بلغ العدد؟», "how many?".
_FEWEST_OWN_WORDS = 2
# The local model's prompt has room for a question of about this many characters besides its evidence.
_LONGEST_ANCHOR = 300


def is_follow_up(question: str, history: Sequence[Turn]) -> bool:
    """Whether `question` leans on the conversation before it."""
    if not history:
        return False
    folded = normalise(question).text
    if _OPENERS.match(folded):
        return True
    found = [word.text for word in words(question)]
    own = [word for word in found if not is_stopword(word)]
    return len(own) <= _FEWEST_OWN_WORDS or any(word in _BACKWARD for word in found)


def joined(question: str, history: Sequence[Turn]) -> str:
    """Return the question together with the last one that stood alone, for searching and for a small model."""
    anchor = next(
        (
            turn.question
            for number, turn in reversed(list(enumerate(history)))
            if not is_follow_up(turn.question, history[:number])
        ),
        history[-1].question,
    )
    return f"{anchor[:_LONGEST_ANCHOR].strip()} {question.strip()}"


def transcript(history: Sequence[Turn], turns: int = 4, longest: int = 400) -> str:
    """Return the last `turns` exchanges as text for a prompt, each answer cut to `longest` characters."""
    lines = []
    for turn in history[-turns:]:
        lines += [f"- {turn.question.strip()}", f"  {' '.join(turn.answer.split())[:longest]}"]
    return "\n".join(lines)
