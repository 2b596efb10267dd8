"""Citations: which words of which passage stand behind a sentence."""
