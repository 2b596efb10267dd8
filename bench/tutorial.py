"""The tutorial pipeline, as a baseline: fixed chunks, dense top 4, one prompt. Uses none of our own parts.

Its embedder and chat model are passed in, so that only the pipeline differs in a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.messages import BaseMessage, HumanMessage

from vectorstore.embedding.embedders import Embedder

# Roughly what the tutorials of LangChain and Chroma use: 600 characters, a tenth of them overlapping, four chunks.
CHUNK_CHARACTERS = 600
CHUNK_OVERLAP = 60
CHUNKS = 4
_PROMPT = (
    "Answer the question using only the context below. After each sentence, cite the number of the passage that it "
    "comes from, like [1]. If the answer is not in the context, say that you don't know."
    "\n\nContext:\n{context}\n\nQuestion: {question}\nAnswer:"
)
_MARK = re.compile(r"\[(\d{1,3})\]")
# Read generously: any of these anywhere in a short reply counts as an honest refusal.
_REFUSAL = re.compile(
    r"""(?ix) (?:do\s*n[o']t|do\s+not|cannot|can't)\s+(?:know|answer|find)
    | \b(?:is|are|was|were)\s*(?:not|n't)\s+(?:\w+\s+)?
      (?:mentioned|provided|found|stated|given|available|specified|in\s+the)
    | \bnot\s+(?:mention|provide|state|contain|specify|include)\b | no\s+(?:information|mention)
    | لا\s+(?:أعرف|أعلم|اعرف|اعلم|أستطيع|يمكنني) | لا\s+(?:توجد|يوجد|تتوفر|يتوفر)\s+(?:أي\s+)?(?:معلومات|ذكر|إشارة)
    | (?:لم|لا)\s+(?:يتم\s+)?(?:يذكر|تذكر|ذكر|يرد|ترد|يحدد|تحدد|يتضمن|تتضمن|يحتوي|تحتوي)\b
    | غير\s+(?:مذكور|متوفر|محدد|موجود)"""
)
_LONGEST_REFUSAL = 300  # characters; a longer reply says something beside


class AsEmbeddings(Embeddings):
    """Our embedder as LangChain sees one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a vector for each text."""
        return [vector.tolist() for vector in self._embedder.embed_documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return a question's vector."""
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector


def split(documents: Sequence[Document]) -> list[Document]:
    """Return the documents in chunks, with their metadata."""
    from langchain_text_splitters import (
        RecursiveCharacterTextSplitter,  # of the development group: only benches need it
    )

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=CHUNK_OVERLAP)
    return splitter.split_documents(list(documents))


class TutorialIndex:
    """A Chroma collection as the tutorials make it: in memory, or in `directory`. Adding again doubles everything."""

    def __init__(self, embedder: Embedder, directory: Path | None = None) -> None:
        self._embeddings = AsEmbeddings(embedder)
        self._directory = directory
        self._name = "tutorial" if directory else f"tutorial-{uuid4().hex}"
        self._store: Any = None

    def add(self, documents: Sequence[Document]) -> int:
        """Split, embed and store; return how many chunks that made."""
        from langchain_chroma import Chroma

        chunks = split(documents)
        place = str(self._directory) if self._directory else None
        self._store = Chroma.from_documents(
            chunks, self._embeddings, collection_name=self._name, persist_directory=place
        )
        return len(chunks)

    def count(self) -> int:
        """Return how many chunks the collection holds."""
        return len(self._store.get(include=[])["ids"])

    def search(self, question: str) -> list[Document]:
        """Return the nearest chunks, the nearest first."""
        found: list[Document] = self._store.similarity_search(question, k=CHUNKS)
        return found

    def close(self) -> None:
        """Drop a collection that is only in memory; harmless twice."""
        if self._store is not None and self._directory is None:
            self._store.delete_collection()
        self._store = None


def messages(question: str, chunks: Sequence[Document]) -> list[BaseMessage]:
    """Return the one prompt, all chunks stuffed into it."""
    context = "\n\n".join(f"[{n}] {chunk.page_content}" for n, chunk in enumerate(chunks, start=1))
    return [HumanMessage(_PROMPT.format(context=context, question=question))]


def cited_numbers(text: str) -> list[int]:
    """Return the numbers that a reply cites, each once, in order; whether they exist is not asked."""
    return list(dict.fromkeys(int(number) for number in _MARK.findall(text)))


def is_refusal(text: str) -> bool:
    """Return whether a reply says that it does not know, in either language."""
    return len(text) <= _LONGEST_REFUSAL and bool(_REFUSAL.search(text.replace("’", "'")))
