"""Cleaning: the seeds, pages never seen, and what must never be cut."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Article
from ingest.documents import RawDocument
from ingest.parsing.parse import parse
from tests import ROOT
from tests.ingest.cleaning.pages import AR_STORY, PAGES, MadePage

SEEDS = ROOT / "seeds"


def document(text: str, name: str = "page.txt", **metadata: str) -> RawDocument:
    return RawDocument(name, f"/{name}", text.encode("utf-8"), name, metadata=metadata)


def read(text: str, name: str = "page.txt", **metadata: str) -> Article:
    return parse(document(text, name, **metadata))[0]


def seed(number: int) -> Article:
    path = next(SEEDS.glob(f"{number:03}_*.txt"))
    return parse(RawDocument(str(path), str(path), path.read_bytes(), path.name))[0]


@pytest.mark.parametrize(
    ("number", "title", "first", "last", "paragraphs", "published"),
    [
        (0, "التحالف الدولي يوسع نطاق تنسيقه", "أعلن التحالف الدولي لمحاربة", "الأحياء الموالية في درعا.", 9, None),
        (1, "تنسيق أميركي ــ روسي حول «خفض التصعيد»", "عواصم-وكالات- كشف", "مستشارين على الأرض.", 13, None),
        (2, "“سوريا الديمقراطية”: نبحث والتحالف", "نقلت وكالة “سبوتنيك”", "عين عيسى ظهر اليوم.", 8, None),
        (3, "محادثات أمريكية روسية بشأن", "قالت وزارة الدفاع الأمريكية", "المعارضة الأخرى.", 11, None),
        (4, "عودة التنسيق الأمريكي الروسي في سوريا!", "بحث رئيس هيئة", "إطلاق النار إلى الخطر.", 8, date(2019, 9, 5)),
    ],
)
def test_seeds_come_out_clean(
    number: int, title: str, first: str, last: str, paragraphs: int, published: date | None
) -> None:
    article = seed(number)
    lines = article.text.split("\n")
    assert article.title.startswith(title)
    assert lines[0].startswith(first)
    assert lines[-1].endswith(last)
    assert len(lines) == paragraphs
    assert article.published == published
    assert article.language == "ar"
    assert article.title not in article.text


def test_nothing_of_a_seed_is_lost() -> None:
    for path in SEEDS.glob("*.txt"):
        article = parse(RawDocument(str(path), str(path), path.read_bytes(), path.name))[0]
        everything = article.text + "\n" + "\n".join(piece.text for piece in article.removed)
        for line in path.read_text("utf-8").splitlines():
            assert " ".join(line.split()) in everything


def test_furniture_of_the_seeds_is_removed_with_reasons() -> None:
    reasons = {piece.reason for number in range(5) for piece in seed(number).removed}
    assert {"teaser", "caption", "repeated_title", "breadcrumb", "cookies", "donation", "read_also"} <= reasons
    assert seed(2).outlet == "عنب بلدي"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_never_seen(page: MadePage) -> None:
    article = read(page.text, page.file)
    assert article.title.startswith(page.title)
    for paragraph in page.story:
        assert paragraph in article.text
    for furniture in page.furniture:
        assert furniture not in article.text
    assert (article.published, article.updated) == (page.published, page.updated)
    assert (article.outlet, article.author) == (page.outlet, page.author)


def test_what_the_source_knows_fills_what_the_page_does_not_say() -> None:
    known = {"title": "عنوان من الخلاصة", "outlet": "نهر", "author": "ليلى"}
    article = read("\n\n".join(AR_STORY), **known, published="2020-01-02", updated="2020-01-03")
    assert (article.title, article.outlet, article.author) == ("عنوان من الخلاصة", "نهر", "ليلى")
    assert (article.published, article.updated) == (date(2020, 1, 2), date(2020, 1, 3))
    assert read("\n\n".join(AR_STORY), url="https://www.example.org/a").outlet == "example.org"


def test_a_hostile_title_is_made_safe() -> None:
    article = read("\n\n".join(AR_STORY), title="خبر\u202e عاجل\n\x00<b>\U000e0041" + "س" * 500)
    assert article.title.startswith("خبر عاجل <b>")
    assert len(article.title) <= 300


def test_a_body_is_made_harmless() -> None:
    article = read("\n\n".join(AR_STORY) + "\n\n\u202eمخفي\u202c می\u200cرود \U000e0041 وهذا سطر آخر.")
    assert "مخفي می\u200cرود وهذا سطر آخر." in article.text


def test_repeated_paragraphs_are_kept_once() -> None:
    article = read("\n\n".join(("عنوان من ثلاث كلمات", AR_STORY[0], *AR_STORY)))
    assert article.text.split("\n") == list(AR_STORY)


def test_a_document_of_furniture_only_is_shown_as_it_is() -> None:
    assert read("شارك\nفيسبوك").text


WORDS = ["قال", "الوزير", "إن", "المحادثات", "مستمرة", "في", "المدينة", "منذ", "يومين", "2015"]
PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=9, max_size=30).map(lambda words: " ".join(words) + "."),
    min_size=2,
    max_size=8,
    unique=True,
)


@given(PARAGRAPHS, st.permutations(["شارك", "الوسوم", "اقرأ أيضاً: خبر آخر", "ADVERTISING", "إغلاق", "12 مايو 2020"]))
def test_no_paragraph_is_ever_cut(paragraphs: list[str], furniture: list[str]) -> None:
    lines = ["عنوان الخبر الذي نقرأه اليوم"]
    for index, paragraph in enumerate(paragraphs):
        lines += [paragraph, *furniture[index : index + 1]]
    article = read("\n\n".join(lines))
    assert [line for line in article.text.split("\n") if line in paragraphs] == paragraphs


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.bbc.co.uk/a", "BBC"),
        ("https://arabic.bbc.com/a", "BBC"),
        ("https://nahr.example/a", "nahr.example"),
    ],
)
def test_an_outlet_is_called_as_people_know_it(url: str, outlet: str) -> None:
    text = "Harbor bridge to close\n\nThe city council voted on Tuesday to close the old bridge to cars."
    assert read(text, url=url).outlet == outlet
    assert read(text, outlet=url.split("/")[2]).outlet == outlet
