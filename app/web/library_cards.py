"""The library's table, progress, report and warnings as escaped HTML. Pure: knows no component or library."""

from __future__ import annotations

from collections.abc import Sequence

from app.web.desk import IngestStep, IngestSummary
from app.web.escape import escaped, isolated, label, message
from app.web.strings import Words, words, written_date
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


def table(articles: Sequence[ArticleSummary], wanted: str, language: Language) -> str:
    """Return the table of the articles that match `wanted`, the first `ROWS_SHOWN` of them."""
    interface = words(language)
    if not articles:
        return f'<p class="quiet empty">{escaped(interface.library_empty)}</p>'
    found = matching(articles, wanted)
    if not found:
        return f'<p class="quiet empty">{escaped(interface.nothing_matches)}</p>'
    shown = found[:ROWS_SHOWN]
    names = (
        interface.column_title,
        interface.column_outlet,
        interface.column_date,
        interface.column_language,
        interface.column_passages,
        interface.column_version,
        interface.actions,
    )
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in names)
    rows = "".join(_row(article, interface) for article in shown)
    count = interface.shown.format(shown=len(shown), total=len(articles))
    return (
        f'<p class="quiet" role="status">{escaped(count)}</p><div class="table-frame" tabindex="0" role="region" '
        f'aria-label="{escaped(interface.library_title)}"><table class="articles">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(article: ArticleSummary, interface: Words) -> str:
    spoken = interface.arabic if article.language == "ar" else interface.english
    identifier = escaped(article.article_id)
    title = label(article.title)
    opener = (
        f'<button type="button" class="source" data-open="{identifier}" '
        f'data-version="{int(article.version)}" data-start="0" data-end="0">'
        f'<span class="title" lang="{escaped(article.language)}" dir="auto">{title}</span></button>'
    )
    actions = "".join(
        f'<button type="button" class="act" data-{action}="{identifier}" aria-label="{escaped(name)}: {title}">'
        f"{escaped(name)}</button>"
        for action, name in (("again", interface.again_one), ("remove", interface.remove))
    )
    cells = (
        isolated(article.outlet) if article.outlet else "–",
        f"<bdi>{escaped(written_date(article.published, interface.language))}</bdi>",
        escaped(spoken),
        str(int(article.passages)),
        str(int(article.version)),
        actions,
    )
    labels = (
        interface.column_outlet,
        interface.column_date,
        interface.column_language,
        interface.column_passages,
        interface.column_version,
        "",
    )
    rest = "".join(f'<td data-label="{escaped(name)}">{cell}</td>' for name, cell in zip(labels, cells, strict=True))
    return f'<tr><th scope="row" dir="{words(article.language).direction}">{opener}</th>{rest}</tr>'


def progress(step: IngestStep | None, seconds: float, language: Language) -> str:
    """Return how far an ingest is after `seconds`: counts, rate and the time that is left at this rate."""
    interface = words(language)
    if step is None or step.total <= 0:
        source = f'<p class="quiet">{isolated(step.source)}</p>' if step and step.source else ""
        return f'<div class="status"><p>{escaped(interface.preparing)}</p>{source}</div>'
    percent = min(100, 100 * step.done // step.total)
    facts = [interface.progress.format(done=step.done, total=step.total)]
    if step.done and seconds > 0:
        rate = step.done / seconds
        facts.append(interface.pace.format(rate=f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"))
        facts.append(interface.time_left.format(seconds=round((step.total - step.done) / rate)))
    if step.texts_total > 0:
        facts.append(interface.embedding.format(done=step.texts_done, total=step.texts_total))
    line = " · ".join(f"<bdi>{escaped(fact)}</bdi>" for fact in facts)
    return (
        f'<div class="status"><p>{line}</p><span class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{percent}" aria-label="{escaped(interface.ingesting)}"><i style="inline-size:{percent}%"></i>'
        f'</span><p class="quiet"><bdi dir="auto">{label(step.source, 120)}</bdi></p></div>'
    )


def report(summary: IngestSummary, language: Language) -> str:
    """Return what an ingest did: counts, and every refused source with its reason."""
    interface = words(language)
    counts = (
        (interface.added, summary.added),
        (interface.updated, summary.updated),
        (interface.unchanged, summary.unchanged),
        (interface.removed, summary.removed),
        (interface.rejected, len(summary.rejected)),
    )
    cells = "".join(f"<div><dt>{escaped(name)}</dt><dd>{int(count)}</dd></div>" for name, count in counts)
    took = escaped(interface.took.format(seconds=f"{summary.seconds:.1f}"))
    refused = "".join(
        f'<li><bdi dir="auto">{label(rejection.source, 160)}</bdi>'
        f'<span class="quiet" dir="auto">{label(rejection.reason)}</span></li>'
        for rejection in summary.rejected[:ROWS_SHOWN]
    )
    gone = "".join(f'<li><bdi dir="auto">{label(source, 160)}</bdi></li>' for source in summary.gone[:ROWS_SHOWN])
    lists = "".join(
        f"<h4>{escaped(title)}</h4><ul>{rows}</ul>"
        for title, rows in ((interface.rejected, refused), (interface.gone_from_folder, gone))
        if rows
    )
    return (
        f'<section class="report" role="status"><h3>{escaped(interface.report)} <bdi class="quiet">{took}</bdi></h3>'
        f"<dl>{cells}</dl>{lists}</section>"
    )


def note(text: str, language: Language, *, wrong: bool = False) -> str:
    """Return one line that says in `language` how something ended."""
    kind = "notice wrong" if wrong else "notice"
    return f'<p class="{kind}" role="status" dir="{words(language).direction}">{message(text)}</p>'


def removal(article: ArticleSummary, language: Language) -> str:
    """Return the question before an article is removed."""
    interface = words(language)
    before, after = (escaped(part) for part in interface.remove_question.split("{title}"))
    title = f'<bdi dir="auto">{label(article.title, 200)}</bdi>'
    return (
        f'<div class="reader-frame asking"><div class="question-box" role="alertdialog" aria-modal="true" '
        f'aria-label="{escaped(interface.remove)}"><p>{before}{title}{after}</p><p class="choices">'
        f'<button type="button" class="close" >{escaped(interface.remove_cancel)}</button>'
        f'<button type="button" class="confirm" data-confirm="{escaped(article.article_id)}">'
        f"{escaped(interface.remove_confirm)}</button></p></div></div>"
    )
