"""What the ordinary texts came to is kept between processes, and made anew where it is damaged or of another model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.fakes_embeddings import HashEmbedder
from vectorstore.embedding.centring import Centring


class Counting(HashEmbedder):
    """Counts the texts it is asked to embed."""

    embedded = 0

    def embed_documents(self, texts):  # type: ignore[no-untyped-def]
        self.embedded += len(texts)
        return super().embed_documents(texts)


def test_a_later_process_need_not_embed_the_ordinary_texts(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    made = Centring(first, tmp_path).question_centre("ar")
    kept = Centring(second, tmp_path).question_centre("ar")
    assert first.embedded > 0
    assert second.embedded == 0
    assert np.allclose(made, kept, atol=1e-6)


def test_another_model_s_or_damaged_texts_are_not_used(tmp_path: Path) -> None:
    Centring(Counting(), tmp_path).question_centre("en")
    other = Counting("another model")
    Centring(other, tmp_path).question_centre("en")
    assert other.embedded > 0
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:50])
    again = Counting()
    assert np.isfinite(Centring(again, tmp_path).question_centre("en")).all()
    assert again.embedded > 0


def test_a_folder_that_is_not_there_costs_nothing_else(tmp_path: Path) -> None:
    assert np.isfinite(Centring(Counting(), tmp_path / "missing").question_centre("en")).all()
