"""Numbers and dates in both scripts and languages, through their public doors."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.verify.dates import find_dates, missing_dates
from app.answering.verify.numbers import find_quantities, same_value
from app.answering.verify.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("٣٬٤٠٠ شخص", 3400), ("3,400 people", 3400), ("3.4 thousand people", 3400), ("١٫٦ طن", 1.6),
        ("ألفي مقاتل", 2000),
        ("خمسون ألفا", 50_000), ("مئتين وخمسين", 250), ("الأربع والعشرين ساعة", 24), ("خمسة وأربعين في المئة", 45),
        ("مئة وعشرين ألف نسمة", 120_000), ("مليون ونصف المليون", 1_500_000), ("twenty-four hours", 24), ("a dozen", 12),
        ("half a million", 500_000), ("two and a half million", 2_500_000), ("$3bn", 3e9), ("ثلاثة عشر", 13),
        ("the twenty-first", 21), ("يومين", 2), ("ثلاثة أرباع", 0.75), ("five per cent", 5),
    ],
)  # fmt: skip
def test_a_number_is_read_whatever_its_writing(text: str, value: float) -> None:
    assert any(value == pytest.approx(one) for one in find_quantities(tokenise(text))[0].values)


@given(st.integers(min_value=0, max_value=10**9))
def test_digits_of_either_script_are_one_number(number: int) -> None:
    arabic = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    grouped = find_quantities(tokenise(f"{number:,}"))[0]
    assert same_value(find_quantities(tokenise(arabic))[0], grouped)
    assert not same_value(find_quantities(tokenise(str(number + 1)))[0], grouped)


def test_units_convert_but_a_near_number_stays_another() -> None:
    day, minutes = find_quantities(tokenise("24 hours, 90 minutes"))
    assert same_value(day, find_quantities(tokenise("1 day"))[0])
    assert not same_value(find_quantities(tokenise("91 minutes"))[0], minutes)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("on 5 November 2016", "في الخامس من نوفمبر 2016"), ("30 September", "يوم 30 سبتمبر أيلول"),
        ("in March", "آذار الماضي"), ("في آب", "at the end of August"), ("2019-09-05", "05 سبتمبر 2019"),
        ("12 مايو/أيار 2020", "May 12, 2020"), ("1 سبتمبر 2019", "2 محرم 1441 هـ"), ("Saturday", "السبت"),
    ],
)  # fmt: skip
def test_dates_agree_across_calendars_and_names(claim: str, source: str) -> None:
    wanted, offered = find_dates(tokenise(claim)), find_dates(tokenise(source))
    assert wanted
    assert missing_dates(wanted, offered, None) == []


def test_publication_gives_a_year_and_yesterday_but_not_another_year() -> None:
    published = date(2019, 9, 5)
    offered = find_dates(tokenise("قالت الوزارة أمس الأربعاء"))
    assert missing_dates(find_dates(tokenise("on 4 September 2019")), offered, published) == []
    assert missing_dates(find_dates(tokenise("in 2017")), offered, published)


def test_words_that_look_like_months_are_not() -> None:
    assert find_dates(tokenise("مارس ضغطا على التنظيم")) == []
    assert find_dates(tokenise("May not be")) == []
