"""The demo: a local Telegram, the real bot, readers in five zones, and a paper a day."""
