"""How near a written sentence is in meaning to the stored sentences around some hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ingest.language import Language
from vectorstore.embedding.centring import Centring, centred
from vectorstore.embedding.embedders import Embedder
from vectorstore.library.reader import LibraryReader
from vectorstore.types import Hit, Vector

SentenceKey = tuple[str, int, int]
"""(article_id, start, end): where a stored sentence stands."""


class SentenceSimilarity:
    """Compares new sentences with stored ones, in either language; the stored ones are never embedded again."""

    def __init__(self, library: LibraryReader, embedder: Embedder, centring: Centring) -> None:
        self._library = library
        self._embedder = embedder
        self._centring = centring

    def to_hits(self, text: str, language: Language, hits: Sequence[Hit]) -> dict[SentenceKey, float]:
        """Return the cosine similarity of `text`, language-centred, to each sentence of the hits' passages.

        Embeds `text` (some 10 to 40 ms); everything else takes a few. Raises EmbeddingError.
        """
        (vector,) = self._embedder.embed_documents([text])
        written = centred(vector[None, :], self._centre(language))[0]
        similarities: dict[SentenceKey, float] = {}
        for key, stored, stored_language in self._stored(hits):
            near = centred(stored[None, :], self._centre(stored_language))[0]
            similarities[key] = float(np.dot(written, near))
        return similarities

    def _stored(self, hits: Sequence[Hit]) -> Iterator[tuple[SentenceKey, Vector, Language]]:
        for hit in hits:
            found = [
                (sentence_id, (passage.article_id, sentence.start, sentence.end), passage.language)
                for passage in self._library.article_passages(hit.article.article_id)
                if passage.version == hit.article.version and passage.start < hit.end and hit.start < passage.end
                for sentence_id, sentence in zip(passage.sentence_ids, passage.sentences, strict=True)
            ]
            vectors = self._library.vectors([sentence_id for sentence_id, _, _ in found])
            for sentence_id, key, language in found:
                if sentence_id in vectors:
                    yield key, vectors[sentence_id], language

    def _centre(self, language: Language) -> Vector:
        return self._centring.centres(language, self._library.means(language)).sentence
