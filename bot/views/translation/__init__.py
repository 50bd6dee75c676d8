"""What a reader sees of machine translations, and how they come back to the original."""
