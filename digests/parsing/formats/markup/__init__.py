"""Light markups besides Markdown, to blocks."""
