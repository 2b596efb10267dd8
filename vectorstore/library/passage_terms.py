"""A passage's words as they are kept beside it, so that no search has to stem them: a line a sentence.

Stems, which the lexical index stores as well, and the consonant skeletons of what may be names, which questions in the
other language look for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.article import digest
from ingest.language import Language, Span
from ingest.language.glossary import translations
from ingest.language.skeletons import skeletons
from ingest.language.text import is_stopword, word_stems
from vectorstore.types import Terms

# Words that every step of normalising, stemming and spelling names by their consonants does something to.
_PROBE = """
والمُدَرِّسَاتُ بالمدارس فالكتاب للجامعة وبمسؤولياتهم أُنشئت إيران آخر الأسواق مستشفى شؤون قراءة يلعبون المهندسين كتبهم
استخدامها اللاعبين سيكتبون وسيذهب الدولية السياسيّة العسكريتين ١٢٣٫٥ ٪ ۴۵ ﷺ ﻣﺤﻤﺪ ـــ الـتـطـويـل مئة مائة هؤلاء بغداد
Running runner's policies ponies relational U.S. U.K. 1,234.5 COVID-19 naïve Café ministers’ argued skies dying news
presidency elections happily generously electrical nationalization 24h don't co-operate organisation organizing
ديلون لافروف تشرشل بوتفليقة Dillon Schwarzkopf Tchaikovsky Philippe Quirk Xavier Cecilia Yeltsin
پوتين ڤيينا چاد گوگل Zürich Łódź Tromsø
"""


_WORD_LISTS = ("glossary.txt", "stopwords.ar.txt", "stopwords.en.txt", "waw.ar.txt")


@dataclass(frozen=True, slots=True)
class Places:
    """Where passages have what is sought, for each stem and each skeleton: rows, ascending, one an occurrence.

    A row is a passage's title or one of its sentences, in order, all passages one after the other: `titles` are the
    rows of the titles, and the number of rows. `lengths` are the rows' words.
    """

    titles: Sequence[int]
    lengths: Sequence[int]
    stems: Mapping[str, Sequence[int]]
    names: Mapping[str, Sequence[int]]


def terms_of(title: str, text: str, language: Language, sentences: Iterable[Span]) -> Terms:
    """Return the words of a passage; `sentences` are offsets into `text`."""
    read = [word_stems(title), *(word_stems(text[span.start : span.end]) for span in sentences)]
    stems = [" ".join(stem for _, stem in line) for line in read]
    names = [" ".join(name for word, stem in line for name in _names(word, stem, language)) for line in read]
    return Terms(stems[0], "\n".join(stems[1:]), "\n".join(names))


def find(passages: Iterable[tuple[Terms, int]], stems: frozenset[str], names: frozenset[str]) -> Places:
    """Return where passages, each of so many sentences, have any of these stems and skeletons."""
    words: list[list[str]] = []
    of_names: list[list[str]] = []
    titles = [0]
    for terms, sentences in passages:
        words.extend(_lines(f"{terms.title}\n{terms.body}", sentences))
        if names:
            of_names.extend(_lines(terms.names, sentences))
        titles.append(len(words))
    return Places(titles, [len(line) for line in words], _places(words, stems), _places(of_names, names))


def _lines(text: str, sentences: int) -> list[list[str]]:
    """Return the words of the title's line and of each sentence's; in older libraries there are fewer lines."""
    lines = [line.split() for line in text.split("\n", sentences)]
    return lines + [[]] * (1 + sentences - len(lines))


def terms_fingerprint() -> str:
    """Return a digest that changes with what `terms_of` makes of words."""
    whole = Span(0, len(_PROBE))
    probes = [terms_of("", _PROBE, language, [whole]) for language in ("ar", "en")]
    lists = [resources.files("ingest.language.data").joinpath(name).read_text("utf-8") for name in _WORD_LISTS]
    return digest("terms by sentence", *(part for made in probes for part in (made.body, made.names)), *lists)


def _places(lines: Iterable[Sequence[str]], sought: frozenset[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, line in enumerate(lines):
        for term in line:
            if term in sought:
                found[term].append(row)
    return dict(found)


@lru_cache(maxsize=65536)
def _names(word: str, stem: str, language: Language) -> tuple[str, ...]:
    """Return the skeletons of a word that may be a name: one that the glossary does not know."""
    if word[0].isdigit() or translations(stem, language) or is_stopword(word):
        return ()
    return tuple(sorted(skeletons(word, stem, language)))
