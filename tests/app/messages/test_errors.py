"""Error messages: complete in both languages, and silent about secrets."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.messages.catalogue import catalogue
from app.messages.errors import SanadError, scrub

PROMISED = [
    "wrong_key",
    "rate_limited",
    "no_such_model",
    "server_down",
    "context_too_long",
    "timeout_first_token",
    "timeout_idle",
    "timeout_total",
    "interrupted",
    "bad_reply",
    "empty_reply",
    "refused_content",
    "permission",
    "quota",
    "provider_not_installed",
    "bad_setting",
    "model_not_ready",
    "model_download_failed",
    "model_corrupt",
    "disk_full",
    "locked",
    "index_mismatch",
    "index_damaged",
    "library_damaged",
    "no_articles",
    "question_too_long",
    "empty_question",
    "port_in_use",
    "not_found",
]


def test_every_promised_code_has_a_message() -> None:
    assert set(PROMISED) <= set(catalogue("en")["error"])


@pytest.mark.parametrize("code", catalogue("en")["error"])
def test_a_message_says_what_happened_and_then_what_to_do(code: str) -> None:
    english, arabic = catalogue("en")["error"][code], catalogue("ar")["error"][code]
    assert english.isascii()
    assert sum("\u0600" <= letter <= "\u06ff" for letter in arabic) > 20
    # Two sentences at least.
    assert english.rstrip(".").count(". ") + english.count(": ") + english.count("; ") >= 1


def test_an_error_reads_in_both_languages() -> None:
    error = SanadError("rate_limited", model="openai:x", seconds=7)
    assert str(error) == error.message("en") == "Too many requests to openai:x. Wait 7 s and ask again."
    assert "انتظر 7 ثوانٍ" in error.message("ar")
    assert error.params == {"model": "openai:x", "seconds": "7"}


def test_a_parameter_may_be_worded_for_arabic() -> None:
    error = SanadError("bad_input", reason="no question", reason_ar="لا سؤال فيه")
    assert "no question" in error.message("en")
    assert "لا سؤال فيه" in error.message("ar")
    assert "no question" not in error.message("ar")


def test_a_code_without_a_message_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no message"):
        SanadError("nonsense")


def test_a_missing_parameter_does_not_hide_the_error() -> None:
    assert "?" in str(SanadError("rate_limited"))


def test_an_error_survives_a_process_boundary() -> None:
    error = pickle.loads(pickle.dumps(SanadError("not_found", article_id="a{b}")))
    assert (error.code, str(error)) == ("not_found", str(SanadError("not_found", article_id="a{b}")))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("key sk-proj-abcd_EFGH-1234567 rejected", "EFGH"),
        ("key sk-abcd****************5678.", "5678"),
        ("Authorization: Bearer abc.def.ghi", "abc.def"),
        ("http://user:pa55word@host/v1", "pa55word"),
        ("?api_key=0123456789abcdef&x=1", "0123456789"),
        ("AIzaSyA-1234567890abcdefghijklmno is not valid", "SyA-12345"),
        ('{"password": "hunter22"}', "hunter22"),
        ("gsk_abcdefgh12345678", "abcdefgh"),
    ],
)
def test_secrets_are_scrubbed(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in scrub(text)
    assert "***" in scrub(text)


def test_ordinary_words_are_not_scrubbed() -> None:
    text = "the skyscrapers of Riyadh; risk-averse hf models; http://host:80/v1; ask سؤالًا"
    assert scrub(text) == text


@given(st.text(max_size=2000))
def test_scrubbed_text_is_one_short_line(text: str) -> None:
    found = scrub(text)
    assert len(found) <= 300
    assert not set(found) & set("\n\r\t\x00\u202e\u2066")
    assert scrub(found) == found
