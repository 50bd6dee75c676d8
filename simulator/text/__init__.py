"""What texts mean: entities, HTML, links, keyboards, and how Telegram counts them."""
