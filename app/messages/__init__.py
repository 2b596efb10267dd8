"""Everything the program says, in Arabic and English."""
