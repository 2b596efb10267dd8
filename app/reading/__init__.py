"""The small model that reads two texts together: a source and a sentence, or a question and a passage."""
