"""Files, folders, archives, pages and feeds become bytes with their origin."""
