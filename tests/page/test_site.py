"""The site in a real browser: it fits, it follows the system's colours, it loads nothing else.

With `KAWARABAN_SCREENSHOTS` it leaves pictures of what it looks like.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from bot.i18n.translator import Translations
from bot.monitoring.http import served
from bot.site.content import SiteContent
from bot.site.pages import SiteOptions
from bot.site.server import SiteServer, site_app
from digests.archive import Archive
from digests.model import Digest, Item, Paragraph, Picture, Source
from digests.parsing.parser import parse
from digests.store import Store
from tests.page.scripted import DESK, PHONE, Shoot, Watched
from tests.support.town import SAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WIDER = "document.documentElement.scrollWidth > innerWidth"
PATHS = ("", "2026-11/", "2026-11-21/", "2026-11-20/", "2026-11-26/", "2026-11-26/1/", "none/")
PICTURE = (SAMPLES / "pictures" / "lighthouse.png").read_bytes()
WIDE = Digest(
    title="11月26日の瓦版だより",
    preface=("おはようございます。",),
    items=(
        Item(
            number=1,
            headline="灯台の塗り替えが終わり、百年ぶりの白い姿が港に戻る",
            paragraphs=(
                Paragraph(text=f"\ufff9鐘\ufffaかね\ufffbが鳴った。{'長' * 400}{'a' * 400}"),
            ),
            pictures=(Picture(key="ab" * 32, width=1200, height=700, data=PICTURE),),
            sources=(Source(url=f"https://example.jp/{'x' * 300}", raw=""),),
        ),
    ),
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a site with the sample editions, and one whose words are long."""
    file = tmp_path_factory.mktemp("site") / "store.db"
    store = await Store.open(f"sqlite+aiosqlite:///{file}?timeout=30")
    await store.migrate()
    try:
        for day, name in ((20, "2026-11-20.en.md"), (21, "2026-11-21.ja.txt")):
            await _publish(
                store, parse(name, (SAMPLES / name).read_bytes()).digest, date(2026, 11, day)
            )
        await _publish(store, WIDE, date(2026, 11, 26))
        content = SiteContent(
            archive=Archive(store=store),
            translations=Translations.load("ja"),
            options=SiteOptions(title="瓦版だより", is_served=True),
        )
        server = SiteServer(content=content, today=lambda: date(2026, 11, 26))
        async with served(site_app(server), "127.0.0.1", 0) as port:
            yield f"http://127.0.0.1:{port}"
    finally:
        await store.close()


async def _publish(store: Store, digest: Digest, day: date) -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    edition = await store.editions.add(
        digest, (), date=day, fingerprint=str(day), posted_by=None, created_at=now
    )
    assert await store.editions.publish(edition.id, now)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_pages_fit_every_width_and_theme(
    browser: Browser, site: str, shoot: Shoot, theme: str, size: ViewportSize
) -> None:
    watched = await Watched.open(browser, site, viewport=size, color_scheme=theme)
    page = watched.page
    for path in (*PATHS, "search/?q=長"):
        await page.goto(f"{site}/{path}")
        assert not await page.evaluate(WIDER), path
        name = path.strip("/").replace("/", "-").partition("?")[0] or "home"
        await shoot(page, f"site-{name}-{size['width']}-{theme}")
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    lightness = sum(map(int, ground.removeprefix("rgb(").removesuffix(")").split(",")))
    assert (lightness > 600) == (theme == "light")
    missing = [told for told in watched.complaints if "404" in told]
    assert len(missing) == 1  # the page that isn't there
    assert missing == watched.complaints
    await page.context.close()


async def test_readers_go_from_the_first_page_to_an_item_and_search_without_scripts(
    browser: Browser, site: str
) -> None:
    watched = await Watched.open(browser, site, viewport=PHONE, java_script_enabled=False)
    page = watched.page
    await page.goto(site)
    await page.get_by_role("link", name="灯台の塗り替えが終わり").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("灯台の塗り替えが終わり")
    await page.get_by_role("link", name="検索").click()
    await page.get_by_role("searchbox").fill("lighthouse")
    await page.get_by_role("button", name="検索").click()
    await page.get_by_role("link", name="Saltmarsh Point").first.click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert watched.complaints == []
    await page.context.close()
