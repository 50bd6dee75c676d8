"""How the number of an issue is told; loads nothing of Telegram, as commands tell it too."""

from __future__ import annotations

import re

from bot.i18n.translator import Translator


def with_issue(translator: Translator, title: str | None, issue: int | None) -> str | None:
    """A title with the number of the issue, where it lacks that; None without a title."""
    if not title or issue is None or str(issue) in re.findall(r"\d+", title):
        return title
    return translator.gettext("{title}, No. {number}", title=title, number=issue)
