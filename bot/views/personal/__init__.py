"""What readers keep for themselves, as they are shown it: saved items, what they follow."""
