"""Texts become vectors: the bundled model, or any of LangChain's."""
