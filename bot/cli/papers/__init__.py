"""`papers`: the publications under this bot, listed, added and changed."""

from bot.cli.papers.command import carry_out

__all__ = ["carry_out"]
