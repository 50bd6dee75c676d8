"""How a structure that a file can be read as is called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.i18n.translator import Translator
from digests.model import Structure


def structure_words(translator: Translator, structure: Structure) -> str:
    """What a digest's items are in that structure, and how many: `42 entries`, `7 sections`."""
    kind, _, sign = structure.key.partition(":")
    count, t = structure.items, translator
    words: Mapping[str, str] = MappingProxyType(
        {
            "numbers": t.ngettext("{count} numbered", "{count} numbered", count),
            "tails": t.ngettext("{count} dated line", "{count} dated lines", count),
            "ornaments": t.ngettext(
                "{count} marked {sign}", "{count} marked {sign}", count, sign=sign
            ),
            "headings": t.ngettext("{count} section", "{count} sections", count),
            "entries": t.ngettext("{count} list entry", "{count} list entries", count),
            "sections": t.ngettext("{count} entry", "{count} entries", count),
            "leads": t.ngettext("{count} lead line", "{count} lead lines", count),
            "links": t.ngettext("{count} with a link", "{count} with a link each", count),
            "paragraphs": t.ngettext("{count} paragraph", "{count} paragraphs", count),
        }
    )
    return words.get(kind) or t.ngettext("{count} item", "{count} items", count)
