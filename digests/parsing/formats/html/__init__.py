"""Web pages: the main content, then its blocks."""
