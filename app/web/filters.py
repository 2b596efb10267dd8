"""Reads the reader's filter fields into `Filters`. Knows no component and no index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.web.strings import Words
from ingest.language import Language
from vectorstore.types import Filters

# People type dates with either script's digits.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class WrongDate(ValueError):
    """A date field that is no date; the message is ready to show."""


def read_date(typed: str | None, interface: Words) -> date | None:
    """Return the date in `typed` (ISO, Western or Arabic digits), None where it is empty; raise WrongDate."""
    text = (typed or "").strip().translate(_DIGITS).replace("/", "-")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongDate(interface.date_wrong) from error


def read_filters(
    outlets: Sequence[str] | None,
    languages: Sequence[str] | None,
    published_from: str | None,
    published_to: str | None,
    interface: Words,
) -> Filters | None:
    """Return what the fields say, None where they say nothing; raise WrongDate."""
    chosen: tuple[Language, ...] = tuple(language for language in ("ar", "en") if language in (languages or ()))
    filters = Filters(
        outlets=tuple(outlets or ()),
        languages=chosen,
        published_from=read_date(published_from, interface),
        published_to=read_date(published_to, interface),
    )
    return None if filters == Filters() else filters
