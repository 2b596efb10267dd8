"""The Gradio page, over the `Desk` protocol."""
