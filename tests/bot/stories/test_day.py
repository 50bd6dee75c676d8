"""A day in the town: the editor posts, readers read; told to the real process over HTTP."""

from __future__ import annotations

import signal
from datetime import UTC, datetime

import pytest

from digests.model import EditionState
from simulator.state.messages import Message
from tests.support.mailing import Mailing
from tests.support.town import DEADLINE, SAMPLES, Town


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


async def test_a_digest_goes_all_the_way_from_the_editor_to_a_reader(town: Town) -> None:
    town.fork_server = None  # as an operator starts it
    town.database.unlink()  # for the first time
    hanako = town.world.person("Hanako", language_code="ja")
    await town.start()

    welcome = await town.ask(hanako, "/start", answer="瓦版")
    await town.press(hanako, welcome, "🔔 購読する", answer="購読を始めました")

    preview = await town.post("2026-11-23.ja.txt", answer="11月23日の瓦版だより")
    assert "綾部すみれ" in preview.text
    assert "沈んだ鐘" in preview.text
    card = await town.publish_draft(preview)
    assert "1 delivered" in card.text

    digest = await town.world.wait_for_message(hanako, containing="11月23日の瓦版だより")
    assert "①" in labels(digest)
    item = await town.ask(hanako, "/item 3", answer="③")
    second = await town.press(hanako, item, "④ ▶", answer="④")
    assert second.id == item.id
    town.world.say(hanako, "③", reply_to=digest)
    await town.world.wait_for_message(hanako, containing="③")
    await town.ask(hanako, "/sources", answer="example.jp")
    await town.ask(hanako, "/date 2026-11-23", answer="11月23日の瓦版だより")
    await town.ask(hanako, "/unsubscribe", answer="配信を止めました")
    assert not town.world.violations


async def test_a_reply_finds_the_day_of_the_edition_it_answers(town: Town) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.publish("2026-11-19.en.md")
    older = await town.ask(bob, "/today", answer="2026")
    await town.publish("2026-11-20.en.md")
    latest = await town.ask(bob, "2", answer="②")
    town.world.say(bob, "2", reply_to=older)
    found = await town.world.wait_for_message(bob, containing="②")
    assert found.text.splitlines()[0] != latest.text.splitlines()[0]


async def test_the_same_file_twice_is_one_edition(town: Town) -> None:
    await town.start()
    await town.publish("2026-11-19.en.md")
    await town.post("2026-11-19.en.md", answer="This text was posted before")
    assert "1 edition" in (await town.ask(town.editor, "/archive", answer="1 edition")).text


async def test_a_reader_who_posts_a_file_gets_a_polite_answer_and_nothing_else(town: Town) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/start")
    town.world.upload(bob, "digest.txt", "① News(2026-11-20)\nText.\n".encode())
    await town.world.wait_for_message(bob, containing="only the editors")
    assert "No drafts" in (await town.ask(town.editor, "/drafts", answer="drafts")).text


async def test_a_reader_can_not_press_an_editors_button(town: Town) -> None:
    bob = town.world.person("Bob")
    await town.start()
    preview = await town.post("2026-11-19.en.md", answer="item")
    answer = town.world.press(bob, preview, "📣 Publish now")
    assert "Only the editors" in (await town.world.wait_for_answer(answer)).text("text")
    assert "no editions" in (await town.ask(bob, "/today", answer="editions")).text


async def test_a_pasted_text_is_read_like_a_file(town: Town) -> None:
    await town.start()
    text = (
        "The Harbour Letter, 20 November 2026\n\n"
        "1. The ferry runs again (Harbour Post, 19 November 2026)\n"
        "The ferry to the island runs again after three weeks of repairs.\n"
        "https://example.org/ferry\n\n"
        "2. The library stays open at night (Harbour Post, 20 November 2026)\n"
        "Readers may stay until two in the morning.\n"
        "https://example.org/library\n"
    )
    preview = await town.ask(town.editor, text, answer="2 items")
    assert "The ferry runs again" in preview.text


async def test_unknown_items_and_days_are_answered_with_the_nearest(town: Town) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/today", answer="no editions yet")
    await town.publish("2026-11-19.en.md")
    await town.ask(bob, "/item 99", answer="There is no item 99 in")
    await town.ask(bob, "/date 2026-11-01", answer="This is the nearest")
    await town.ask(bob, "/date never", answer="couldn't tell which day")
    await town.ask(bob, "/item", answer="Which item?")


async def test_a_reader_is_spoken_to_in_the_language_they_choose(town: Town) -> None:
    bob = town.world.person("Bob", language_code="en")
    await town.start()
    choice = await town.ask(bob, "/language", answer="Which language")
    await town.press(bob, choice, "日本語", answer="言語：日本語")
    await town.ask(bob, "/help", answer="話しかけるだけ")
    await town.ask(bob, "/language en", answer="from now on")


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
async def test_everything_is_remembered_through_a_restart(town: Town, by: signal.Signals) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    preview = await town.post("2026-11-19.en.md", answer="item")
    code = await town.end(by)
    assert code == (0 if by is signal.SIGTERM else -by)

    await town.start()
    await town.publish_draft(preview)
    await town.world.wait_for_message(bob, containing="①")
    assert "every day" in (await town.ask(bob, "/settings", answer="Delivery")).text


async def schedule_for(town: Town, moment: datetime) -> None:
    """Let the one scheduled edition be due at another moment than the editor chose."""
    async with Mailing.begin(town) as mailing:
        (edition,) = await mailing.store.editions.drafts()
        assert await mailing.store.editions.mark(
            edition.id,
            EditionState.SCHEDULED,
            at=datetime.now(UTC),
            publish_at=moment,
            expected=frozenset({EditionState.SCHEDULED}),
        )


async def test_a_scheduled_edition_waits_and_is_published_by_the_clock(town: Town) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    preview = await town.post("2026-11-19.en.md", answer="item")
    question = await town.press(town.editor, preview, "🕖 Schedule", answer="When should")
    town.world.say(town.editor, "soon", reply_to=question)
    await town.world.wait_for_message(town.editor, containing="couldn't read that as a time")
    first = labels(question)[0]
    warning = await town.press(town.editor, question, first, answer="only add it to the archive")
    await town.press(town.editor, warning, "📣 Send it all the same", answer="Scheduled for")
    assert "no editions" in (await town.ask(bob, "/today", answer="editions")).text
    listed = await town.ask(town.editor, "/drafts", answer="Drafts")
    await town.press(town.editor, listed, labels(listed)[0], answer="Scheduled for")

    await town.end()
    await schedule_for(town, datetime.now(UTC))
    await town.start()
    await town.world.wait_for_message(bob, containing="①", timeout=DEADLINE)
    await town.world.wait_for_message(town.editor, containing="Delivered", timeout=DEADLINE)


async def test_a_replaced_edition_is_corrected_in_place_and_sent_to_nobody_twice(
    town: Town,
) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    await town.publish("2026-11-19.en.md")
    digest = await town.world.wait_for_message(bob, containing="①")
    corrected = (
        (SAMPLES / "2026-11-19.en.md").read_text().replace("last night ferry", "night ferry")
    )
    town.world.upload(town.editor, "corrected.md", corrected.encode())
    preview = await town.world.wait_for_message(town.editor, containing="already published")
    assert "changed: ① Port Linnet votes to keep its night ferry" in preview.text
    before = len(town.world.inbox(bob))
    await town.press(town.editor, preview, labels(preview)[0], answer="Correction")
    await town.world.wait_until(lambda: "Corrected" in digest.text, timeout=DEADLINE)
    assert "its night ferry" in digest.text
    assert len(town.world.inbox(bob)) == before


async def test_an_announcement_reaches_those_who_read_in_its_language(town: Town) -> None:
    world = town.world
    bob, hanako = world.person("Bob"), world.person("Hanako", language_code="ja")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    await town.ask(hanako, "/subscribe", answer="購読を始めました")
    question = await town.ask(town.editor, "/announce", answer="tell your readers")
    world.say(town.editor, "月曜日に引っ越します。", reply_to=question)
    asked = await world.wait_for_message(town.editor, containing="2 subscribers in all")
    await town.press(town.editor, asked, "日本語 (1)", answer="Send it to 1 subscriber now?")
    await town.press(town.editor, asked, "📣 Send it now", answer="is going out")
    await world.wait_for_message(hanako, containing="月曜日に引っ越します。", timeout=DEADLINE)
    await world.wait_for_message(town.editor, containing="1 delivered", timeout=DEADLINE)
    assert not any("引っ越し" in message.text for message in world.inbox(bob))
    await town.ask(hanako, "/search 引っ越します", answer="見つかりませんでした")
    assert not world.violations


async def test_a_recalled_edition_disappears_from_readers_chats(town: Town) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    await town.publish("2026-11-19.en.md")
    digest = await town.world.wait_for_message(bob, containing="①")
    shown = await town.post("2026-11-19.en.md", answer="Published")
    question = await town.press(town.editor, shown, "↩️ Recall", answer="back from everyone")
    await town.press(town.editor, question, "Take it back", answer="Recall")
    await town.world.wait_until(lambda: digest.deleted, timeout=DEADLINE)
    await town.ask(bob, "/today", answer="no editions")


async def test_what_an_editor_decides_about_a_draft_outlives_a_kill(town: Town) -> None:
    reader = town.world.person("Bob")
    await town.start()
    news = "".join(
        f"## {name}\n\n- [{name} news one](https://example.org/{name}/1) as it was told here.\n"
        f"- [{name} news two](https://example.org/{name}/2) as it was told there.\n\n"
        for name in ("Ships", "Houses", "People")
    )
    town.world.upload(town.editor, "letter.md", f"# Letter of 20 November 2026\n\n{news}".encode())
    card = await town.world.wait_for_message(town.editor, containing="Read as: 6 entries")
    menu = await town.press(town.editor, card, "✏️ Change", answer="What would you like to change")
    item = await town.press(town.editor, menu, "②", answer="② Ships news two")
    await town.press(town.editor, item, "🗑 Drop it", answer="What would you like to change")
    await town.end(signal.SIGKILL)

    await town.start()
    card = await town.world.wait_for_message(town.editor, containing="5 items")
    assert "② Houses news one" in card.text
    card = await town.press(town.editor, card, "↶ Undo", answer="6 items")
    card = await town.press(town.editor, card, "3 sections", answer="Read as: 3 sections")
    town.world.say(town.editor, "2 headline: Homes", reply_to=card)
    await town.world.wait_for_message(town.editor, containing="② Homes")
    await town.publish_draft(
        next(m for m in town.world.received(town.editor.id) if m.id == card.id)
    )
    await town.ask(reader, "2", answer="② Homes")
    assert not town.world.violations


async def test_who_subscribes_has_the_latest_edition_at_once_and_has_it_once(town: Town) -> None:
    bob, eve = town.world.person("Bob"), town.world.person("Eve")
    await town.start()
    await town.ask(bob, "/subscribe", answer="The next edition comes")
    await town.publish("2026-11-19.en.md")
    await town.world.wait_for_message(bob, containing="①")
    await town.ask(eve, "/subscribe", answer="Here is the latest edition")
    await town.world.wait_for_message(eve, containing="①")
    await town.ask(eve, "/about", answer="Telegram id")  # by then it is noted that it arrived
    await town.end(signal.SIGKILL)
    await town.start()
    await town.ask(eve, "/subscribe", answer="Already subscribed")
    digests = [message for message in town.world.inbox(eve) if "①" in message.text]
    assert len(digests) == 1
    shown = await town.post("2026-11-19.en.md", answer="Published")
    question = await town.press(town.editor, shown, "↩️ Recall", answer="back from everyone")
    await town.press(town.editor, question, "Take it back", answer="Recall")
    await town.world.wait_until(lambda: digests[0].deleted, timeout=DEADLINE)
