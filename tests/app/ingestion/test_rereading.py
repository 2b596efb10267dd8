"""Reading again follows where an article came from, never a name that an uploader chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ingestion.rereading import reread_specs
from ingest.article import Article
from vectorstore.types import ArticleSummary, StoredArticle


def stored(source: str, identity: str) -> StoredArticle:
    """Return an article of that origin."""
    article = Article(source, identity, "title", "text", "en")
    summary = ArticleSummary(
        article.article_id, 1, "title", None, None, source, "en", None, None, 1, "2024-01-01T00:00:00+00:00", "s"
    )
    return StoredArticle(article, "published", summary)


@pytest.mark.parametrize(
    ("source", "identity"),
    [
        ("passwd", "upload:passwd"),
        ("/etc/passwd", "upload:lines.jsonl!3"),
        ("a.zip!etc/passwd", "upload:a.zip!etc/passwd"),
    ],
)
def test_an_upload_is_never_followed_as_a_path(source: str, identity: str) -> None:
    assert list(reread_specs([stored(source, identity)])) == []


def test_a_page_is_fetched_again() -> None:
    address = "https://news.example/a?utm_source=x"
    assert list(reread_specs([stored(address, "https://news.example/a")])) == [address]
    assert list(reread_specs([stored("/etc/passwd", "https://news.example/a")])) == ["https://news.example/a"]


def test_a_file_is_read_again_by_the_path_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "story.txt"
    file.write_text("text")
    monkeypatch.chdir(tmp_path)
    assert list(reread_specs([stored("story.txt", str(file))])) == ["story.txt"]
    monkeypatch.chdir("/")
    assert list(reread_specs([stored("story.txt", str(file))])) == [str(file)]


def test_an_archive_is_read_once_for_all_its_entries(tmp_path: Path) -> None:
    archive = tmp_path / "week.zip"
    entries = [stored(f"{archive}!{name}", f"{archive}!{name}") for name in ("a.txt", "b.txt")]
    assert list(reread_specs(entries)) == [str(archive)]
