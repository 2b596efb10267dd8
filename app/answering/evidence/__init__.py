"""What the chat model is shown of the passages found, and whether they answer the question."""
