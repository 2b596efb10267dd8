"""Why cleaning left a line out, in words of either language. Plain data: knows no rule of cleaning and no page."""

from __future__ import annotations

from typing import Final

from ingest.language import Language

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "about_box": ("about the outlet", "تعريف بالجهة"),
    "advertisement": ("advertisement", "إعلان"),
    "after_story": ("after the story", "بعد نهاية الخبر"),
    "author_box": ("about the author", "تعريف بالكاتب"),
    "breadcrumb": ("path through the site", "مسار داخل الموقع"),
    "byline": ("byline", "اسم الكاتب"),
    "caption": ("caption", "تعليق صورة"),
    "comments": ("comments", "تعليقات"),
    "controls": ("controls", "أزرار"),
    "cookies": ("cookies", "ملفات تعريف الارتباط"),
    "counter": ("counter", "عدّاد"),
    "credit": ("credit", "مصدر صورة أو خبر"),
    "dateline": ("date line", "سطر التاريخ"),
    "donation": ("appeal for donations", "طلب تبرّع"),
    "follow": ("follow us", "تابعونا"),
    "icon": ("icon", "أيقونة"),
    "link": ("a bare address", "عنوان رابط"),
    "marks": ("marks without words", "علامات بلا كلام"),
    "navigation": ("navigation", "تصفّح"),
    "newsletter": ("newsletter", "نشرة بريدية"),
    "outlet": ("name of the outlet", "اسم الجهة"),
    "page": ("around the story", "حول الخبر"),
    "paywall": ("for subscribers", "للمشتركين"),
    "read_also": ("read also", "اقرأ أيضًا"),
    "related": ("related stories", "أخبار ذات صلة"),
    "repeat": ("repetition", "تكرار"),
    "repeated_title": ("the title again", "العنوان مكرّرًا"),
    "rights": ("rights", "حقوق"),
    "share": ("share", "مشاركة"),
    "source": ("source", "المصدر"),
    "tags": ("tags", "وسوم"),
    "teaser": ("teaser", "مقتطف خبر آخر"),
    "title": ("title", "العنوان"),
    "tracking": ("tracking", "تتبّع"),
}


def removed_because(reason: str, language: Language) -> str:
    """Return `reason` in words; a key that has none stands for itself."""
    english, arabic = _REASONS.get(reason, (reason[:40], reason[:40]))
    return arabic if language == "ar" else english
