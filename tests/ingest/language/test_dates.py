"""Dates in every convention of Arabic and English news pages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language.dates import find_dates, read_date

LEVANT = "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول"
GULF = "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
MOROCCO = "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر"
ALGERIA = "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
ENGLISH = "January|February|March|April|May|June|July|August|September|October|November|December"
CONVENTIONS = {"levant": LEVANT, "gulf": GULF, "morocco": MOROCCO, "algeria": ALGERIA, "english": ENGLISH}
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize("convention", CONVENTIONS)
@given(day=DAYS, arabic_digits=st.booleans(), prefix=st.sampled_from(["", "أخبار | ", "نشر في: ", "Published "]))
def test_every_day_is_read_in_every_convention(convention: str, day: date, arabic_digits: bool, prefix: str) -> None:
    written = f"{day.day} {CONVENTIONS[convention].split('|')[day.month - 1]} {day.year}"
    if arabic_digits:
        written = written.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    text = prefix + written
    found = find_dates(text)
    assert [one.date for one in found] == [day]
    assert text[found[0].start : found[0].end] == written
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "05 سبتمبر 2019", "5 سبتمبر/أيلول 2019", "5 أيلول (سبتمبر) 2019", "سبتمبر 5, 2019", "الخميس، 5 سبتمبر، 2019م",
        "Sept. 5, 2019", "September 5th, 2019", "5th of September 2019", "2019-09-05", "2019/9/5", "5-Sep-2019",
        "6 محرم 1441 هـ", "٦ محرم ١٤٤١هـ", "1441/01/06هـ", "06-01-1441 هـ", "5 من سبتمبر 2019", "Thu 5 Sep 2019 10:30",
    ],
)  # fmt: skip
def test_ways_to_write_one_day(text: str) -> None:
    assert [one.date for one in find_dates(text)] == [date(2019, 9, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "30 سبتمبر", "في سبتمبر 2014", "31 فبراير 2019", "v1.2.2019", "192.168.10.2019", "Mayor 5, 2019", "40 May 2019",
        "5 ماي", "13/13/2019", "رقم 2019-1234", "في الساعة 10:30", "1441", "",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_a_numeric_date_is_read_only_where_it_is_certain() -> None:
    assert find_dates("03/04/2019") == []
    assert find_dates("03/04/2019", day_first=True)[0].date == date(2019, 4, 3)
    assert find_dates("03/04/2019", day_first=False)[0].date == date(2019, 3, 4)
    assert find_dates("25/04/2019")[0].date == find_dates("04/25/2019")[0].date == date(2019, 4, 25)


def test_both_calendars_on_one_line() -> None:
    found = find_dates("الخميس 6 محرم 1441هـ - 5 سبتمبر 2019م")
    assert [(one.date, one.hijri) for one in found] == [(date(2019, 9, 5), True), (date(2019, 9, 5), False)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-09-05T23:30:00+03:00", date(2019, 9, 5)),
        ("2019-09-05T10:00:00Z", date(2019, 9, 5)),
        ("Thu, 05 Sep 2019 10:00:00 GMT", date(2019, 9, 5)),
        ("5 سبتمبر 2019", date(2019, 9, 5)),
        ("1567677600", date(2019, 9, 5)),
        ("1567677600000", date(2019, 9, 5)),
        ("0001-01-01", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("9" * 500, None),
    ],
)
def test_metadata_fields(value: str | None, expected: date | None) -> None:
    assert read_date(value) == expected


@given(st.text(alphabet=st.sampled_from("0123456789/-. سبتمرأيلوهـMay,"), max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for found in find_dates(text, day_first=True):
        assert text[found.start : found.end].strip()
    read_date(text)
