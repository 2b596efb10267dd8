"""Inline glosses: evidence in one language, made readable for a small model that answers in the other."""

from app.answering.gloss.glosser import Glosser

__all__ = ["Glosser"]
