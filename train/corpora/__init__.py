"""Groups from each source of data: the written items, parallel news, headlines, questions."""
