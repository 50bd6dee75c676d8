"""What somebody means who writes to the bot."""
