"""How papers and the editions of a day are called, and how readers choose among them."""
