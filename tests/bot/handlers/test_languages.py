"""A language more: the whole bot speaks it once its catalogue lies there."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.handlers.commands import commands, set_menus
from bot.i18n import catalogs
from bot.settings import SettingsError
from digests.values.roles import Grant, StaffRole
from tests.support.desk import Desk, labels
from tests.support.languages import every_message, from_right_to_left, stretched, write

KEPT = re.compile(r"(?m)^/[a-z]+|Kawaraban|https://\S+|Fri, Nov 20")
"""What no catalogue says otherwise: commands, the bot's name, links and days."""

pytestmark = pytest.mark.usefixtures("locales")


@pytest.fixture
def locales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bot's Japanese, in a folder where a test may lay others beside it."""
    folder = tmp_path / "locales"
    shutil.copytree(catalogs.LOCALES / "ja", folder / "ja")
    monkeypatch.setattr(catalogs, "LOCALES", folder)
    return folder


@pytest.fixture(params=[("xx", stretched), ("he", from_right_to_left)], ids=["long", "rtl"])
async def elsewhere(
    request: pytest.FixtureRequest, locales: Path, tmp_path: Path, template: Path
) -> AsyncIterator[Desk]:
    """A bot whose language is one that nobody speaks."""
    language, say = request.param
    write(locales, language, every_message(say))
    async with Desk.opened(tmp_path, template, language=language) as desk:
        yield desk


def is_translated(text: str) -> bool:
    """Whether all words stand in brackets."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return not re.search("[A-Za-z]", KEPT.sub("", text))


async def test_a_bot_of_another_language_greets_in_it(elsewhere: Desk) -> None:
    wren = elsewhere.world.person("Wren", language_code="tlh")
    greeting = (await elsewhere.said(wren, "/start"))[-1]
    assert "⟦" in greeting.text
    assert all(map(is_translated, (greeting.text, *labels(greeting))))
    robin = elsewhere.world.person("Robin", language_code="en-GB")
    assert "A digest a day" in (await elsewhere.said(robin, "/start"))[-1].text


async def test_every_command_is_answered_in_the_bots_language(elsewhere: Desk) -> None:
    elsewhere.editor.language_code = "tlh"
    for command in commands():
        for message in await elsewhere.said(elsewhere.editor, f"/{command.name}"):
            assert is_translated(message.text), message.text


async def test_the_menus_of_another_language_are_ones_that_telegram_takes(
    elsewhere: Desk,
) -> None:
    bot, spoken = elsewhere.bot.application.bot, elsewhere.services.translations
    await set_menus(bot, spoken, {elsewhere.editor.id: Grant(role=StaffRole.OWNER)})
    for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeChat(elsewhere.editor.id)):
        menu = await bot.get_my_commands(scope, language_code=spoken.default)
        assert menu
        assert all(is_translated(command.description) for command in menu)
    english = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), language_code="en")
    assert "the latest edition" in [command.description for command in english]


async def test_a_list_of_many_languages_is_cut_to_what_a_menu_takes(
    locales: Path, tmp_path: Path, template: Path
) -> None:
    for number in range(26):
        write(locales, f"x{chr(97 + number)}{'q' * 6}", {})
    async with Desk.opened(tmp_path, template) as desk:
        bot = desk.bot.application.bot
        await set_menus(bot, desk.services.translations, {})
        menu = await bot.get_my_commands(BotCommandScopeAllPrivateChats())
        told = next(command.description for command in menu if command.command == "language")
        assert told.startswith("English / 日本語 / xaqqqqqq / ")
        assert len(told) == 256


async def test_a_catalogue_of_three_messages_speaks_german_and_where_it_lacks_any_english(
    locales: Path, tmp_path: Path, template: Path
) -> None:
    german = {
        "Privacy": "Datenschutz",
        "A digest a day, right here. Ask for what interests you.": "Jeden Tag eine Übersicht.",
        "🔔 Subscribe": "🔔 Abonnieren",
    }
    write(locales, "de", german)
    async with Desk.opened(tmp_path, template, language="ja") as desk:
        wren = desk.world.person("Wren", language_code="de-AT")
        greeting = (await desk.said(wren, "/start"))[-1]
        assert "Jeden Tag eine Übersicht.\nSubscribe, and it comes to you" in greeting.text
        assert labels(greeting) == ["🔔 Abonnieren"]
        assert (await desk.told(wren, "/privacy")).startswith(
            "Datenschutz\n\nKept until you delete it"
        )
        choice = (await desk.said(wren, "/language"))[-1]
        assert labels(choice) == ["日本語", "Deutsch", "English"]


async def test_a_region_is_chosen_by_button_or_typed_as_it_is_written(
    locales: Path, tmp_path: Path, template: Path
) -> None:
    write(locales, "pt_BR", {"Privacy": "Privacidade"})
    async with Desk.opened(tmp_path, template) as desk:
        wren = desk.world.person("Wren")
        choice = (await desk.said(wren, "/language"))[-1]
        pressed = await desk.pressed(wren, choice, "português (Brasil)")
        assert pressed.toast == "I'll speak português (Brasil) from now on."
        assert pressed.messages == [choice]
        assert (await desk.told(wren, "/privacy")).startswith("Privacidade")
        await desk.said(wren, "/language en")
        await desk.said(wren, "/language pt-br")
        assert (await desk.told(wren, "/privacy")).startswith("Privacidade")


async def test_a_language_without_a_catalogue_is_refused_with_those_that_have_one(
    locales: Path, tmp_path: Path, template: Path
) -> None:
    write(locales, "de", {})
    with pytest.raises(SettingsError, match=r"BOT_LANGUAGE is wrong: .*: de, en, ja\."):
        async with Desk.opened(tmp_path, template, language="tlh"):
            pass
