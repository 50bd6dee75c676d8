"""What `bot.app` is put together from that needs no Telegram, apart by what it loads."""
