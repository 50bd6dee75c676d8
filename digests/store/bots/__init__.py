"""What is kept for one bot, by the id that Telegram gave it: another one's means nothing to it."""
