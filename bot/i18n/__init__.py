"""The languages of the bot: translations, dates and zones."""
