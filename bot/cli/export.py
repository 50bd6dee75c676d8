"""`export`: the archive as pages for the web, in a folder that any web server can serve."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator

from bot.composition.store import opened
from bot.frontpage.front_pages import FrontPages
from bot.i18n.translator import Translations, Translator
from bot.settings import OfflineSettings
from bot.site.content import SiteContent
from bot.site.export import Exported, SiteFolder, export
from bot.site.pages import SiteOptions
from digests.archive import Archive


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """Write what the archive says now into a folder, and delete what it no longer says."""
    settings = OfflineSettings.load()
    folder = SiteFolder.opened(arguments.site)
    done = asyncio.run(_export(settings, folder))
    print(
        translator.ngettext(
            "{count} file in {folder}; {written} of them new or changed, {removed} were deleted.",
            "{count} files in {folder}; {written} of them new or changed, {removed} were deleted.",
            done.files,
            folder=arguments.site,
            written=done.written,
            removed=done.removed,
        )
    )
    if settings.site is None:
        print(
            translator.gettext(
                "Without BOT_SITE_URL there are no feeds and no sitemap, which name full addresses."
            )
        )


async def _export(settings: OfflineSettings, folder: SiteFolder) -> Exported:
    async with opened(settings) as store:
        translations = Translations.load(settings.language)
        content = SiteContent(
            archive=Archive(store=store),
            translations=translations,
            options=SiteOptions(title=settings.site_title, url=settings.site),
            front_pages=FrontPages.as_set(settings, translations, store.papers.all),
        )
        return await export(folder, _bodies(content))


async def _bodies(content: SiteContent) -> AsyncIterator[tuple[str, bytes]]:
    async for path, file in content.files():
        yield path, file.body
