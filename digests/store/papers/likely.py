"""Of which paper a digest is, where nobody says so: a guess, which its editor sees on its card."""

from __future__ import annotations

from digests.model import Digest
from digests.store.drafts.structure_choices import name_of
from digests.store.editions import EditionStore
from digests.store.papers.papers import PaperStore
from digests.values.papers import paper_in

_NAMED = 60
"""Editions among which one of the same title is looked for."""


async def likely_paper(papers: PaperStore, editions: EditionStore, digest: Digest) -> str:
    """The key of that of the newest edition so called, else of the first in its language."""
    there = await papers.all()
    if len(there) == 1:
        return there[0].key
    called = name_of(digest.title or "")
    newest = await editions.page(offset=0, limit=_NAMED)
    same = (one.paper for one in newest if called and name_of(one.title or "") == called)
    return next(same, paper_in(there, digest.language).key)
