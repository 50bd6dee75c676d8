"""PDF: lines from glyphs, paragraphs from lines."""
