"""Reading the model's file, and files that are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vectorstore.encoder.weights import WORDS, WeightsError, bundled, read


def test_the_bundled_file_is_the_model_it_is_said_to_be() -> None:
    weights = read(bundled())
    assert (weights.hidden, weights.layers, weights.heads, weights.longest) == (384, 12, 12, 512)
    assert len(weights.vocabulary.pieces) == 250_002
    rows = weights.matrices[WORDS].rows(np.array([[5, 6], [7, 8]], np.intp))
    assert rows.shape == (2, 2, 384)
    assert np.isfinite(rows).all()
    assert np.abs(rows).max() > 0


def test_pairs_and_scales_say_what_the_rows_say() -> None:
    matrix = read(bundled()).matrices["l0.q.w"]
    pairs, scales = matrix.pairs().astype(np.float32), matrix.scales()
    values = np.stack([pairs % 16, pairs // 16], axis=-1).reshape(*scales.shape, -1) - 8
    assert np.array_equal((values * scales[..., None]).reshape(len(scales), -1), matrix.rows(np.arange(len(scales))))


@pytest.mark.parametrize("kept", [0, 3, 40, 100_000])
def test_a_file_that_is_cut_short_is_named(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "model.bin"
    with bundled().open("rb") as file:
        path.write_bytes(file.read(kept))
    with pytest.raises(WeightsError, match=r"model\.bin"):
        read(path)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(WeightsError, match="another format"):
        read(path)
    with pytest.raises(WeightsError, match="nowhere"):
        read(tmp_path / "nowhere")
