"""Removes page furniture: whatever is not the story."""
