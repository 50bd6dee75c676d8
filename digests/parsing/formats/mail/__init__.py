"""Mail and what is packed like it, to blocks."""
