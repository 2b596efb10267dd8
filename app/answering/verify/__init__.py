"""Checks a sentence against the text that it cites, by rules; says what speaks against it."""
