"""What an edition says beside its items: a greeting before them, an afterword behind them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.rich_text import FOLDED, RichText, join, length, plain, within
from digests.model import Digest

_LONG = 600
"""Characters above which a text beside the items is folded."""
_RULE = "* * *"
"""Stands between the last item and what belongs to none."""


def greeting(digest: Digest) -> RichText:
    """What the editor says to readers before the first item, whole; folded where it is long."""
    return _told(digest.greeting)


def afterword(digest: Digest) -> RichText:
    """What stands behind the last item, below a rule, whole; folded where it is long."""
    told = _told(digest.afterword)
    return join("\n\n", [plain(_RULE), told]) if told else ()


def _told(texts: Sequence[str]) -> RichText:
    said = plain("\n\n".join(texts)) if texts else ()
    return within(FOLDED, said) if length(said) > _LONG else said
