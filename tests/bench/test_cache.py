"""Embeddings remembered between runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.cache import CachedEmbedder
from tests.fakes_embeddings import HashEmbedder


@pytest.mark.parametrize("tokens", ["words 1", ""])
def test_vectors_and_tokens_come_back_without_being_made_again(tmp_path: Path, tokens: str) -> None:
    path = tmp_path / "cache" / "embeddings.npz"
    first = CachedEmbedder(HashEmbedder(tokens=tokens), path)
    passages, question = first.embed_passages(["one", "two three"]), first.embed_question("four five six")
    first.save()
    again = HashEmbedder(tokens=tokens)
    second = CachedEmbedder(again, path)
    pairs = [*zip(passages, second.embed_passages(["one", "two three"]), strict=True)]
    for made, kept in [*pairs, (question, second.embed_question("four five six"))]:
        assert np.array_equal(made.vector, kept.vector)
        assert made.tokens.bits.tolist() == kept.tokens.bits.tolist()
        assert made.tokens.rarity.tolist() == kept.tokens.rarity.tolist()
    assert [len(one.tokens) for one in passages] == ([1, 2] if tokens else [0, 0])
    assert again.texts == []


def test_what_was_kept_before_there_were_tokens_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "embeddings.npz"
    np.savez(path, keys=np.array(["a"]), vectors=np.zeros((1, 24), np.float32))
    embedder = HashEmbedder()
    assert len(CachedEmbedder(embedder, path).embed_passages(["one"])[0].tokens) == 1
    assert embedder.texts == ["one"]
