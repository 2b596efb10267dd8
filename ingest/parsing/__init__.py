"""Bytes of any supported format become text with its title, outlet and dates."""
