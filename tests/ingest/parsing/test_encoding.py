"""Encodings: decoded exactly or refused, never mojibake."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.documents import RefusedError
from ingest.parsing.encoding import decode
from tests import ROOT

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
ENCODINGS = ["cp1256", "iso8859_6", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
LABELS = [None, "utf-8", "windows-1256", "iso-8859-6", "iso-8859-1", "windows-1252", "utf-16", "nonsense"]


def encodable(text: str, encoding: str) -> str:
    return text.encode(encoding, "ignore").decode(encoding)


def samples(count: int, shortest: int) -> list[tuple[str, str, str | None]]:
    """Pieces of the seeds, each in one encoding and with one label, right or wrong."""
    chance = random.Random(20260)
    texts = [path.read_text("utf-8") for path in SEEDS]
    made = []
    for _ in range(count):
        text, encoding = chance.choice(texts), chance.choice(ENCODINGS)
        start = chance.randrange(len(text) - shortest)
        piece = encodable(text[start : start + shortest + chance.randrange(1500)], encoding)
        made.append((piece, encoding, chance.choice(LABELS)))
    return made


def test_two_hundred_samples_are_exact_or_refused() -> None:
    refused = 0
    for text, encoding, label in samples(200, 500):
        try:
            assert decode(text.encode(encoding), [label]) == text, (encoding, label)
        except RefusedError:
            refused += 1
    assert refused <= 2


def test_short_samples_are_exact_or_refused() -> None:
    for text, encoding, label in samples(400, 20):
        short = encodable(text[:60], encoding)
        try:
            assert decode(short.encode(encoding), [label]) == short, (encoding, label)
        except RefusedError:
            continue


LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ ،؟\n"


@example("cp1256", "آ،")
@given(st.sampled_from(["cp1256", "iso8859_6"]), st.text(alphabet=LETTERS, min_size=1))
def test_arabic_letters_in_any_order_are_exact_or_refused(encoding: str, text: str) -> None:
    with contextlib.suppress(RefusedError):
        assert decode(text.encode(encoding), [encoding]) == text


ENGLISH = "The minister said that the café’s owner — a “friend” of the mayor — was not at the meeting in Orléans. " * 5


@pytest.mark.parametrize("label", LABELS)
def test_western_english(label: str | None) -> None:
    assert decode(ENGLISH.encode("cp1252"), [label]) == ENGLISH


def test_arabic_with_french_letters_in_windows_1256() -> None:
    text = encodable(SEEDS[0].read_text("utf-8") + "\nقال إن فيلم “Le café” عرض في Orléans", "cp1256")
    assert decode(text.encode("cp1256"), ["iso-8859-1"]) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x00\x01\x02\x03" * 500, "binary"),
        (random.Random(1).randbytes(4000), "binary"),
        ("قال الوزير إن المحادثات مستمرة في المدينة. ".encode().replace(b"\xd8", b"\xff") * 20, "encoding"),
        ("قال الو\ufffd\ufffdر إن الم\ufffdاد\ufffdات مستمرة. ".encode() * 20, "lost_letters"),
        ("قال الوزير إن المحادثات مستمرة. ".encode().decode("cp1252", "replace").encode() * 20, "encoding"),
        ("قال الوزير إن المحادثات. ".encode().decode("latin-1").encode() * 20, "encoding"),
        ("Он сказал, что это не так. ".encode("koi8-r") * 20, "encoding"),
        ("これは日本語の文章です。".encode("shift-jis") * 20, "encoding"),
        (b"\xff\xfeabc", "encoding"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        decode(data)
    assert refused.value.code == code
