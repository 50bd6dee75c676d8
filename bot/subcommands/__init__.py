"""The commands, a module each, which `bot.cli` loads by name when its command is carried out."""
