"""An archive with editions in two languages, and the site that is made of it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.i18n.translator import Translations
from bot.site.content import SiteContent
from bot.site.pages import SiteOptions
from digests.archive import Archive
from digests.model import EditionState, Item
from digests.store import Store
from tests.bot.site.samples import DAY, ENGLISH, JAPANESE, URL, Press


@pytest.fixture
async def press(template: Path, tmp_path: Path) -> AsyncIterator[Press]:
    """A store of its own for a test."""
    shutil.copy(template, tmp_path / "store.db")
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'store.db'}?timeout=30")
    yield Press(store)
    await store.close()


@pytest.fixture
async def archive(press: Press) -> Press:
    """A store with editions of two months and languages, a draft and a scheduled one."""
    await press.keep(JAPANESE, DAY)
    await press.keep(ENGLISH, DAY.replace(day=13))
    older = replace(JAPANESE, title="朝の港だより", items=(Item(number=1, headline="朝の市"),))
    await press.keep(older, DAY.replace(month=3))
    await press.keep(replace(ENGLISH, title="Unborn"), DAY.replace(day=15), EditionState.DRAFT)
    later = DAY.replace(day=16)
    await press.keep(replace(ENGLISH, title="Expected"), later, EditionState.SCHEDULED)
    return press


@pytest.fixture
def content(press: Press) -> SiteContent:
    """The site of a store."""
    return SiteContent(
        archive=Archive(store=press.store),
        translations=Translations.load("ja"),
        options=SiteOptions(title="灯台町だより", url=URL),
    )
