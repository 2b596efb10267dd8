"""Word lists as data files; see each file's first lines."""
