"""Which blocks open items, and which belong to whom."""
