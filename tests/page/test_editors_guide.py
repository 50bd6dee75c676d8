"""What the editors' guide shows, on a phone; with `KAWARABAN_SCREENSHOTS` it takes its pictures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.cli.demonstration.samples import Sample
from bot.i18n.translator import Translations, Translator
from bot.views.desk.structures import structure_words
from digests.model import Structure
from simulator.state.messages import Message
from tests.page.scripted import PHONE, TO_THE_END, Shoot
from tests.support.forking import ForkServer
from tests.support.town import DEADLINE, SAMPLES, Town

TALL: ViewportSize = {"width": 390, "height": 1680}
"""Where a card and its buttons are to be seen whole."""

TOKYO = ZoneInfo("Asia/Tokyo")

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an editor of a language posts and replies, and the titles of two `papers`.

    `published` is a sample that is out, which says `right` instead of `wrong` once it is corrected.
    `letter` is the first line of a long one: what becomes of `things` in each of its `places`, with
    a `tail` behind each headline.
    """

    papers: tuple[str, str]
    draft: str
    published: str
    wrong: str
    right: str
    reply: str
    answer: str
    letter: str
    places: Mapping[str, str]
    things: tuple[str, ...]
    tail: str
    text: str


WORDS = {
    "en": Words(
        papers=("The Lantern", "The Tide"),
        draft="2026-11-24.en.html",
        published="2026-11-19.en.md",
        wrong="9 to 4",
        right="9 to 5",
        reply="2 headline: Seeds from a chimney sprout after 140 years",
        answer="Seeds from a chimney",
        letter="The Harbour Letter, 26 November 2026",
        places={
            "Harbour": "The {} opens again",
            "Old Town": "A new roof is laid on the {}",
            "Mill Hill": "Children paint the {} blue",
            "Station": "Who has a key to the {}?",
            "Islands": "Storm spares the {} by a hair",
            "Upper Valley": "Fifty years of the {}: a feast",
            "Market": "Council sells the {} for one crown",
        },
        things=("bridge", "school", "library", "ferry", "bakery", "garden"),
        tail="(The Quay, 25 November 2026)",
        text="So says {}.",
    ),
    "ja": Words(
        papers=("瓦版だより", "島だより"),
        draft="2026-11-25.ja.html",
        published="2026-11-21.ja.txt",
        wrong="128年ぶり",
        right="127年ぶり",
        reply="2 見出し：雪の駅に新しい待合室",
        answer="雪の駅に新しい待合室",
        letter="11月26日の港だより",
        places={
            "港": "{}が再び開く",
            "旧市街": "{}に新しい屋根がかかる",
            "水車坂": "子どもたちが{}を青く塗る",
            "駅前": "{}の鍵はだれの手に",
            "島々": "あらしは{}をかすめて去った",
            "上の谷": "{}の五十年を祝う集い",
            "市場": "町議会、{}を一円で手放す",
        },
        things=("橋", "学校", "図書館", "渡し船", "パン屋", "庭園"),
        tail="（波止場新聞、2026年11月25日）",
        text="{}からの知らせ。",
    ),
}


def long_letter(words: Words) -> bytes:
    """Seven sections of six entries each, of which five have a number: 42, 7 and 35 items."""
    lines, number = [f"# {words.letter}"], 0
    for place, becomes in words.places.items():
        lines.append(f"## {place}")
        for at, thing in enumerate(words.things):
            is_numbered = at + 1 < len(words.things)
            number += is_numbered
            mark = f"{number}. " if is_numbered else ""
            lines += [
                f"### {mark}{becomes.format(thing)}{words.tail}",
                words.text.format(place),
                f"https://example.org/{len(lines)}",
            ]
    return "\n\n".join(lines).encode()


@dataclass(frozen=True, kw_only=True)
class EditorAtWork:
    """An editor before their phone."""

    town: Town
    page: Page
    shoot: Shoot
    translator: Translator

    async def keep(self, name: str, shown: str, size: ViewportSize = PHONE) -> None:
        """Take both pictures of the last that says what is `shown`, from its last line up."""
        await self.page.set_viewport_size(size)
        await self.page.mouse.move(0, 0)  # what lies below a pointer looks different
        said = self.page.locator(".message.in:not(.deleted)")
        last = said.filter(has_text=shown).last
        await expect(last).to_be_visible()
        await last.evaluate(TO_THE_END)
        for scheme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=scheme)
            await self.shoot(self.page, f"{name}-{scheme}.{self.translator.language}")
        await self.page.set_viewport_size(PHONE)

    async def post(self, name: str, data: bytes) -> Message:
        """Post a file; the message of its card with the buttons."""
        world, editor = self.town.world, self.town.editor
        world.upload(editor, name, data)
        return await world.wait_until(
            lambda: next((one for one in world.news(editor) if one.buttons), None), timeout=DEADLINE
        )

    async def publish_and_undo(self, card: Message, title: str) -> None:
        """Publish a draft, look what is coming, and take it back in time."""
        said, town = self.translator.gettext, self.town
        await self._turn(card, said("📣 Publish now"), said("📣 Yes, publish"))
        await self.keep("publish", said("📣 Yes, publish"))
        await self._turn(card, said("📣 Yes, publish"), said("↶ Undo publishing"))
        await self.keep("undo", said("↶ Undo publishing"), TALL)
        await town.ask(town.editor, "/queue", answer=title)
        await self.keep("queue", title)
        await self._turn(card, said("↶ Undo publishing"), said("📣 Publish now"))

    async def _turn(self, card: Message, label: str, becomes: str) -> None:
        """Press a button in whose place another is then."""
        self.town.world.press(self.town.editor, card, label)
        await self.town.world.wait_until(
            lambda: any(one.text == becomes for one in card.buttons), timeout=DEADLINE
        )

    async def press(self, message: Message, label: str, answer: str) -> Message:
        town = self.town
        found = next(one.text for one in message.buttons if one.text.startswith(label))
        return await town.press(town.editor, message, found, answer=answer)


@pytest_asyncio.fixture(loop_scope="session", params=["en", "ja"])
async def editor(
    request: pytest.FixtureRequest,
    browser: Browser,
    shoot: Shoot,
    tmp_path: Path,
    fork_server: ForkServer,
) -> AsyncIterator[EditorAtWork]:
    language = request.param
    async with Town.opened(tmp_path, language=language, fork_server=fork_server) as town:
        town.settings |= {
            "BOT_HOUR": "07:00",
            "BOT_LANGUAGE": language,
            "BOT_OWNERS": str(town.editor.id),
            "BOT_UNDO_SECONDS": "600",
        }
        for way, title in zip(("change main", "add other"), WORDS[language].papers, strict=True):
            words = (*way.split(), "--title", title, "--language", language)
            await town.command("papers", *words)
        await town.command("publish", "--archive", str(SAMPLES / WORDS[language].published))
        readers = tmp_path / "readers.csv"
        readers.write_text("\n".join(["chat_id", *map(str, range(900_001, 901_205))]))
        await town.command("readers", "import", str(readers))
        await town.start()
        await town.ask(town.editor, "/start", answer="Kawaraban")
        context = await browser.new_context(
            viewport=PHONE,
            locale={"en": "en-GB", "ja": "ja-JP"}[language],
            timezone_id="Asia/Tokyo",
            device_scale_factor=1.5,
            reduced_motion="reduce",
        )
        page = await context.new_page()
        page.set_default_timeout(60_000)
        who = town.editor.id
        await page.goto(f"{town.simulator.url}/#person={who}&chat={who}")
        translator = Translations.load(language).translator(language)
        yield EditorAtWork(town=town, page=page, shoot=shoot, translator=translator)
        await context.close()


async def test_an_editor_goes_through_all_that_the_guide_shows(editor: EditorAtWork) -> None:
    said, words = editor.translator.gettext, WORDS[editor.translator.language]
    sample = Sample(SAMPLES / words.draft)
    tomorrow = datetime.now(TOKYO).date() + timedelta(days=1)
    posted = sample.dated(tomorrow)
    card = await editor.post(posted.name, posted.data)
    assert "1,204" in card.text.splitlines()[0]
    await editor.keep("card", "1,204", TALL)

    editor.town.world.say(editor.town.editor, words.reply, reply_to=card)
    await editor.town.world.wait_for_message(
        editor.town.editor, containing=words.answer, timeout=DEADLINE
    )
    await editor.keep("change", words.answer)

    offered = await editor.press(card, said("📱 Preview and test"), posted.title)
    await editor.keep("preview", said("🧪 Test to me"))
    await editor.press(offered, said("🧪 Test to me"), "🗞")

    await editor.publish_and_undo(card, posted.title)

    numbered = await editor.post("letter.md", long_letter(words))
    sections = structure_words(editor.translator, Structure(key="headings:2", items=7))
    shown = await editor.press(numbered, sections, sections)
    others = [Structure(key="sections", items=42), Structure(key="numbers:1.", items=35)]
    offers = {button.text for button in shown.buttons}
    assert offers >= {structure_words(editor.translator, one) for one in others}
    await editor.keep("candidates", sections, TALL)

    text = (SAMPLES / words.published).read_text("utf-8")
    corrected = text.replace(words.wrong, words.right)
    assert corrected != text
    replacing = await editor.post(words.published, corrected.encode())
    assert words.right in replacing.text
    await editor.keep("correction", said("↩ Leave as it was"))

    out = await editor.post(words.published, text.encode())
    await editor.press(out, said("↩️ Recall"), "48")
    await editor.keep("recall", said("Take it back"))

    town = editor.town
    await town.ask(town.editor, "/stats", answer="1,204")
    await editor.keep("stats", said("📄 CSV"), TALL)
    await town.ask(town.editor, "/roles")
    await editor.keep("roles", said("➕ Invite an editor"))
