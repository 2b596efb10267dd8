"""Saved web pages as outlets build them: the story whole, the headline not the site's name, dates where they stand."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ingest.article import Article
from ingest.documents import RawDocument
from ingest.parsing.parse import parse

STORY = (
    "The ferry Leila sank off the coast on Sunday with 130 people aboard, the coastguard said.",
    "Ninety-one people were rescued.",
    "“We heard a crack,” said Omar Said, a survivor.",
    "The ship was built in 1987 and inspected on 2 May 2019.",
)
TITLE = "Ferry sinks off coast with 130 aboard"
NAV = "<header><a href=/>Home</a><nav><ul><li><a href=/n>News</a></li><li><a href=/s>Sport</a></li></ul></nav></header>"
ASIDE = "<aside><h3>Most read</h3><ol><li><a href=/1>Dog bites man in park</a></li></ol></aside>"
FOOT = "<footer><p>All rights reserved</p><ul><li><a href=/p>Privacy</a></li></ul></footer>"


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def read(head: str, body: str) -> Article:
    page = f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return parse(RawDocument("page.html", "/page.html", page.encode("utf-8"), "page.html"))[0]


ARTICLE = f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}</article>"


@pytest.mark.parametrize(
    ("body", "also"),
    [
        (
            f"<h1>{TITLE}</h1>{paragraphs(*STORY[:2])}<ul><li>Built: 1987</li></ul>{paragraphs(*STORY[2:])}",
            "Built: 1987",
        ),
        (f"<h1>{TITLE}</h1>{paragraphs(*STORY)}<table><tr><td>Tartus</td><td>61</td></tr></table>", "Tartus"),
        (f"<h1>{TITLE}</h1>{paragraphs(*STORY[:3])}<blockquote>{STORY[3]}</blockquote>", STORY[3]),
        (f"<h1>{TITLE}</h1>{paragraphs(*STORY[:1])}<h2>What we know</h2>{paragraphs(*STORY[1:])}", "What we know"),
        (f"<h1>{TITLE}</h1><div>{'<br><br>'.join(STORY)}</div>", STORY[1]),
        (f"<h1>{TITLE}</h1>" + "".join(f"<div><span>{line}</span></div>" for line in STORY), STORY[1]),
    ],
    ids=["list", "table", "quote", "sub-heading", "line breaks", "spans"],
)
def test_no_line_of_the_story_is_lost(body: str, also: str) -> None:
    article = read("", f"{NAV}<article>{body}</article>{ASIDE}{FOOT}")
    for line in (*STORY, also):
        assert line in article.text
    for furniture in ("Dog bites", "Privacy", "Sport"):
        assert furniture not in article.text
    assert article.title == TITLE
    assert article.published is None


def test_every_entry_of_a_live_blog_is_kept() -> None:
    entries = [
        ("Search suspended", "Rescuers will resume at dawn."),
        ("Ferry sinks", "A ferry has sunk off the coast."),
    ]
    body = "".join(f"<div><time>1{n}:10</time><h2>{one}</h2><p>{two}</p></div>" for n, (one, two) in enumerate(entries))
    about = {"@type": "LiveBlogPosting", "headline": "Ferry: live", "datePublished": "2023-04-02T08:00:00Z"}
    article = read(json_ld(about), f"{NAV}<main><h1>Ferry: live</h1>{body}</main>{FOOT}")
    assert all(line in article.text for entry in entries for line in entry)
    assert (article.title, article.published) == ("Ferry: live", date(2023, 4, 2))


def test_names_that_json_ld_refers_to_are_looked_up() -> None:
    graph = [
        {"@type": "Organization", "@id": "#site", "name": "Port News"},
        {"@type": ["NewsArticle"], "headline": TITLE, "publisher": {"@id": "#site"}, "author": [{"@id": "#mira"}]},
        {"@type": "Person", "@id": "#mira", "name": "Mira Stone"},
    ]
    article = read(json_ld({"@graph": graph}), ARTICLE)
    assert (article.outlet, article.author, article.title) == ("Port News", "Mira Stone", TITLE)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="og:title" content="Port News"><meta property="og:site_name" content="Port News">', ARTICLE),
        (f"<title>Port News - {TITLE}</title>", f"<h1>Port News</h1>{ARTICLE.replace('h1', 'h2')}"),
        ('<meta property="og:title" content="World">', ARTICLE),
        (f"<title>{TITLE} | Port News</title>", ARTICLE.replace(f"<h1>{TITLE}</h1>", "")),
    ],
    ids=["og:title is the site", "h1 is the logo", "og:title is a section", "only the tab's title"],
)
def test_the_title_is_the_headline(head: str, body: str) -> None:
    assert read(head, f"{NAV}{body}{FOOT}").title == TITLE


def test_the_outlet_is_behind_the_bar_of_the_tab_and_never_a_section() -> None:
    assert read(f"<title>{TITLE} | Port News</title>", ARTICLE).outlet == "Port News"
    assert read(f"<title>{TITLE} | World</title>", ARTICLE).outlet is None
    assert read(f"<title>{TITLE} - live updates</title>", ARTICLE).outlet is None


def test_labelled_time_elements_and_a_linked_author() -> None:
    about = (
        '<p>By <a rel="author" href="/m">Mira Stone</a></p>'
        '<p>Published <time datetime="2023-04-02T08:00">2 April 2023</time></p>'
        '<p>Updated <time datetime="2023-04-03T08:00">3 April 2023</time></p>'
    )
    article = read("", f"<article><h1>{TITLE}</h1>{about}{paragraphs(*STORY)}</article>")
    assert (article.published, article.updated) == (date(2023, 4, 2), date(2023, 4, 3))
    assert article.author == "Mira Stone"


def test_what_stands_behind_a_paywall_is_not_made_up() -> None:
    about = {"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": False}
    wall = "<div><p>To continue reading this article, subscribe now.</p><button>Subscribe</button></div>"
    article = read(json_ld(about), f"<article><h1>{TITLE}</h1>{paragraphs(STORY[0])}{wall}</article>{ASIDE}")
    assert article.text == STORY[0]
