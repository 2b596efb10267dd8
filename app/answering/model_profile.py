"""How to work with each kind of chat model: prompt, evidence, strictness. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.answering.evidence.choosing import PASSAGES, SENTENCES, EvidencePolicy


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """How to work with one kind of chat model.

    `prompt` names a file of prompts/. `strict` withholds unsupported sentences. `rewrites` lets the model make
    follow-ups stand alone. `judges` says that it sees for itself where its evidence holds no answer. `sentences` is
    how many of its sentences are taken. `one_script` keeps it in the answer's alphabet (llama.cpp only). `bind` goes
    to the model's call.
    """

    prompt: Literal["answer", "answer_local"]
    policy: EvidencePolicy
    strict: bool
    rewrites: bool
    judges: bool
    sentences: int
    one_script: bool = False
    bind: Mapping[str, Any] = field(default_factory=dict)


# One short sentence is what the 1.5B model can be trusted with; 110 tokens hold it in either language. What it adds
# on further lines is invention.
SMALL = ModelProfile(
    "answer_local",
    SENTENCES,
    strict=True,
    rewrites=False,
    judges=False,
    sentences=2,
    one_script=True,
    bind={"stop": ["\n"], "extra_body": {"max_tokens": 110, "cache_prompt": True}},
)
STRONG = ModelProfile("answer", PASSAGES, strict=False, rewrites=True, judges=True, sentences=12)
# A larger model in this program (four billion weights and more) is given passages, but not trusted with what a remote
# one is: its sentences are withheld where nothing supports them, and the library's own word on an answer counts.
LARGE = ModelProfile("answer", PASSAGES, strict=True, rewrites=True, judges=False, sentences=4)
