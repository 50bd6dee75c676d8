"""How the bot reaches the Bot API: transport, requests, limits, errors, files."""
