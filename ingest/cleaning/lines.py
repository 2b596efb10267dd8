"""Classifies a line by its form, whatever it says: a sentence, a paragraph, a truncated teaser."""

from __future__ import annotations

import re

from ingest.language.text import fold

_SENTENCE_END = re.compile(r"[.!?؟۔]+[\"'”’»›)\]}]*$")
_ELLIPSIS_END = re.compile(r"(?:\.\.+|…)[\"'”’»)\]\s]*$")
_ENDING = 12  # characters looked at from a line's end: bounds the time for a line of nothing but full stops
_STORY_LENGTH = 60  # characters of the shortest line that is taken for a paragraph by its full stop
_LONG_LINE = 160  # from here on a line is a paragraph without one; the longest link text of a list stays below
_TEXT_WORDS = 15  # from here on a line is text although it ends in no full stop: headlines in lists have fewer
_NO_LETTER = re.compile(r"[\W_]+")
# How a paragraph of Arabic news continues ("and he added that", "and in"), normalised: no headline begins like this.
# Many papers use no full stops, and this is what distinguishes their paragraphs from the links between them.
_GOES_ON = re.compile(
    r"^[\"'“«(]*[وف](?:"
    r"(?:قال|اضاف|كان|اوضح|اكد|اشار|لفت|ذكر|تابع|جاء|حذر|شدد|نقل|افاد|اعلن|ختم|اعتبر|راي|دعا|طالب|اعرب|اردف|كشف|"
    r"وصف|اتهم|نفي|توقع|انتقد|استطرد|استدرك|ارجع|عزا|بلغ|شهد|اسفر|يشار|يذكر|يقول|يضيف|يري|يؤكد|تقول|تضيف|تري|تؤكد|"
    r"يعتقد|يتوقع|ياتي|تاتي)(?:ت|وا|ه|ها|وه|ته)?"
    r"|في|من|علي|عن|لم|لن|لا|قد|هو|هي|هذا|هذه|ذلك|كذلك|ايضا|حول|عند|بعد|قبل|منذ|خلال|تم|سبق|بحسب|حسب|وفق|وفقا|لدي|الي|ليس)"
    r"(?![^\W\d_])"
)
_SLUG = re.compile(
    r"^[^().]{2,60}\([^()]{2,40}\)\s*[-–—ـ:]\s*\S"
)  # "BEIRUT, Dec 19 (Reuters) - ": how a wire's lead begins
_SPEAKER = re.compile(r"^(?:س|ج|سؤال|جواب|q|a|question|answer)\s*\d*\s*[:/.-]")
# Somebody is quoted or reported: such a line is about what was said, and not the page speaking.
_REPORTS = re.compile(
    r"\b(?:said|says|say|told|tells|asked|added|wrote|joked|warned|announced|argued|claimed|ruled|reads?|fined|quoted)\b"
    r"|(?<![^\W\d_])[وف]?(?:قال|قالت|قالوا|يقول|تقول|اضاف|اضافت|اوضح|اوضحت|ذكر|ذكرت|اكد|اكدت|صرح|صرحت|كتب|كتبت|اشار|"
    r"اشارت|اعلن|اعلنت|طالب|طالبت|حذر|حذرت|جاء)(?![^\W\d_])"
)


def compared(line: str) -> str:
    """Return a line as lines are compared: search normalisation, single spaces."""
    return " ".join(fold(line).split())


def letters_of(line: str) -> str:
    """Return only the letters and digits of a line, normalised: equal for copies that differ in marks and spaces."""
    return _NO_LETTER.sub("", fold(line))


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does; an ellipsis does not count, teasers end in one."""
    ending = line[-_ENDING:]
    return bool(_SENTENCE_END.search(ending)) and not ends_cut(line)


def ends_cut(line: str) -> bool:
    """Whether a line ends in an ellipsis, as teasers do."""
    return bool(_ELLIPSIS_END.search(line[-_ENDING:]))


def is_sentence(line: str) -> bool:
    """Whether a line ends in a full stop: links and slogans end in none, or in ! and ؟."""
    return ends_sentence(line) and line.rstrip("\"'”’»)]").endswith((".", "۔"))


def is_story(line: str) -> bool:
    """Whether a line is a paragraph of text: long and ending a sentence, or very long, or one that goes on."""
    if len(line) >= _LONG_LINE or (len(line) >= _STORY_LENGTH and ends_sentence(line)):
        return True
    if len(line.split()) < 6 or ends_cut(line):
        return False
    return bool(_SLUG.match(line) or _GOES_ON.match(compared(line[:_LONG_LINE])))


def is_text(line: str) -> bool:
    """Whether a line may be text rather than a link: what is one in doubt is not cut."""
    if is_story(line) or is_sentence(line) or _SPEAKER.match(compared(line[:40])):
        return True
    return len(line.split()) >= _TEXT_WORDS and not ends_cut(line)


def reports(folded: str) -> bool:
    """Whether a line, normalised, tells what somebody said."""
    return bool(_REPORTS.search(folded))
