# ruff: noqa: E501 - a paragraph of a made page is one line
"""Pages made up for the tests: none of them, nor any phrase list, was made after looking at the other.

Each names its headline, the paragraphs that must survive and the furniture that must not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AR_STORY = (
    "أعلنت وزارة الموارد المائية في العاصمة أن منسوب المياه في السد الكبير ارتفع إلى 72.5 في المائة من سعته الكاملة.",
    "وقال الناطق باسم الوزارة، سمير الحداد، إن الأمطار الأخيرة “أعادت الأمل إلى المزارعين” بعد ثلاثة مواسم من الجفاف.",
    "وأضاف أن فرق الصيانة ستفتح بوابتين إضافيتين اعتباراً من يوم الأحد المقبل لتخفيف الضغط على جسم السد.",
    "ويعتمد نحو مليوني شخص في ثلاث محافظات على مياه السد للشرب والري، وفق أرقام رسمية صدرت عام 2018.",
)
EN_STORY = (
    "The city council voted on Tuesday to close the old harbour bridge to cars after engineers found cracks in two piers.",
    "“We could not wait for another winter,” said Mayor Elena Ross, who has pushed for repairs since she took office.",
    "About 14,000 drivers cross the bridge every day, and buses will be moved to the northern tunnel from 1 March.",
    "A replacement is expected to cost $120 million and take at least four years to build, according to the council.",
)


@dataclass(frozen=True)
class MadePage:
    name: str
    text: str
    title: str
    story: tuple[str, ...]
    furniture: tuple[str, ...]
    file: str = "page.txt"
    published: date | None = None
    updated: date | None = None
    outlet: str | None = None
    author: str | None = None


def _plain(*lines: str) -> str:
    return "\n\n".join(lines)


def _html(head: str, body: str, language: str = "ar") -> str:
    return f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def _p(story: tuple[str, ...]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in story)


PAGES = (
    MadePage(
        "arabic, breadcrumb, share bar, tags",
        _plain(
            "الرئيسية / أخبار محلية / مياه", "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر",
            "نشر في: 12 شباط 2021", "شارك", "فيسبوك", "تويتر", "واتساب", *AR_STORY,
            "الوسوم", "مياه", "سدود", "زراعة", "أخبار ذات صلة", "وزير الزراعة يزور المحافظة الشرقية",
            "أسعار القمح ترتفع مجدداً", "جميع الحقوق محفوظة © 2021",
        ),
        "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", AR_STORY,
        ("الرئيسية /", "نشر في", "فيسبوك", "واتساب", "الوسوم", "سدود", "ذات صلة", "أسعار القمح", "الحقوق"),
        published=date(2021, 2, 12),
    ),
    MadePage(
        "arabic, updated label, read-also in the middle, newsletter",
        _plain(
            "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", "تاريخ النشر: ٣ مايو ٢٠٢٢ | آخر تحديث: ٤ مايو ٢٠٢٢",
            "بقلم: ليلى منصور", *AR_STORY[:2], "اقرأ أيضا: خمسة أسئلة عن أزمة المياه في المنطقة", "إعلان", *AR_STORY[2:],
            "اشترك في نشرتنا البريدية لتصلك آخر الأخبار", "التعليقات", "لا توجد تعليقات",
        ),
        "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", AR_STORY,
        ("تاريخ النشر", "بقلم", "اقرأ أيضا", "إعلان", "نشرتنا", "التعليقات"),
        published=date(2022, 5, 3), updated=date(2022, 5, 4), author="ليلى منصور",
    ),
    MadePage(
        "arabic, hijri and gregorian date, counters, cookie notice on top",
        _plain(
            "نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا.", "قبول الكل",
            "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر",
            "الخميس 6 محرم 1441هـ - 5 سبتمبر 2019م", "1,204 مشاهدة", "3 دقائق للقراءة", "A A A", *AR_STORY,
            "تابعونا على تلغرام",
        ),
        "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", AR_STORY,
        ("ملفات تعريف", "قبول", "محرم", "مشاهدة", "دقائق", "A A", "تابعونا"),
        published=date(2019, 9, 5),
    ),
    MadePage(
        "arabic, teaser and caption above the lead, Maghrebi month",
        _plain(
            "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", "14 غشت 2020", AR_STORY[0][:70] + "…",
            "صورة للسد الكبير من الجو", *AR_STORY, "مقالات متعلقة", "الجفاف يضرب الجنوب", "×",
        ),
        "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", AR_STORY,
        ("غشت", "…", "من الجو", "متعلقة", "يضرب الجنوب"),
        published=date(2020, 8, 14),
    ),
    MadePage(
        "arabic, no headline, no furniture, sub-headings and a short last line stay",
        _plain(AR_STORY[0], AR_STORY[1], "مخاوف من الفيضان", *AR_STORY[2:], "انتهى"),
        AR_STORY[0][:60], (*AR_STORY, "مخاوف من الفيضان", "انتهى"), (),
    ),
    MadePage(
        "arabic, dates in the story only",
        _plain("منسوب السد الكبير يتجاوز ثلثي سعته", *AR_STORY, "وكان السد قد افتتح في 30 أيلول 1976 بحضور رئيس الوزراء آنذاك."),
        "منسوب السد الكبير يتجاوز ثلثي سعته",
        (*AR_STORY, "وكان السد قد افتتح في 30 أيلول 1976 بحضور رئيس الوزراء آنذاك."), (),
    ),
    MadePage(
        "arabic, donation with the outlet's name",
        _plain(
            "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", *AR_STORY, "ساهم في دعم صحافتنا",
            "ادعم صوت النهر", "تبرع الآن", "إغلاق",
        ),
        "منسوب السد الكبير يتجاوز ثلثي سعته بعد أسابيع من المطر", AR_STORY, ("ادعم", "تبرع", "إغلاق"),
        outlet="صوت النهر",
    ),
    MadePage(
        "english, navigation, byline, ads, related list",
        _plain(
            "Skip to content", "Home > News > City", "Harbour bridge to close to cars after cracks found in two piers",
            "By Nadia Holt", "Published 9 February 2023, updated 10 February 2023", "Share", "Facebook", "Copy link",
            EN_STORY[0], "ADVERTISEMENT", *EN_STORY[1:3], "Read more: Who will pay for the new bridge?", EN_STORY[3],
            "Related articles", "Tunnel works delayed again", "Council tax to rise by 3%", "Leave a comment",
            "Your email address will not be published. Required fields are marked *", "All rights reserved.",
        ),
        "Harbour bridge to close to cars after cracks found in two piers", EN_STORY,
        ("Skip", "Home >", "Nadia", "Published", "Facebook", "ADVERT", "Who will pay", "Related", "delayed", "email", "rights"),
        published=date(2023, 2, 9), updated=date(2023, 2, 10), author="Nadia Holt",
    ),
    MadePage(
        "english, cookie banner, donation plea, about box",
        _plain(
            "We use cookies to give you the best experience. Accept all", "Harbour bridge to close to cars",
            "February 9, 2023", *EN_STORY, "Please consider making a donation: our journalism depends on readers like you.",
            "Support The Harbour Post", "Tags", "bridge", "transport", "The Harbour Post",
            "The Harbour Post is an independent newsroom that has covered the port and its people since it was founded.",
        ),
        "Harbour bridge to close to cars", EN_STORY,
        ("cookies", "donation", "Support The", "Tags", "transport", "independent newsroom"),
        published=date(2023, 2, 9), outlet="The Harbour Post",
    ),
    MadePage(
        "english, hard-wrapped at a width",
        "Harbour bridge to close to cars\n\n" + "\n\n".join(
            "\n".join(" ".join(words) for words in (story.split()[:10], story.split()[10:])) for story in EN_STORY
        ),
        "Harbour bridge to close to cars", EN_STORY, (),
    ),
    MadePage(
        "english, a story about cookies and donations keeps its words",
        _plain(
            "Regulator fines shop over its cookie banner", *EN_STORY[:1],
            "The regulator said the shop's banner, which asked visitors to accept all cookies, broke the law on consent.",
            "The charity said that donations had doubled since the campaign began in the autumn of last year.",
        ),
        "Regulator fines shop over its cookie banner",
        ("The charity said that donations had doubled since the campaign began in the autumn of last year.", EN_STORY[0],
         "The regulator said the shop's banner, which asked visitors to accept all cookies, broke the law on consent."), (),
    ),
    MadePage(
        "html, arabic, metadata",
        _html(
            '<title>منسوب السد الكبير يتجاوز ثلثي سعته | نهر نيوز</title><meta property="og:site_name" content="نهر نيوز">'
            '<meta property="og:title" content="منسوب السد الكبير يتجاوز ثلثي سعته">'
            '<meta property="article:published_time" content="2021-03-04T08:00:00+03:00">'
            '<meta property="article:modified_time" content="2021-03-05T08:00:00+03:00">',
            "<nav><ul><li>الرئيسية</li><li>سياسة</li><li>رياضة</li></ul></nav><main><article>"
            "<h1>منسوب السد الكبير يتجاوز ثلثي سعته</h1><time>4 مارس 2021</time>"
            f"{_p(AR_STORY[:2])}<p>اقرأ أيضاً: <a href='/x'>خمسة أسئلة عن أزمة المياه</a></p>{_p(AR_STORY[2:])}</article></main>"
            "<aside><h3>الأكثر قراءة</h3><ul><li><a href='/1'>خبر أول عن شيء آخر</a></li></ul></aside>"
            "<footer>جميع الحقوق محفوظة</footer><script>var x='لا يظهر';</script>",
        ),
        "منسوب السد الكبير يتجاوز ثلثي سعته", AR_STORY,
        ("الرئيسية", "رياضة", "خمسة أسئلة", "الأكثر قراءة", "الحقوق", "لا يظهر"),
        file="page.html", published=date(2021, 3, 4), updated=date(2021, 3, 5), outlet="نهر نيوز",
    ),
    MadePage(
        "html, english, json-ld",
        _html(
            '<title>Harbour bridge to close - Port Times</title><script type="application/ld+json">{"@context":'
            '"https://schema.org","@graph":[{"@type":"WebSite","name":"Port"},{"@type":"NewsArticle","headline":'
            '"Harbour bridge to close","datePublished":"2023-02-09T10:00:00Z","dateModified":"2023-02-10",'
            '"author":[{"@type":"Person","name":"Nadia Holt"}],"publisher":{"@type":"Organization","name":"Port Times"}}]}'
            "</script>",
            "<header><a href='/'>Home</a> <a href='/news'>News</a></header><div class='content'>"
            f"<h1>Harbour bridge to close</h1>{_p(EN_STORY)}</div><div class='comments'><h3>Comments</h3>"
            "<p>What a shame, I drive there.</p></div><div id='cookie'>We use cookies to improve our site.</div>", "en",
        ),
        "Harbour bridge to close", EN_STORY, ("Home", "What a shame", "cookies"),
        file="page.html", published=date(2023, 2, 9), updated=date(2023, 2, 10), outlet="Port Times", author="Nadia Holt",
    ),
    MadePage(
        "html, arabic, no metadata but a visible date, headline in h1",
        _html(
            "<title>نهر</title>",
            f"<div><h1>منسوب السد الكبير يتجاوز ثلثي سعته</h1><span>أخبار | 21 كانون الثاني 2020</span>{_p(AR_STORY)}</div>"
            "<div class='share'><a>شارك</a><a>تويتر</a></div>",
        ),
        "منسوب السد الكبير يتجاوز ثلثي سعته", AR_STORY, ("أخبار |", "شارك"),
        file="page.html", published=date(2020, 1, 21),
    ),
    MadePage(
        "markdown with front matter",
        "---\ntitle: \"Harbour bridge to close\"\ndate: 2023-02-09\noutlet: Port Times\nauthor: Nadia Holt\n---\n\n"
        f"# Harbour bridge to close\n\n![photo](x.png)\n\n**{EN_STORY[0][:20]}**{EN_STORY[0][20:]}\n\n"
        f"> {EN_STORY[1]}\n\n## What next\n\n- {EN_STORY[2]}\n\n{EN_STORY[3].replace('four years', '[four years](http://x.y/z)')}\n",
        "Harbour bridge to close", (*EN_STORY, "What next"), ("**", "](", "![", "---", "title:"),
        file="page.md", published=date(2023, 2, 9), outlet="Port Times", author="Nadia Holt",
    ),
)  # fmt: skip
