"""The page's words in the reader's language. Knows no component and no markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.messages.catalogue import catalogue, say, text
from app.messages.dates import written
from ingest.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language: each attribute is a text of the catalogue's area `page`, its blanks unfilled."""

    language: Language

    def __getattr__(self, key: str) -> str:
        try:
            return text("page", key, self.language)
        except KeyError:
            raise AttributeError(f"the page has no text {key!r}") from None

    @property
    def direction(self) -> str:
        """Return `rtl` or `ltr`."""
        return "rtl" if self.language == "ar" else "ltr"

    def say(self, key: str, **values: object) -> str:
        """Return the text `key` with `values` in its blanks."""
        return say("page", key, self.language, **values)


def words(language: str) -> Words:
    """Return the interface in `language`; English for anything but Arabic."""
    return Words("ar" if language == "ar" else "en")


def written_date(day: date | None, language: Language) -> str:
    """Return `day` in words of `language`, or the words for "no date"."""
    return written(day, language) if day else words(language).no_date


def removed_because(reason: str, language: Language) -> str:
    """Return in words why cleaning left a line out; a key that has none stands for itself."""
    found: str = catalogue(language)["removed"].get(reason, reason[:40])
    return found
