"""What processes over one database know of each other: who lives, and who leads."""
