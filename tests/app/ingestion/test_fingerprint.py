"""What is read once is read again only where other passages may come out of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.ingestion import fingerprint as fingerprints
from app.ingestion.fingerprint import PASSAGES_VERSION, Fingerprint, Remembered, pipeline_version
from ingest.documents import RawDocument
from ingest.parsing.parse import parse
from ingest.passages import split_passages
from tests import ROOT
from tests.ingest.cleaning.pages import PAGES as MADE_PAGES
from tests.ingest.cleaning.test_pasted import PAGES as PASTED_PAGES

RECORDED = ROOT / "tests" / "data" / "passages.json"
DOCUMENT = RawDocument("a.txt", "/a.txt", b"A story.", "a.txt")


@dataclass
class Kept:
    """Of one source, what a library keeps."""

    text: str | None

    def raw_digest(self, identity: str) -> str | None:
        return self.text


def documents() -> list[RawDocument]:
    seeds = [(path.name, path.name, path.read_bytes()) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    made = [(page.name, page.file, page.text.encode()) for page in MADE_PAGES]
    pasted = [(page.name, "page.txt", page.text.encode()) for page in PASTED_PAGES]
    return [RawDocument(source, source, data, name) for source, name, data in (*seeds, *made, *pasted)]


def test_the_same_bytes_give_the_passages_of_this_version() -> None:
    seen = []
    for document in documents():
        for article in parse(document):
            passages = split_passages(article)
            spans = [[passage.passage_id, [[one.start, one.end] for one in passage.sentences]] for passage in passages]
            dates = [str(article.published), str(article.updated)]
            seen.append([article.title, article.language, *dates, article.content_hash, spans])
    assert len(seen) > 30
    digest = hashlib.sha256(json.dumps(seen).encode()).hexdigest()
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert recorded.get(str(PASSAGES_VERSION)) == digest, (
        "other passages come out of the same pages: raise PASSAGES_VERSION in app/ingestion/fingerprint.py, so that "
        f"stored articles are read again, and record {digest} for it in {RECORDED.relative_to(ROOT)}"
    )


def test_what_was_read_by_this_version_is_known_and_by_another_is_not() -> None:
    version = pipeline_version()
    assert version.startswith(f"{PASSAGES_VERSION}-")
    stored = Fingerprint.of(DOCUMENT, version)
    for pipeline, is_known in ((version, True), ("1-0123456789abcdef", False), (version + "0", False), ("", False)):
        remembered = Remembered(Kept(replace(stored, pipeline=pipeline).to_text()), version)
        assert remembered.is_same("/a.txt", stored) is is_known
    assert not Remembered(Kept(None), version).is_same("/a.txt", stored)


def test_another_word_list_or_library_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pipeline_version()
    (tmp_path / "words.txt").write_text("one", "utf-8")
    monkeypatch.setattr(fingerprints, "files", lambda _: tmp_path)
    lists = pipeline_version()
    (tmp_path / "words.txt").write_text("two", "utf-8")
    changed = pipeline_version()
    (tmp_path / "glossary.txt").write_text("read by the search only", "utf-8")
    (tmp_path / "words.py").write_text("code", "utf-8")
    assert pipeline_version() == changed
    monkeypatch.setattr(fingerprints, "version", lambda _: "99")
    assert len({before, lists, changed, pipeline_version()}) == 4
