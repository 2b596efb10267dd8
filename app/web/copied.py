"""An answer as plain text to paste elsewhere, with where it is from. Pure: knows no markup, page or model."""

from __future__ import annotations

from app.web.escape import one_line
from app.web.strings import words, written_date
from app.web.view import Exchange


def copied_text(exchange: Exchange) -> str:
    """Return the question, its answer with the doubts that were told, and where each citation is from.

    All of it is in the language of the answer: whoever reads the copy does not see the page.
    """
    interface = words(exchange.language)
    doubts = {"partial": f" ({interface.partial})", "unsupported": f" ({interface.unsupported})"}
    doubts |= {"unchecked": f" ({interface.unchecked})", "supported": ""}
    answer = " ".join(f"{sentence.text}{doubts[sentence.support]}" for sentence in exchange.sentences)
    sources = [
        f"[{citation.n}] {one_line(article.title)} · {one_line(article.outlet or interface.no_outlet)} · "
        f"{written_date(article.published, exchange.language)} · {one_line(article.source)}"
        for citation in exchange.citations
        for article in [citation.article]
    ]
    return "\n".join([exchange.question, "", answer, "", *sources, ""])
