"""How a digest is posted: in pieces, by a link, and what is said while it is read."""
