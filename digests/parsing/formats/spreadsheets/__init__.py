"""Tables of news, a row an item, to blocks."""
