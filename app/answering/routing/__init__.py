"""What a reader means by a turn: a question to the library, or something else that is said in a conversation."""
