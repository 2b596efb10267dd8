"""The library's table, progress, report and warnings as HTML. Pure: knows no component or library."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.ingestion.report import IngestProgress, IngestReport
from app.web.markup import fill
from app.web.strings import words
from ingest.language import Language
from ingest.language.text import fold
from vectorstore.types import ArticleSummary

ROWS_SHOWN = 200  # a table longer than this is searched, not read


def matching(articles: Sequence[ArticleSummary], wanted: str) -> list[ArticleSummary]:
    """Return the articles whose title, outlet, author or source holds every word of `wanted`, as search reads it.

    Letter case, vowel marks and the forms of alef are no difference.
    """
    parts = fold(wanted).casefold().split()
    if not parts:
        return list(articles)
    return [article for article in articles if all(part in named for named in [_named(article)] for part in parts)]


def _named(article: ArticleSummary) -> str:
    return fold(f"{article.title} {article.outlet or ''} {article.author or ''} {article.source}").casefold()


def table(articles: Sequence[ArticleSummary], wanted: str, language: Language) -> Markup:
    """Return the table of the articles that match `wanted`, the first `ROWS_SHOWN` of them."""
    interface = words(language)
    found = matching(articles, wanted)
    if not found:
        return fill("quiet.html", text=interface.nothing_matches if articles else interface.library_empty)
    shown = found[:ROWS_SHOWN]
    count = interface.say("shown", shown=len(shown), total=len(articles))
    return fill("table.html", articles=shown, count=count, interface=interface)


def progress(step: IngestProgress | None, seconds: float, language: Language) -> Markup:
    """Return how far an ingest is after `seconds`: counts, rate and the time that is left at this rate."""
    interface = words(language)
    source = step.source if step else ""
    if step is None or step.total <= 0:
        return fill("progress.html", facts=(), source=source, interface=interface)
    facts = [interface.say("progress", done=step.done, total=step.total)]
    if step.done and seconds > 0:
        rate = step.done / seconds
        facts.append(interface.say("pace", rate=f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"))
        facts.append(interface.say("time_left", seconds=round((step.total - step.done) / rate)))
    if step.texts_total > 0:
        facts.append(interface.say("embedding", done=step.texts_done, total=step.texts_total))
    percent = min(100, 100 * step.done // step.total)
    return fill("progress.html", facts=facts, percent=percent, source=source, interface=interface)


def report(summary: IngestReport, language: Language) -> Markup:
    """Return what an ingest did: counts, and every refused source with its reason."""
    interface = words(language)
    counts = (
        (interface.added, summary.added),
        (interface.updated, summary.updated),
        (interface.unchanged, summary.unchanged),
        (interface.removed, summary.removed),
        (interface.rejected, len(summary.rejected)),
    )
    return fill(
        "report.html",
        counts=counts,
        took=interface.say("took", seconds=f"{summary.seconds:.1f}"),
        rejected=summary.rejected[:ROWS_SHOWN],
        warnings=summary.warnings[:ROWS_SHOWN],
        gone=summary.gone[:ROWS_SHOWN],
        interface=interface,
    )


def note(text: str, language: Language, *, wrong: bool = False) -> Markup:
    """Return one line that says in `language` how something ended."""
    return fill("note.html", text=text, wrong=wrong, interface=words(language))


def removal(article: ArticleSummary, language: Language) -> Markup:
    """Return the question before an article is removed."""
    interface = words(language)
    before, after = interface.remove_question.split("{title}")
    return fill("removal.html", article=article, before=before, after=after, interface=interface)
