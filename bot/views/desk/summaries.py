"""What an editor is told of an item's summary: what it says, and whose choice it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from digests.model import Item, SummaryMaker

MAKERS: Mapping[SummaryMaker, str] = MappingProxyType(
    {
        SummaryMaker.EDITOR: mark("summary: by the editor"),
        SummaryMaker.MODEL: mark("summary: language model"),
        SummaryMaker.BUILT_IN: mark("summary: built-in"),
    }
)


def maker_of(translator: Translator, item: Item) -> str | None:
    """Whose choice the summary is; None where there is none or nobody wrote it down."""
    return translator.gettext(MAKERS[item.summary_by]) if item.summary_by else None
