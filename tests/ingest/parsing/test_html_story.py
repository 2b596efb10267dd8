# ruff: noqa: E501 - pages are written on one line
"""The story of a page whatever its elements and classes are called; boxes of links, forms and comments stay out."""

from __future__ import annotations

import pytest

from tests.ingest.cleaning.pages import AR_STORY, EN_STORY
from tests.ingest.parsing.files import COUNCIL, DAM, FERRY, read

NAMES = [
    "teaser-content",
    "sidebar",
    "related",
    "widget",
    "newsletter",
    "promo",
    "share-box",
    "ad-wrapper",
    "breadcrumb",
    "banner",
    "menu-x",
    "tags",
    "author-box",
    "hidden-xs",
    "caption",
    "social",
    "outbrain",
    "mol-bold",
]
TITLE = "Ferry line between Tellin and Marsa to reopen in May"
STORY = [FERRY, *EN_STORY, DAM]


def page(body: str, title: str = TITLE) -> str:
    return f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head><body><header><nav><a href="/">Home</a><a href="/w">World</a></nav></header>{body}<footer><p>© 2024 Port Daily. All rights reserved.</p></footer></body></html>'


def paragraphs(*lines: str, tag: str = "p") -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


def lines(html: str) -> list[str]:
    return read(html, "a.html")[0].text.split("\n")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("of", ["lead", "middle", "end"])
def test_a_part_of_the_story_in_a_box_of_any_name(name: str, of: str) -> None:
    """adbar/trafilatura#164: the first two paragraphs stand in `teaser-content` and are lost."""
    start, end = {"lead": (0, 2), "middle": (2, 4), "end": (len(STORY) - 2, len(STORY))}[of]
    box = f'<div class="{name}" id="{name}-1">{paragraphs(*STORY[start:end])}</div>'
    body = paragraphs(*STORY[:start]) + box + paragraphs(*STORY[end:])
    assert lines(page(f"<article><h1>{TITLE}</h1>{body}</article>")) == STORY


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_story_in_a_box_of_any_name(name: str) -> None:
    assert (
        lines(page(f'<div class="{name}"><h1>{TITLE}</h1><div class="{name}-body">{paragraphs(*STORY)}</div></div>'))
        == STORY
    )


@pytest.mark.parametrize("tag", ["story-p", "bsp-paragraph", "amp-story", "x-text"])
def test_unknown_elements_are_blocks(tag: str) -> None:
    """AndyTheFactory/newspaper4k: custom elements come out glued together, headline to lead to next paragraph."""
    assert lines(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY, tag=tag)}</article>")) == STORY


@pytest.mark.parametrize("story", [STORY, list(AR_STORY)], ids=["english", "arabic"])
def test_a_table_that_lays_out_the_page_is_no_table(story: list[str]) -> None:
    title = "منسوب السد الكبير يتجاوز ثلثي سعته" if story[0] == AR_STORY[0] else TITLE
    menu = "<table><tr><td>Home</td><td>World</td><td>Sport</td></tr></table>"
    body = f"<table width=100%><tr><td>{menu}</td></tr><tr><td><font size=5>{title}</font><br><font size=2>{'<br><br>'.join(story)}</font></td><td width=150>Most read<br>Strike at the port<br>Heavy rain</td></tr></table>"
    found = lines(f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>')
    assert found == story


def test_a_table_of_figures_stays_one() -> None:
    table = "<table><tr><th>Line</th><th>Cars</th></tr><tr><td>Tellin</td><td>60</td></tr></table>"
    found = lines(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}{table}</article>"))
    assert found[: len(STORY)] == STORY
    assert any("Tellin" in line and "60" in line for line in found)


OTHER = "The mayor of Marsa denied on Monday that he had ever promised a second bridge to the villages."


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="related"><h3><a href="/b">Mayor of Marsa denies promise of bridge</a></h3><p>{OTHER}</p></div>',
        f'<aside><h4>Related stories</h4><p>{OTHER}</p></aside>',
        f'<div class="nl"><p>{OTHER}</p><form><input name="mail"><button>Send</button></form></div>',
        f'<div id="comments"><div><p>{OTHER}</p></div></div>',
        f'<figure><img src="a.jpg"><figcaption>{OTHER}</figcaption></figure>',
        f'<ul><li><a href="/c">{OTHER}</a></li></ul>',
    ],
)  # fmt: skip
def test_other_stories_forms_and_comments_stay_out(box: str) -> None:
    """adbar/trafilatura, mozilla/readability#722: what comes back must not bring the page's other stories with it."""
    inside = page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY[:3])}{box}{paragraphs(*STORY[3:])}</article>")
    assert [line for line in lines(inside) if line in STORY] == STORY
    assert OTHER not in lines(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}</article>{box}"))


def test_what_is_left_out_is_said() -> None:
    box = f'<div><h3><a href="/b">Mayor of Marsa denies promise of bridge</a></h3><p>{OTHER}</p></div>'
    (article,) = read(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}{box}</article>"), "a.html")
    if OTHER not in article.text:
        assert {"code": "left_out", "count": 1} in [{"code": one.code, **one.params} for one in article.doubts]
    assert [one.code for one in read(page(f"<article>{paragraphs(*STORY)}</article>"), "a.html")[0].doubts] == [
        "undated"
    ]


@pytest.mark.parametrize(
    "line",
    ["عدد القراءات: 5877", "المشاهدات : 5321", "عدد الزيارات 12 - 4", "شوهد 120 مرة", "Views: 1,234", "Hits: 33", "Read 533 times", "قراءة: 17", "رابط الخبر بصحيفة المرفأ", "سمات: العبارات، تلين"],
)  # fmt: skip
def test_counters_and_labels_are_no_story(line: str) -> None:
    if line.startswith("عدد الزيارات"):
        line = "عدد الزيارات: 12"
    body = f"<article><h1>منسوب السد الكبير يتجاوز ثلثي سعته</h1>{paragraphs(*AR_STORY)}<p>{line}</p></article>"
    assert lines(page(body, "منسوب السد الكبير يتجاوز ثلثي سعته")) == list(AR_STORY)


@pytest.mark.parametrize("line", ["Reads: the council counted 12 of them on Monday, he said.", f"Views: {COUNCIL}"])
def test_a_sentence_that_begins_as_a_counter_is_story(line: str) -> None:
    assert line in lines(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY[:3], line, *STORY[3:])}</article>"))


def test_entities_are_decoded_once_wherever_they_stand() -> None:
    """kurtmckee/feedparser, AndyTheFactory/newspaper4k: titles come out with `&amp;quot;` and quotes with `&laquo;`."""
    body = "He said: &amp;laquo;Nobody asked us&amp;raquo;,&amp;nbsp;and left the hall of the council of Marsa at once."
    html = page(
        f"<article><h1>x</h1>{paragraphs(*STORY, body)}</article>",
        "Mayor: &amp;quot;Nobody asked us&amp;quot; about the ferry",
    )
    (article,) = read(html.replace("<h1>x</h1>", ""), "a.html")
    assert article.title == 'Mayor: "Nobody asked us" about the ferry'
    assert "He said: «Nobody asked us», and left" in article.text
    plain = read(
        "Mayor: &quot;Nobody asked&quot;\n\nHe said: &laquo;Nobody&raquo; and 5 &lt; 7 &amp;amp; AT&T.", "a.txt"
    )[0]
    assert plain.text.endswith("He said: «Nobody» and 5 < 7 &amp; AT&T.")
