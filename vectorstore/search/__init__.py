"""Finds the passages nearest to a question, by words and by meaning."""
