"""Whole pages pasted with their menus, notices and lists: no line of the story is cut, the furniture goes."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from ingest.article import Article
from ingest.documents import RawDocument
from ingest.parsing.parse import parse
from tests import ROOT

DATA = ROOT / "tests" / "data"


@dataclass(frozen=True)
class PastedPage:
    name: str
    fields: dict[str, str]
    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return ("\n\n" if self.fields["spaced"] == "yes" else "\n").join(line for _, line in self.lines)

    def marked(self, mark: str) -> list[str]:
        return [" ".join(line.split()) for one, line in self.lines if one == mark]


def pages(language: str) -> list[PastedPage]:
    listed = []
    for block in re.split(r"^== ", (DATA / f"pasted.{language}.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]:
        name, *rest = block.rstrip("\n").split("\n")
        fields = dict(re.findall(r"^(spaced|title|published|updated|outlet|author): (.*)$", block, re.MULTILINE))
        listed.append(PastedPage(name, fields, tuple((line[0], line[2:]) for line in rest[len(fields) :])))
    return listed


PAGES = [page for language in ("ar", "en") for page in pages(language)]


def read(text: str, name: str = "page.txt") -> Article:
    return parse(RawDocument(name, f"/{name}", text.encode("utf-8"), name))[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_pasted_page(page: PastedPage) -> None:
    article = read(page.text)
    kept = article.text.split("\n")
    lost = [line for line in page.marked("+") if line.removeprefix("- ") not in kept and line not in kept]
    assert lost == []
    assert [line for line in page.marked("-") if line in kept] == []
    given = {name: article.__getattribute__(name) for name in ("title", "published", "updated", "outlet", "author")}
    assert {name: str(value) for name, value in given.items() if value} == {
        name: value for name, value in page.fields.items() if name != "spaced"
    }
