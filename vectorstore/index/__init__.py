"""The search index over vectors in Chroma, which can always be rebuilt from the library."""
