"""All that the program says, in Arabic and English."""
