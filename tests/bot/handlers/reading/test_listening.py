"""Readers hear an edition: it is read out once, then sent by its id, and never once recalled."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telegram import BotCommandScopeAllPrivateChats

from bot.handlers.commands import set_menus
from bot.handlers.reading.audio_requests import AudioRequests
from digests.model import Edition
from simulator.protocol.faults import FaultKind
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, digest_of, labels
from tests.support.speech.silence import said_by, silent_voice
from tests.support.town import DEADLINE

LISTEN = "🎧 Listen"
NO_VOICE = "I can't read editions out: no voice is set up here."


@pytest.fixture
async def heard(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk with a voice."""
    async with Desk.opened(tmp_path, template, voice_command=silent_voice(tmp_path)) as desk:
        yield desk


def audio_of(desk: Desk) -> AudioRequests:
    audio = desk.services.audio
    assert audio
    return audio


def exists(file: Path) -> bool:
    return file.exists()


def file_of(message: Message) -> dict[str, Any]:
    """What Telegram tells of a message's audio."""
    audio = message.content["audio"]
    assert isinstance(audio, dict)
    return audio


async def listened(desk: Desk, who: Person) -> Message:
    """Somebody presses the button below the latest edition, and waits for what comes."""
    *_, shown = await desk.said(who, "/today")
    pressed = await desk.pressed(who, shown, LISTEN)
    assert pressed.toast.startswith("The edition is being read out.")
    await audio_of(desk).serve()
    (message,) = desk.world.news(who)
    return message


async def corrected(desk: Desk, edition: Edition) -> None:
    """The edition says something else from now on."""
    digest = replace(digest_of(DAY), preface=("Good evening.",))
    draft = await desk.store.editions.add(
        digest, (), date=DAY, fingerprint="evening", posted_by=None, created_at=desk.now
    )
    assert await desk.store.editions.correct(edition.id, draft.id, desk.now)


async def test_an_edition_is_read_out_once_and_sent_by_its_id_afterwards(heard: Desk) -> None:
    await heard.publish(preface=("Good morning.",))
    wren, ana = heard.world.person("Wren"), heard.world.person("Ana", language_code="ja")
    message = await listened(heard, wren)
    audio = file_of(message)
    assert audio["file_name"] == "2026-11-20.mp3"
    assert audio["title"] == "Letter of 2026-11-20"
    said = said_by(heard.folder)
    assert said[:2] == [
        "en: Letter of 2026-11-20. / Good morning.",
        "en: The ferry runs again. / Paragraph 1.",
    ]
    seconds = [0.6 * len(line.removeprefix("en: ").replace(" / ", "\n")) for line in said]
    assert audio["duration"] == int(sum(seconds))
    assert message.text.splitlines() == [
        "🎧 Letter of 2026-11-20",
        "",
        "A computer's voice reads this out.",
        "",
        f"0:{int(seconds[0])} ① The ferry runs again",
        f"0:{int(sum(seconds[:2]))} ② The library stays open",
        f"{int(sum(seconds[:3])) // 60}:{int(sum(seconds[:3])) % 60:02} ③ A bell was found",
    ]
    *_, shown = await heard.said(ana, "/today")
    pressed = await heard.pressed(ana, shown, "🎧 聞く")
    assert pressed.toast == ""
    assert file_of(pressed.last)["file_id"] == audio["file_id"]
    assert "コンピューターの音声" in pressed.last.text
    assert len(said_by(heard.folder)) == len(said) == 4


async def test_who_waits_for_the_same_edition_gets_the_same_file(heard: Desk) -> None:
    await heard.publish()
    people = [heard.world.person(name) for name in ("Wren", "Ana")]
    for person in people:
        *_, shown = await heard.said(person, "/today")
        await heard.pressed(person, shown, LISTEN)
        await heard.pressed(person, shown, LISTEN)
    await audio_of(heard).serve()
    (one,), (other,) = (heard.world.news(person) for person in people)
    assert file_of(one) == file_of(other)
    assert len(said_by(heard.folder)) == 4


async def test_a_correction_is_read_out_anew_and_what_was_recalled_is_not_sent(
    heard: Desk, wren: Person
) -> None:
    edition = await heard.publish()
    before = file_of(await listened(heard, wren))["file_id"]
    await corrected(heard, edition)
    after = await listened(heard, wren)
    assert file_of(after)["file_id"] != before
    assert "en: Letter of 2026-11-20. / Good evening." in said_by(heard.folder)
    *_, shown = await heard.said(wren, "/today")
    await heard.services.newsroom.recall(edition.id)
    pressed = await heard.pressed(wren, shown, LISTEN)
    assert pressed.toast == "That edition is no longer available."
    assert not pressed.messages


async def test_what_is_recalled_while_it_is_read_out_is_not_sent(heard: Desk, wren: Person) -> None:
    edition = await heard.publish()
    *_, shown = await heard.said(wren, "/today")
    await heard.pressed(wren, shown, LISTEN)
    await heard.services.newsroom.recall(edition.id)
    await audio_of(heard).serve()
    (message,) = heard.world.news(wren)
    assert message.text == "That edition is no longer available."


async def test_audio_that_telegram_no_longer_has_is_made_again(heard: Desk, wren: Person) -> None:
    await heard.publish()
    file_id = file_of(await listened(heard, wren))["file_id"]
    del heard.world.cloud.files._by_id[file_id]
    assert file_of(await listened(heard, wren))
    assert len(said_by(heard.folder)) == 8


async def test_a_voice_that_fails_is_told_in_a_sentence_and_left_alone_then(
    tmp_path: Path, template: Path
) -> None:
    async with Desk.opened(tmp_path, template, voice_command="false") as desk:
        await desk.publish()
        wren = desk.world.person("Wren")
        sentence = "Editions can't be read out just now. Please try again later."
        for _ in range(2):
            assert (await listened(desk, wren)).text == sentence
        *_, shown = await desk.said(wren, "/today")
        pressed = await desk.pressed(wren, shown, LISTEN)
        assert (pressed.toast, pressed.messages) == (sentence, [])


async def test_an_edition_that_is_too_long_is_told_so(heard: Desk, wren: Person) -> None:
    await heard.publish(preface=("word " * 600,), count=250)
    *_, shown = await heard.said(wren, "/today")
    pressed = await heard.pressed(wren, shown, LISTEN)
    assert pressed.toast == "This edition is too long to be read out."


async def test_what_is_broadcast_is_the_same_with_a_voice(heard: Desk) -> None:
    reader = await heard.subscriber("Ana")
    draft = await heard.draft()
    await heard.pressed(heard.editor, draft, "📣")
    await heard.deliver()
    brought = heard.world.inbox(reader)[-1]
    assert labels(brought) == ["①", "②", "🔗 Sources", "🗂 Past editions"]
    *_, asked = await heard.said(reader, "/today")
    assert labels(asked) == [*labels(brought), LISTEN]
    assert asked.text == brought.text


async def test_without_a_voice_there_is_no_button_and_an_old_one_says_so(
    desk: Desk, wren: Person
) -> None:
    edition = await desk.publish()
    *_, shown = await desk.said(wren, "/today")
    assert LISTEN not in labels(shown)
    pressed = await desk.pressed_of_old(wren, f"listen:{edition.id}")
    assert pressed.toast == NO_VOICE


async def test_who_asks_in_words_gets_the_edition_that_they_mean(heard: Desk, wren: Person) -> None:
    edition = await heard.publish()
    assert await heard.told(wren, "listen to it") == await heard.told(wren, "/listen")
    await audio_of(heard).serve()
    *_, message = heard.world.news(wren)
    assert file_of(message)["title"] == "Letter of 2026-11-20"
    (again,) = await heard.said(wren, "/listen today")
    assert file_of(again)["file_id"] == file_of(message)["file_id"]
    assert "no edition of" in await heard.told(wren, "/listen 3/14")
    (again,) = await heard.said(wren, "/listen to the news")
    assert file_of(again)["file_id"] == file_of(message)["file_id"]
    await heard.services.newsroom.recall(edition.id)
    assert "no editions yet" in await heard.told(wren, "/listen")


async def test_without_a_voice_words_are_told_so_and_the_command_is_in_no_menu(
    desk: Desk, heard: Desk, wren: Person
) -> None:
    await desk.publish()
    assert await desk.told(wren, "/listen") == NO_VOICE
    assert await desk.told(wren, "read it to me") == NO_VOICE
    for one, has_voice in ((desk, False), (heard, True)):
        bot, spoken = one.bot.application.bot, one.services.translations
        await set_menus(bot, spoken, {}, has_voice=has_voice)
        menu = await bot.get_my_commands(BotCommandScopeAllPrivateChats())
        assert ("listen" in [command.command for command in menu]) is has_voice


async def test_the_bot_reads_out_while_it_runs_and_ends_though_a_voice_hangs(
    tmp_path: Path, template: Path
) -> None:
    started = tmp_path / "started"
    hangs = shlex.join(("sh", "-c", f"touch {started}; sleep 600"))
    async with Desk.opened(tmp_path, template, voice_command=hangs) as desk:
        await desk.publish()
        wren, stop = desk.world.person("Wren"), asyncio.Event()
        running = asyncio.create_task(audio_of(desk).run(stop))
        *_, shown = await desk.said(wren, "/today")
        await desk.pressed(wren, shown, LISTEN)
        async with asyncio.timeout(DEADLINE):
            while not exists(started):  # noqa: ASYNC110 - the voice tells nobody
                await asyncio.sleep(0.01)
            stop.set()
            await running


async def test_audio_that_is_being_sent_as_the_bot_ends_is_not_made_again(
    heard: Desk, wren: Person
) -> None:
    await heard.publish()
    heard.world.fault(FaultKind.SLOW, method="sendAudio", seconds=0.5)
    stop = asyncio.Event()
    running = asyncio.create_task(audio_of(heard).run(stop))
    *_, shown = await heard.said(wren, "/today")
    await heard.pressed(wren, shown, LISTEN)
    first = await heard.world.wait_until(
        lambda: next((m for m in heard.world.news(wren) if "audio" in m.content), None),
        timeout=DEADLINE,
    )
    stop.set()
    await running
    (again,) = await heard.said(wren, "/listen")
    assert file_of(again) == file_of(first)
