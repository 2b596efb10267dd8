# ruff: noqa: E501 - pages are written on one line
"""PDFs: Arabic in the order in which it is read, as a browser prints it; damaged and empty files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from ingest.documents import RawDocument, RefusedError
from ingest.parsing.bidi import Glyph, read_line
from ingest.parsing.parse import parse
from tests import ROOT
from tests.ingest.cleaning.pages import AR_STORY, EN_STORY

SEEDS = ROOT / "seeds"
MIXED = (
    "قال مسؤول في (NATO) إن 1.6 طن من المواد وصلت في 5 أيلول 2019 بنسبة 45% إلى «خفض التصعيد» وفق The Harbour Post أمس.",
    "وبلغ العدد ١٢ ألفاً بين عامي 2015-2018، بينما قالت شركة Port Times Ltd إن الكلفة 120 مليون دولار.",
)


def printed(html: str, folder: Path) -> bytes:
    """Return the PDF of a page as Chromium prints it; skips without Chromium unless the tests must have it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("SANAD_REQUIRE_CHROMIUM") == "1":
            pytest.fail("Chromium is required and missing")
        pytest.skip("Chromium is not installed")
    page, made = folder / "page.html", folder / "page.pdf"
    page.write_text(f'<!doctype html><meta charset="utf-8">{html}', "utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder / 'profile'}",
    ]
    subprocess.run(
        [chromium, *options, f"--print-to-pdf={made}", page.as_uri()], capture_output=True, check=True, timeout=120
    )
    return made.read_bytes()


def read(data: bytes) -> str:
    return parse(RawDocument("a.pdf", "/a.pdf", data, "a.pdf"))[0].text


@pytest.fixture(scope="module")
def seed_paragraphs() -> list[str]:
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        text = parse(RawDocument(path.name, path.name, path.read_bytes(), path.name))[0].text
        found += [line for line in text.split("\n") if not any("\u064b" <= letter <= "\u0652" for letter in line)]
    return found


@pytest.mark.slow
def test_printed_arabic_comes_out_as_it_is_read(tmp_path: Path, seed_paragraphs: list[str]) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in seed_paragraphs)
    text = read(printed(f'<html lang="ar" dir="rtl"><body>{body}</body></html>', tmp_path))
    exact = [paragraph for paragraph in seed_paragraphs if paragraph in text]
    missing = [paragraph for paragraph in seed_paragraphs if paragraph not in text]
    assert len(exact) >= 0.9 * len(seed_paragraphs), missing
    words = set(text.split())
    expected = [word for paragraph in seed_paragraphs for word in paragraph.split()]
    assert sum(word in words for word in expected) >= 0.995 * len(expected)


@pytest.mark.slow
@pytest.mark.parametrize("columns", [1, 2])
def test_printed_mixed_and_english_text(tmp_path: Path, columns: int) -> None:
    arabic = "".join(f"<p>{paragraph}</p>" for paragraph in (*AR_STORY, *MIXED))
    english = "".join(f"<p>{paragraph}</p>" for paragraph in EN_STORY)
    page = f'<html><body style="font-size:15px"><div dir="rtl" style="column-count:{columns}"><h1>منسوب السد الكبير يرتفع</h1>{arabic}</div><div style="column-count:{columns}">{english}</div></body></html>'
    text = read(printed(page, tmp_path))
    for paragraph in (*AR_STORY, *MIXED, *EN_STORY):
        assert paragraph in text


def glyphs(*drawn: tuple[str, float, float], size: float = 10) -> list[Glyph]:
    return [Glyph(text, left, right, 0, size, run=index) for index, (text, left, right) in enumerate(drawn)]


def test_a_line_is_read_by_the_places_of_its_letters() -> None:
    drawn = glyphs(("5", 0, 5), ("4", 5, 10), ("ن", 14, 19), ("م", 19, 24), ("\u064f", 20, 22))
    assert read_line(drawn) == read_line(drawn[::-1]) == "م\u064fن 54"
    assert read_line(glyphs(("A", 0, 5), ("B", 5, 10), ("ب", 14, 18), ("ا", 18, 20))) in ("AB اب", "اب AB")
    assert read_line(glyphs((".", 0, 2), ("9", 3, 8)), right_to_left=True) == "9."
    assert read_line([]) == ""


def empty_pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    import io

    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"%PDF-1.7\n%%EOF", "bad_pdf"), (empty_pdf()[:200], "bad_pdf"), (empty_pdf(), "scanned")],
    ids=["header only", "truncated", "without text"],
)
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data)
    assert refused.value.code == code
