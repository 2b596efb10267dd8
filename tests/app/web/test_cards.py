"""Whatever an article, a model or a question says, the cards are markup of ours and text of theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.answer import Answer, AnsweredSentence, CitedSpan, Notice
from app.answering.verify.verdict import Support
from app.ingestion.report import IngestProgress, IngestReport, Rejection
from app.web import cards, library_cards, reader
from app.web.answer_text import marked_text
from app.web.copied import copied_text
from app.web.desk_protocol import ArticleVersion, ArticleView
from app.web.escape import message
from app.web.strings import words
from app.web.view import Exchange
from ingest.article import Removed
from ingest.language import Language
from tests.app.web.payloads import PAYLOADS
from vectorstore.types import ArticleSummary, Hit

ELEMENTS = {
    "a", "article", "b", "bdi", "blockquote", "button", "code", "dd", "details", "div", "dl", "dt", "h2", "h3", "h4",
    "header", "i", "li", "mark", "ol", "p", "section", "span", "summary", "table", "tbody", "td", "th", "thead", "tr",
    "ul",
}  # fmt: skip
ATTRIBUTES = {
    "class", "dir", "lang", "id", "href", "title", "role", "style", "type", "tabindex", "target", "rel", "scope",
    "open", "disabled", "aria-label", "aria-busy", "aria-live", "aria-hidden", "aria-modal", "aria-valuemin",
    "aria-valuemax", "aria-valuenow", "data-open", "data-version", "data-start", "data-end", "data-copy", "data-copied",
    "data-question", "data-stage", "data-turn", "data-again", "data-remove", "data-confirm", "data-label",
}  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("ar", "en")


class Inventory(HTMLParser):
    """Collects the text of some markup, and fails on any element or attribute that is not ours."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.links: list[str] = []
        self.identifiers: list[str] = []
        self.depth = 0
        self.feed(markup)
        self.close()
        assert self.depth == 0, "unbalanced markup"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        self.depth += 1
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name == "href":
                assert value is not None
                assert value.startswith(("#citation-", "https://", "http://")), value
                self.links.append(value)
            if name == "style":
                assert value is not None
                assert value.removeprefix("inline-size:").removesuffix("%").isdigit(), value
            if name == "id":
                self.identifiers.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment: {data}")


def exchange_of(text: str, support: Support = "partial", *, refused: bool = False) -> Exchange:
    """Return an exchange whose every text is `text`."""
    article = ArticleSummary("a1", 1, text, text, text, text, "en", date(2024, 1, 2), None, 1, text, "a1")
    citation = CitedSpan(Hit(1, 0.7, article, 0, len(text) + 7, f"Lead. {text}.", ()), 5, 5 + len(text), n=1)
    sentence = AnsweredSentence(f"{text} [1]", (1,), support, 0.5, (text,), True)
    hits = (Hit(1, 0.7, article, 0, 3, text, ()),)
    answer = Answer(text, text, "en", text, refused, (sentence,), (citation,), hits, text, text)
    return Exchange(
        text, "done", "en", hits, (sentence,), (citation,), text, (Notice("model_down", text),), answer
    )  # fmt: skip


def article_of(text: str) -> ArticleView:
    """Return an article whose every text is `text`."""
    about = ArticleSummary("a1", 1, text, text, text, text, "ar", None, None, 1, text, "a1")
    return ArticleView(about, f"Lead.\n{text}\nEnd.", (Removed(text, text),), (ArticleVersion(2, text),))


def every_card(text: str, language: Language) -> list[str]:
    """Return every piece of markup that the page can make, with `text` wherever text can come from outside."""
    article = article_of(text)
    report = IngestReport(1, 0, 0, 0, (Rejection(text, text, "no_text"),), 1, 1, 0.5, (text,))
    return [
        cards.conversation([exchange_of(text), exchange_of(text, "unsupported", refused=True)], language),
        cards.welcome([text], language),
        reader.article_page(article, language, 6, 6 + len(text)),
        library_cards.table([article.summary], "", language),
        library_cards.progress(IngestProgress(1, 2, text), 1.0, language),
        library_cards.report(report, language),
        library_cards.removal(article.summary, language),
        library_cards.note(text, language),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup_in_any_card(payload: str, language: Language) -> None:
    for markup in every_card(payload, language):
        Inventory(markup)


hostile = st.text(
    st.characters(codec=None, exclude_categories=()) | st.sampled_from("<>&\"'`${}[]()/\\=;:\u202e\u2066\x00\ud800[1]")
)


@given(hostile, st.sampled_from(LANGUAGES))
def test_any_text_stays_text(text: str, language: Language) -> None:
    for markup in every_card(text, language):
        Inventory(markup)
        markup.encode("utf-8")


@given(st.text(), st.integers(-5, 50), st.integers(-5, 50))
def test_marking_keeps_the_passage(passage: str, start: int, end: int) -> None:
    shown = "".join(Inventory(f"<p>{cards.passage_with_mark(passage, start, end)}</p>").text)
    kept = [a for a, b in zip(shown, passage, strict=True) if a != b]
    assert set(kept) <= {"\ufffd"}


def test_the_quoted_sentence_is_what_is_marked() -> None:
    assert cards.passage_with_mark("One. Two. Three.", 5, 9) == "One. <mark>Two.</mark> Three."


def test_only_citations_that_exist_become_links() -> None:
    shown = marked_text("So it is [1], they say [2][99] and [x].", 3, frozenset({1, 2}), words("en"))
    assert Inventory(f"<p>{shown}</p>").links == ["#citation-3-1", "#citation-3-2"]
    assert "[99]" in shown


def test_two_exchanges_share_no_id() -> None:
    exchange = exchange_of("text")
    identifiers = Inventory(cards.conversation([exchange, exchange], "en")).identifiers
    assert len(identifiers) == len(set(identifiers)) == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_lists_the_nearest_articles_as_no_answer(language: Language) -> None:
    shown = " ".join(Inventory(cards.exchange_card(exchange_of("text", refused=True), 1, language)).text)
    assert words(language).nearest_text in shown
    assert words(language).nearest in shown
    assert words(language).sources not in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("support", ["supported", "partial", "unsupported"])
def test_every_sentence_says_how_well_it_is_supported(language: Language, support: Support) -> None:
    shown = cards.exchange_card(exchange_of("text", support), 1, language)
    names = {name: getattr(words(language), name) for name in ("supported", "partial", "unsupported")}
    assert names[support] in shown
    assert words(language).quote in shown
    assert ">" + words(language).why in shown


def test_the_answer_runs_in_its_own_direction_whatever_the_interface() -> None:
    exchange = exchange_of("text")
    name_first = replace(exchange, sentences=(AnsweredSentence("المركز reports it [1]", (1,), "supported", 1.0),))
    assert '<div class="answer-text" lang="en" dir="ltr"' in cards.exchange_card(name_first, 1, "ar")
    arabic = replace(name_first, language="ar")
    assert '<div class="answer-text" lang="ar" dir="rtl"' in cards.exchange_card(arabic, 1, "en")


def quoting(quote: str, article: Language) -> Exchange:
    """Return an English answer that is one quote of an article."""
    about = ArticleSummary("a1", 1, "T", "O", None, "s", article, None, None, 1, "", "a1")
    cited = CitedSpan(Hit(1, 0.7, about, 0, len(quote), quote, ()), 0, len(quote), n=1)
    sentence = AnsweredSentence(f"O reports: “{' '.join(quote.split())}” [1]", (1,), "supported", 1.0, (), True)
    return Exchange("Who?", "done", "en", (), (sentence,), (cited,))


def test_a_quote_runs_in_the_direction_of_its_article_within_the_answer() -> None:
    shown = cards.exchange_card(quoting("قال  الناطق\nذلك.", "ar"), 1, "en")
    assert '<span class="said" lang="ar" dir="rtl"><span class="words">“قال الناطق ذلك.”</span>' in shown
    assert "O reports: <span" in shown


def test_a_footnote_mark_of_the_article_does_not_become_a_citation() -> None:
    shown = cards.exchange_card(quoting("It rained [1] on Sunday.", "en"), 1, "en")
    assert "It rained [1] on Sunday." in shown
    assert Inventory(shown).links == ["#citation-1-1"]


def test_a_copied_answer_names_its_sources_and_its_doubts() -> None:
    copied = copied_text(exchange_of("text", "unsupported")).splitlines()
    assert copied == ["text", "", "text [1] (Not supported)", "", "[1] text · text · 2 January 2024 · text"]


def test_each_article_is_listed_once_and_three_at_first() -> None:
    exchange = exchange_of("text")
    about = exchange.hits[0].article
    hits = tuple(Hit(n, n / 10, replace(about, article_id=f"a{n // 2}"), 0, 3, "text", ()) for n in range(10))
    answered = cards.exchange_card(replace(exchange, hits=hits), 1, "en")
    assert answered.count('class="source"') == 5
    assert "and 2 more" in answered
    assert re.findall(r"<bdi>relevance (\d+)%", answered) == ["90", "70", "50", "30", "10"]
    refused = replace(exchange_of("text", refused=True), hits=hits)
    assert cards.exchange_card(refused, 1, "en").count('class="source"') == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_library_says_where_to_begin(language: Language) -> None:
    assert words(language).welcome_empty in cards.welcome([], language, empty=True)
    assert words(language).welcome_empty not in cards.welcome([], language)


def test_the_model_is_named_only_where_it_wrote_something() -> None:
    exchange = exchange_of("text", "supported")
    answer = exchange.answer
    assert answer is not None
    assert words("en").only_quotes in cards.exchange_card(exchange, 1, "en")
    written = replace(answer, sentences=(replace(answer.sentences[0], quoted=False),), chat_model="model-x")
    shown = cards.exchange_card(replace(exchange, answer=written), 1, "en")
    assert "model-x" in shown
    assert words("en").only_quotes not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_names_its_cause_or_says_what_is_left(language: Language) -> None:
    failed = Exchange("Who?", "failed", "en")
    assert words(language).failed_early in cards.exchange_card(failed, 1, language)
    found = replace(failed, hits=exchange_of("text").hits)
    assert words(language).failed in cards.exchange_card(found, 1, language)
    noticed = replace(found, notices=(Notice("disk_full", "The disk is full."),))
    assert words(language).failed in cards.exchange_card(noticed, 1, language)
    told = cards.exchange_card(replace(noticed, told=True), 1, language)
    assert "The disk is full." in told
    assert words(language).failed not in told


def test_commands_in_a_message_are_set_as_code_and_nothing_else_is() -> None:
    assert message("شغّل `sanad <b>`.") == 'شغّل <code dir="ltr">sanad &lt;b&gt;</code>.'


def test_a_title_cannot_reorder_the_line_it_stands_in() -> None:
    about = article_of("report \u202e3pm.exe \u2066\U000e0041").summary
    assert not set(library_cards.table([about], "", "en")) & set("\u202e\u2066\U000e0041")


@pytest.mark.parametrize(
    "source",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "http://", "https://a b", "/a/b.txt"],
)
def test_only_web_addresses_become_links(source: str) -> None:
    (citation,) = exchange_of("text").citations
    hit = replace(citation.hit, article=replace(citation.article, source=source))
    citation = replace(citation, hit=hit)
    assert Inventory(cards.citation_card(citation, 1, "en")).links == []


def test_a_very_long_article_shows_what_surrounds_the_citation() -> None:
    text = ("word " * 60_000) + "The cited one." + (" more" * 60_000)
    start = text.index("The cited one.")
    article = replace(article_of("x"), text=text)
    page = reader.article_page(article, "en", start, start + 14)
    assert "<mark>The cited one.</mark>" in page
    assert words("en").shortened in page
    assert len(page) < reader.SHOWN_CHARACTERS + 10_000


def test_a_mark_across_paragraphs_is_marked_in_each() -> None:
    article = replace(article_of("x"), text="One two.\nThree four.")
    page = reader.article_page(article, "en", 4, 14)
    assert "One <mark>two.</mark>" in page
    assert "<mark>Three</mark> four." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_filters_by_every_word(language: Language) -> None:
    one = article_of("harbour bridge").summary
    two = replace(article_of("harbour library").summary, article_id="a2")
    assert library_cards.matching([one, two], " BRIDGE harbour ") == [one]
    assert words(language).nothing_matches in library_cards.table([one, two], "nowhere", language)
    assert words(language).library_empty in library_cards.table([], "", language)


def test_progress_says_count_rate_and_time_left() -> None:
    shown = " ".join(Inventory(library_cards.progress(IngestProgress(20, 100, "x"), 4.0, "en")).text)
    assert "20 of 100" in shown
    assert "5.0 per second" in shown
    assert "about 16 s left" in shown
