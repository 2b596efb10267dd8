"""Tells a follow-up from a question that stands alone, and makes it stand alone without a model.

A strong model rewrites follow-ups itself (see `chain`); this is what serves where there is none, or a small one,
and what decides whether rewriting is needed at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.answer import Turn
from app.answering.verify.gazetteer import find_entities
from app.answering.verify.tokens import tokenise
from ingest.language.text import detect_language, is_stopword, normalise, words

_OPENERS = re.compile(
    r"""(?ix)^\W*(?:and|but|or|also|so|then|what\s+about|how\s+about|why\s*\?|really\s*\?
    | ماذا\s+عن | وماذا | ولماذا | وكم | ومن | ومتي | واين | وهل | وكيف | وما | ومع | ولمن | واي | والي | وبكم | وفي
    | لماذا\s*\?? $ )\b"""
)
_BACKWARD = frozenset(
    """he she it they him her them his hers its their theirs this these those there then same former latter one ones
    هو هي هم هما هن ذلك تلك هذا هذه هولاء اوليك هناك حينها انذاك عنه عنها عنهم فيه فيها فيهم منه منها منهم له لها لهم
    به بها بهم عليه عليها عليهم اليه اليها اليهم معه معها معهم بينهم بينهما قبله قبلها بعده بعدها لديه لديها
    لديهم نفسه نفسها ايضا قاله قالها فعله فعلها قادها قاده نفذها نفذه اطلقها اطلقه هدفها هدفه عددهم عددها اسمه
    اسمها سببه سببها""".split()  # noqa: SIM905
)
# Of these the ones that point out of the question whatever it named before, and those that in «من هو» only join.
_ELSEWHERE = frozenset(
    """this these those there then same former latter one ones ذلك تلك هذا هذه هولاء اوليك هناك حينها انذاك
    ايضا""".split()  # noqa: SIM905
)
_ANTECEDENT = 3  # words of its own before a pronoun: "the Russian minister … when he"; by judgement
_COPULAS = frozenset({"هو", "هي", "هم", "هما", "هن"})
# A question of one or two words of its own says nothing without the one before: «وكم بلغ العدد؟», "how many?".
_FEWEST_OWN_WORDS = 2
# In English a name shows by its capital, wherever it is not the first word.
_CAPITAL = re.compile(r"(?<=[\w,;:] )(?!I\b)[A-Z]\w")
# «What is photosynthesis?» names its subject, a bare noun; «What is the reason?» does not.
_DEFINITION = re.compile(
    r"(?i)^\W*(?:what\s+(?:is|are)|define|explain)\s+(?!the\b|that\b|this\b|it\b|they\b|those\b|these\b|there\b|his\b|her\b"
    r"|its\b|their\b|your\b|next\b|new\b|more\b|wrong\b|different\b|known\b|being\b|going\b|happening\b)(?:an?\s+)?[a-z-]{5,}\W*$"
)
# The local model's prompt has room for a question of about this many characters besides its evidence.
_LONGEST_ANCHOR = 300


def is_follow_up(question: str, history: Sequence[Turn]) -> bool:
    """Whether `question` leans on the conversation before it.

    A short one that names its subject does not ("What is the capital of Australia?"): with the question before it, it
    would find that one's articles, and be answered from them.
    """
    if not history:
        return False
    if _DEFINITION.match(question):
        return False
    folded = normalise(question).text
    if _OPENERS.match(folded) or _points_back(question):
        return True
    return len(_own_words(question)) <= _FEWEST_OWN_WORDS and not _names_somebody(question)


def _points_back(question: str) -> bool:
    """Whether a word stands for something outside of the question: not what the question named before it."""
    listed = [word.text for word in words(question)]
    for at, word in enumerate(listed):
        if word not in _BACKWARD:
            continue
        before, behind = _own_words(" ".join(listed[:at])), _own_words(" ".join(listed[at + 1 :]))
        joins = word in _COPULAS and listed[:at] in (["من"], ["ما"]) and behind
        inside = word not in _ELSEWHERE and len(before) >= _ANTECEDENT
        if not joins and not inside:
            return True
    return False


def _names_somebody(question: str) -> bool:
    if detect_language(question) == "en":  # a first word's capital says nothing: "Who" is a known name, too
        return bool(_CAPITAL.search(question))
    return bool(find_entities(tokenise(question)))


def readings(question: str, history: Sequence[Turn]) -> list[str]:
    """Return the ways to read `question`, the likeliest first: after the last question, after the last one that stood
    alone, and, where it has words of its own, by itself. One reading where it is no follow-up.

    A last question with hardly a word of its own («من قال ذلك؟») fits any article: it takes its own anchor along.
    """
    if not is_follow_up(question, history):
        return [question]
    anchor = next(
        (
            turn.question
            for number, turn in reversed(list(enumerate(history)))
            if not is_follow_up(turn.question, history[:number])
        ),
        history[0].question,
    )
    last = history[-1].question
    bare = last != anchor and len(_own_words(last)) < _FEWEST_OWN_WORDS
    found = [
        f"{text[:_LONGEST_ANCHOR].strip()} {question.strip()}"
        for text in (f"{anchor} {last}" if bare else last, anchor)
    ]
    if len(_own_words(question)) >= _FEWEST_OWN_WORDS:
        found.append(question.strip())
    return list(dict.fromkeys(found))


def _own_words(question: str) -> list[str]:
    return [word.text for word in words(question) if not is_stopword(word.text) and word.text not in _BACKWARD]


def transcript(history: Sequence[Turn], turns: int = 4, longest: int = 400) -> str:
    """Return the last `turns` exchanges as text for a prompt, each answer cut to `longest` characters."""
    lines = []
    for turn in history[-turns:]:
        lines += [f"- {turn.question.strip()}", f"  {' '.join(turn.answer.split())[:longest]}"]
    return "\n".join(lines)
