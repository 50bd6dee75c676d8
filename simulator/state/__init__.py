"""What the simulated Telegram remembers: people, chats, messages, files, events."""
