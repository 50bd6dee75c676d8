"""The commands, a module each, which `bot.cli.main` loads by name when its command is carried out."""
