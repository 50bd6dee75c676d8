"""Everything the bot says: in which words, in what shape, and cut to what Telegram takes."""
