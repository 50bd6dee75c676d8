"""What one person keeps for themselves: saved items with their reminders, and reading rules."""
