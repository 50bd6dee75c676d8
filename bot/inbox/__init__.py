"""How the bot hears Telegram: calls that bring updates, and their order."""
