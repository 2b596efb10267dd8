"""One run: sources become articles, which are stored and made searchable, with progress and reasons."""
