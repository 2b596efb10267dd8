"""The child process that parses, with bounded memory and time."""
