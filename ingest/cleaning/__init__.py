"""Takes page furniture off a text: what is not the story."""
