"""What a digest is, who is owed it, and what has been delivered; knows nothing of Telegram."""
