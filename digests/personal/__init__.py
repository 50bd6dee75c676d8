"""What one person keeps for themselves, and nobody else is shown: saved items, reading rules."""
