"""URLs: which are taken, and which are the same article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import RefusedError
from ingest.sources.urls import canonical_url, identity_of, join_url, parse_url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://News.Example/a", "http://news.example/a"),
        ("http://news.example:80/a", "http://news.example./a#comments"),
        ("https://news.example:443", "https://news.example/"),
        ("http://news.example/a?id=7&utm_source=x&UTM_Medium=y&fbclid=z", "http://news.example/a?id=7"),
        ("http://news.example/a?utm_source=x", "http://news.example/a"),
        ("http://news.example/a?at_medium=RSS&at_campaign=KARANGA", "http://news.example/a"),
        ("http://news.example/a?ref=home&id=7&ocid=x&xtor=AL-1", "http://news.example/a?id=7"),
        ("http://news.example/خبر", "http://news.example/%D8%AE%D8%A8%D8%B1"),
        ("http://news.example/%d8%ae%D8%A8%d8%b1/%7euser", "http://news.example/خبر/~user"),
        ("https://مثال.إختبار/", "https://xn--mgbh0fb.xn--kgbechtv/"),
    ],
)
def test_the_same_article(one: str, other: str) -> None:
    assert canonical_url(parse_url(one)) == canonical_url(parse_url(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/a", "https://news.example/a"),
        ("http://news.example/a", "http://news.example/A"),
        ("http://news.example/a", "http://news.example/a/"),
        ("http://news.example/?a=1&b=2", "http://news.example/?b=2&a=1"),
        ("http://news.example:443/a", "http://news.example/a"),
        ("http://news.example/a%2Fb", "http://news.example/a/b"),
    ],
)
def test_another_article(one: str, other: str) -> None:
    assert canonical_url(parse_url(one)) != canonical_url(parse_url(other))


@given(
    st.sampled_from(["http", "HTTPS"]),
    st.text(alphabet="aZ9خ%/~-.", max_size=20),
    st.lists(st.sampled_from(["a=1", "utm_x=2", "ب=ج", "c=%d8%ae", "&", "gclid=3"]), max_size=4),
)
def test_canonical_is_a_fixed_point(scheme: str, path: str, parts: list[str]) -> None:
    try:
        once = canonical_url(parse_url(f"{scheme}://news.example/{path}?{'&'.join(parts)}"))
    except RefusedError:
        return
    assert canonical_url(parse_url(once)) == once
    assert "utm_" not in once
    assert "gclid" not in once


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("b", "http://news.example/a/b"), ("/b", "http://news.example/b"), ("?x=1", "http://news.example/a/?x=1"),
        ("//other.example/b", "http://other.example/b"), (" https://other.example/b \n", "https://other.example/b"),
    ],
)  # fmt: skip
def test_relative_links(link: str, expected: str) -> None:
    assert str(join_url(parse_url("http://news.example/a/"), link)) == expected


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "data:,x", "http://u@h/", "http://h:22/", "\\\\host\\x"]
)
def test_links_that_are_not_followed(link: str) -> None:
    with pytest.raises(RefusedError):
        join_url(parse_url("http://news.example/a/"), link)


PAGE = "https://www.news.example/world/ferry-line-reopens?at_medium=RSS"


@pytest.mark.parametrize(
    ("url", "canonical", "identity"),
    [
        (PAGE, None, "https://www.news.example/world/ferry-line-reopens"),
        (PAGE, "https://www.news.example/world/ferry-line-reopens", "https://www.news.example/world/ferry-line-reopens"),
        ("https://amp.news.example/world/ferry/amp/", "https://www.news.example/world/ferry", "https://www.news.example/world/ferry"),
        ("https://www.news.example/world/ferry/amp", "/world/ferry", "https://www.news.example/world/ferry"),
        ("https://news.example/?p=17", "https://news.example/2024/04/12/ferry/", "https://news.example/2024/04/12/ferry/"),
        ("https://m.news.example/a/17", "https://www.news.example/a/17#top", "https://www.news.example/a/17"),
        # what names the first page, a section, another site or nothing that can be asked for is not believed
        (PAGE, "https://www.news.example/", "https://www.news.example/world/ferry-line-reopens"),
        (PAGE, "https://www.news.example/world", "https://www.news.example/world/ferry-line-reopens"),
        (PAGE, "https://www.news.example/sports", "https://www.news.example/world/ferry-line-reopens"),
        (PAGE, "https://bank.example/world/ferry-line-reopens", "https://www.news.example/world/ferry-line-reopens"),
        (PAGE, "javascript:alert(1)", "https://www.news.example/world/ferry-line-reopens"),
        (PAGE, "  ", "https://www.news.example/world/ferry-line-reopens"),
    ],
)  # fmt: skip
def test_a_page_is_the_article_that_it_says_it_is(url: str, canonical: str | None, identity: str) -> None:
    assert identity_of(parse_url(url), canonical) == identity
