"""The names of months and weekdays in one table: English, and Arabic as the newsrooms of each region write them."""

from __future__ import annotations

from typing import NamedTuple


class Month(NamedTuple):
    """A month: its English name, that of Egypt and the Gulf, that of the Levant, and what else it is called."""

    english: str
    egyptian: str
    levantine: str
    others: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name of the month; some have two words."""
        return (self.english, *self.others, self.egyptian, self.levantine)


MONTHS = (
    Month("January", "يناير", "كانون الثاني", ("Jan", "جانفي")),
    Month("February", "فبراير", "شباط", ("Feb", "فيفري")),
    Month("March", "مارس", "آذار", ("Mar",)),
    Month("April", "أبريل", "نيسان", ("Apr", "أفريل")),
    Month("May", "مايو", "أيار", ("ماي",)),
    Month("June", "يونيو", "حزيران", ("Jun", "يونيه", "جوان")),
    Month("July", "يوليو", "تموز", ("Jul", "يوليه", "يوليوز", "جويلية")),
    Month("August", "أغسطس", "آب", ("Aug", "غشت", "أوت")),
    Month("September", "سبتمبر", "أيلول", ("Sept", "Sep", "شتنبر")),
    Month("October", "أكتوبر", "تشرين الأول", ("Oct",)),
    Month("November", "نوفمبر", "تشرين الثاني", ("Nov", "نونبر")),
    Month("December", "ديسمبر", "كانون الأول", ("Dec", "دجنبر")),
)

HIJRI_MONTHS = (
    ("محرم", "المحرم", "محرم الحرام", "Muharram"),
    ("صفر", "Safar"),
    ("ربيع الأول", "ربيع أول", "Rabi al-Awwal"),
    ("ربيع الآخر", "ربيع الثاني", "ربيع ثاني"),
    ("جمادى الأولى", "جمادى الأول"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادى الثاني", "جمادى الآخر"),
    ("رجب", "Rajab"),
    ("شعبان", "Shaaban", "Shaban", "Sha'ban"),
    ("رمضان", "رمضان المبارك", "Ramadan"),
    ("شوال", "Shawwal"),
    ("ذو القعدة", "ذي القعدة"),
    ("ذو الحجة", "ذي الحجة"),
)

WEEKDAYS = (
    ("Monday", "الاثنين"),
    ("Tuesday", "الثلاثاء"),
    ("Wednesday", "الأربعاء"),
    ("Thursday", "الخميس"),
    ("Friday", "الجمعة"),
    ("Saturday", "السبت"),
    ("Sunday", "الأحد"),
)
