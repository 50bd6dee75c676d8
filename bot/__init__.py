"""Kawaraban on Telegram: the bot that people talk to."""
