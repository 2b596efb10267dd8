"""A web page to its text and what its head says. Knows no address and fetches nothing: it gets decoded text.

The story's text is trafilatura's; the head's dates and names are `html_head`'s, because a date guessed from somewhere
on the page is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import lxml.html
import trafilatura
from lxml import etree

from ingest.article import Doubt, Removed
from ingest.cleaning.datelines import is_dateline
from ingest.cleaning.lines import is_text, letters_of
from ingest.documents import Parsed, RefusedError
from ingest.parsing.html_head import Head
from ingest.parsing.html_story import prepare, put_back, unglued, visible
from ingest.parsing.stand_in import refuse_stand_in

_MOST_REMOVED = 200  # lines kept to show what the page had besides its story
_ABOVE = 8  # lines above the story's first paragraph among which its date is looked for


def read_html(text: str, *, whole: bool = False) -> Parsed:
    """Return the story of a page. Raises RefusedError `no_text` where there is none.

    A `whole` page, as a site gives it, may also be refused as what stands in an article's place: see `stand_in`.
    """
    tree = _tree(text)
    head = Head(tree)
    prepare(tree)
    blocks = visible(tree)
    seen = [one.text for one in blocks]
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
        date_extraction_params={"extensive_search": False},
    )
    body = str(getattr(found, "text", None) or "")
    body = unglued(_unglued(body, seen), blocks)
    if len(body) < 0.2 * sum(len(line) for line in seen) and len(seen) <= 40:
        body = "\n".join(seen)  # a short page: the plain-text pass judges its lines better than a density measure
    body, missing = put_back(body, blocks) if body.strip() else ("\n".join(seen), 0)
    if not body.strip():
        raise RefusedError("no_text")
    if whole:
        refuse_stand_in(tree, head.title, body, is_article=head.is_article)
    return Parsed(
        text="\n".join((*_datelines(seen, body), body)),
        title=head.title,
        outlet=head.outlet,
        author=head.author,
        published=head.published,
        updated=head.updated,
        url=head.url,
        removed=_left_out(seen, body),
        doubts=(Doubt("left_out", {"count": missing}),) if missing else (),
    )


def _tree(text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("no_text") from error
    for element in list(tree.iter("br")):
        element.tail = "\n" + (element.tail or "")
    return tree


def _unglued(body: str, seen: Sequence[str]) -> str:
    """Return the body in the page's own lines where a short page came out as one line: headline, story and button."""
    whole = letters_of(body)
    within = [line for line in seen if (letters := letters_of(line)) and letters in whole]
    glued = "\n" not in body and len(within) > 1 and max(map(len, within)) < len(body)
    return "\n".join(within) if glued else body


def _datelines(seen: Sequence[str], body: str) -> list[str]:
    """Return the lines just above the story that date it: measures of density leave them out."""
    lines = body.split("\n")
    first = letters_of(next(filter(is_text, lines), lines[0]))
    start = next((index for index, line in enumerate(seen) if first and letters_of(line) == first), None)
    near = seen[max(0, start - _ABOVE) : start] if start is not None else ()
    return [line for line in near if is_dateline(line, day_first=True) and line not in body]


def _left_out(seen: Iterable[str], body: str) -> tuple[Removed, ...]:
    kept = letters_of(body)
    left = [line for line in seen if (letters := letters_of(line)) and letters not in kept]
    return tuple(Removed(line[:1000], "page") for line in left[:_MOST_REMOVED])
