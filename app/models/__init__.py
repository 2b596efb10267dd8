"""Chat models from a spec: remote ones, and the local one, which is fetched, verified and served here."""
