"""Readers as a whole: sums, and what is kept for a while so that each counts once."""
