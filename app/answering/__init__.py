"""Question and passages become a checked, cited answer, told as typed events."""
