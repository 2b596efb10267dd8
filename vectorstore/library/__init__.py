"""Where articles live: SQLite, the source of truth."""
