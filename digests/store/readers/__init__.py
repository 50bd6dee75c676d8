"""What concerns one reader: the edition that comes at once, and all that is kept of them."""
