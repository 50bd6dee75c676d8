"""Editions in a reader's language: chosen in /settings, marked, the original a tap away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digests.delivery.model import BroadcastKind
from digests.model import ChatKind, Edition, Form, Item
from digests.translation import ItemText, ItemTranslation
from digests.translation.machine_translations import MachineTranslations
from digests.values.rules import EditionView
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels
from tests.support.models.chat_server import ChatServer
from tests.support.models.harbour import ENGLISH, JAPANESE, Interpreter, harbour

pytest.importorskip("openai")

TURN_ON, TURN_OFF = "🌐 In my language: turn on", "🌐 In my language: turn off"
ORIGINAL, TRANSLATION = "🌐 Original", "🌐 Translation"
MARK = "🌐 Headlines and summaries: machine translation"
FERRY, FERRY_IN_ENGLISH = JAPANESE[0][0], ENGLISH[0][0]


@pytest.fixture
def server() -> ChatServer:
    return ChatServer(answer_to=Interpreter())


@pytest.fixture
async def abroad(tmp_path: Path, template: Path, server: ChatServer) -> AsyncIterator[Desk]:
    """A desk of a Japanese paper that translates."""
    async with server.opened() as url:
        model: dict[str, Any] = {"llm_url": url, "llm_model": "small", "translations": True}
        async with Desk.opened(tmp_path, template, language="ja", **model) as desk:
            yield desk
            await translations_of(desk).close()


def translations_of(desk: Desk) -> MachineTranslations:
    its = desk.services.renderer.machine_translations
    assert its
    return its


async def published(desk: Desk) -> Edition:
    digest = harbour(DAY)
    return await desk.publish(title=digest.title, language="ja", items=digest.items)


async def broadcast(desk: Desk, edition: Edition, kind: BroadcastKind) -> None:
    """It goes out as what was decided, and everything that is owed arrives."""
    opened = await desk.store.ledger.open_broadcast(edition.id, kind, day=DAY, at=desk.now, by=None)
    await desk.services.broadcasts.on_change(opened)
    await desk.deliver()


async def last_to(desk: Desk, who: Person) -> Message:
    return desk.world.received(who.id)[-1]


async def test_it_is_offered_to_who_reads_another_language_and_turned_off_again(
    abroad: Desk,
) -> None:
    wren = await abroad.subscriber("Wren")
    (card,) = await abroad.said(wren, "/settings")
    assert "In my language: off" in card.text
    await abroad.pressed(wren, card, TURN_ON)
    assert "In my language: on, by machine translation" in card.text
    await abroad.pressed(wren, card, TURN_OFF)
    assert "In my language: off" in card.text
    (card,) = await abroad.said(await abroad.subscriber("Haru", language="ja"), "/settings")
    assert not any("🌐" in label for label in labels(card))


async def test_nothing_is_offered_where_no_model_translates(desk: Desk, wren: Person) -> None:
    edition = await published(desk)
    (card,) = await desk.said(wren, "/settings")
    assert "In my language" not in card.text
    pressed = await desk.pressed_of_old(wren, f"translated:{edition.id}:0")
    assert pressed.toast == "There is no translation that could be shown."


async def test_a_broadcast_brings_it_translated_and_marked_and_the_original_is_a_tap_away(
    abroad: Desk, server: ChatServer
) -> None:
    wren = await abroad.subscriber("Wren", translated=True)
    ana = await abroad.subscriber("Ana")
    edition = await published(abroad)
    await broadcast(abroad, edition, BroadcastKind.EDITION)
    message = await last_to(abroad, wren)
    assert message.text.count("machine translation") == 1
    assert MARK in message.text
    assert f"① {FERRY_IN_ENGLISH}\nThe ferry resumed at 3 p.m." in message.text
    assert FERRY in (await last_to(abroad, ana)).text
    await abroad.pressed(wren, message, ORIGINAL)
    assert FERRY in message.text
    assert MARK not in message.text
    await abroad.pressed(wren, message, TRANSLATION)
    assert FERRY_IN_ENGLISH in message.text
    assert len(server.asked) == 3
    (item,) = await abroad.said(wren, "1")
    assert item.text.startswith(
        f"🌐 Machine translation; the original is below\n① {FERRY_IN_ENGLISH}\nThe ferry resumed"
    )
    assert f"① {FERRY}" in item.text
    assert "渡し船は12日午後3時、3週間の修理を終えて再開した。" in item.text


async def test_another_number_is_not_shown_and_it_is_said_so(
    abroad: Desk, server: ChatServer
) -> None:
    interpreter = Interpreter()
    interpreter.known["図書館、4万冊を夜まで開放"] = "Library opens its 4,000 books until late"
    server.answer_to = interpreter
    wren = await abroad.subscriber("Wren", translated=True)
    await broadcast(abroad, await published(abroad), BroadcastKind.EDITION)
    message = await last_to(abroad, wren)
    assert "② 図書館、4万冊を夜まで開放" in message.text
    assert "In the original, without a translation that passed the check: ②" in message.text
    assert "4,000" not in message.text
    (item,) = await abroad.said(wren, "2")
    assert item.text.startswith("🌐 No translation passed the check; this is the original.")


async def test_a_correction_is_translated_anew_and_a_recall_deletes_what_was_made(
    abroad: Desk, server: ChatServer
) -> None:
    wren = await abroad.subscriber("Wren", translated=True)
    edition = await published(abroad)
    await broadcast(abroad, edition, BroadcastKind.EDITION)
    first, *others = harbour(DAY).items
    interpreter = Interpreter()
    interpreter.known["渡し船、4週間ぶりに再開"] = "Ferry runs again after 4 weeks"
    server.answer_to = interpreter
    changed = replace(first, headline="渡し船、4週間ぶりに再開")
    draft = await abroad.store.editions.add(
        replace(edition.digest, items=(changed, *others)),
        (),
        date=DAY,
        fingerprint="evening",
        posted_by=None,
        created_at=abroad.now,
    )
    corrected = await abroad.store.editions.correct(edition.id, draft.id, abroad.now)
    assert corrected
    await broadcast(abroad, corrected, BroadcastKind.CORRECTION)
    assert "① Ferry runs again after 4 weeks" in (await last_to(abroad, wren)).text
    assert len(server.asked) == 4
    assert await abroad.services.newsroom.recall(edition.id)
    assert await abroad.store.translations.of(edition.id, "en") == ()


async def test_what_was_not_translated_yet_comes_with_a_button_that_has_it_begun(
    abroad: Desk,
) -> None:
    await published(abroad)
    wren = await abroad.subscriber("Wren", translated=True)
    (shown,) = await abroad.said(wren, "/today")
    assert FERRY in shown.text
    pressed = await abroad.pressed(wren, shown, TRANSLATION)
    assert pressed.toast == "It is being translated. Tap again in a minute."
    edition = await abroad.services.archive.latest()
    assert edition
    await translations_of(abroad).wait(edition, "en")
    await abroad.pressed(wren, shown, TRANSLATION)
    assert FERRY_IN_ENGLISH in shown.text


async def test_a_model_that_is_away_holds_nobody_up(abroad: Desk, server: ChatServer) -> None:
    server.status = 500
    wren = await abroad.subscriber("Wren", translated=True)
    await broadcast(abroad, await published(abroad), BroadcastKind.EDITION)
    message = await last_to(abroad, wren)
    assert FERRY in message.text
    assert (await abroad.pressed(wren, message, TRANSLATION)).toast == (
        "It can't be translated just now. Please try again in ten minutes."
    )


async def test_a_group_gets_it_in_its_language_and_its_button_opens_the_original_in_private(
    abroad: Desk,
) -> None:
    wren = await abroad.subscriber("Wren", translated=True)
    edition = await published(abroad)
    await translations_of(abroad).wait(edition, "en")
    renderer, view = abroad.services.renderer, EditionView(translated=True)
    *_, last = await renderer.parts(edition.id, "en", Form.SUMMARIES, ChatKind.GROUP, view)
    assert FERRY_IN_ENGLISH in last.text
    assert last.keyboard
    links = {key.text: key.url for row in last.keyboard.inline_keyboard for key in row}
    assert str(links[ORIGINAL]).endswith(f"?start=o_{edition.id}")
    (opened,) = await abroad.said(wren, f"/start o_{edition.id}")
    assert FERRY in opened.text
    (translated,) = await abroad.said(wren, f"/start e_{edition.id}")
    assert FERRY_IN_ENGLISH in translated.text


async def translate(desk: Desk, edition: Edition, items: Sequence[Item]) -> None:
    """Some items are translated, as if a model had been asked."""
    made = []
    for item in items:
        text = ItemText(headline=f"In English: {item.number}", summary=ItemText.of(item).summary)
        revision = ItemText.of(item).revision
        made.append(ItemTranslation(number=item.number, revision=revision, text=text))
    await desk.store.translations.keep(edition.id, "en", made)


async def test_what_was_missed_is_listed_in_the_original(abroad: Desk) -> None:
    wren = await abroad.subscriber("Wren", translated=True, weekdays=1)
    edition = await published(abroad)
    await translate(abroad, edition, edition.digest.items)
    await broadcast(abroad, edition, BroadcastKind.EDITION)
    (card,) = await abroad.said(wren, "/settings")
    await abroad.pressed(wren, card, "📆 Days and pauses")
    index = await abroad.pressed(wren, card, "🗞 What I missed")
    assert FERRY in index.last.text
    assert "In English" not in index.last.text


async def test_what_is_half_translated_is_shown_and_the_rest_begun(
    abroad: Desk, server: ChatServer
) -> None:
    wren = await abroad.subscriber("Wren", translated=True)
    edition = await published(abroad)
    await translate(abroad, edition, edition.digest.items[:1])
    (shown,) = await abroad.said(wren, "/today")
    await abroad.pressed(wren, shown, ORIGINAL)
    assert not server.asked
    pressed = await abroad.pressed(wren, shown, TRANSLATION)
    assert "In English: 1" in shown.text
    assert pressed.toast == "Some items are still being translated."
    await translations_of(abroad).wait(edition, "en")
    assert len(server.asked) == 2
    await abroad.pressed(wren, shown, ORIGINAL)
    pressed = await abroad.pressed(wren, shown, TRANSLATION)
    assert ENGLISH[2][0] in shown.text
    assert not pressed.toast


async def test_a_group_s_button_begins_to_translate_for_who_has_no_setting(abroad: Desk) -> None:
    ana = await abroad.subscriber("Ana")
    edition = await published(abroad)
    renderer = abroad.services.renderer
    view = EditionView(translated=True)
    *_, last = await renderer.parts(edition.id, "en", Form.SUMMARIES, ChatKind.GROUP, view)
    links = {key.text: key.url for row in last.rows for key in row}
    assert str(links[TRANSLATION]).endswith(f"?start=t_{edition.id}")
    (opened,) = await abroad.said(ana, f"/start t_{edition.id}")
    assert TRANSLATION in labels(opened)
    await translations_of(abroad).wait(edition, "en")
    await abroad.pressed(ana, opened, TRANSLATION)
    assert FERRY_IN_ENGLISH in opened.text


async def test_the_pages_of_a_long_edition_go_on_in_the_words_of_the_one_shown(
    abroad: Desk,
) -> None:
    wren = await abroad.subscriber("Wren", translated=True)
    edition = await abroad.publish(count=45, language="ja")
    (shown,) = await abroad.said(wren, "/today")
    assert {one.data for one in shown.buttons} >= {f"index:{edition.id}"}  # it may come meanwhile
    await translate(abroad, edition, edition.digest.items)
    (shown,) = await abroad.said(wren, "/today")
    await abroad.pressed(wren, shown, ORIGINAL)
    for turned in ("▶", "☰", "1–", "▶"):
        await abroad.pressed(wren, shown, turned)
        assert "In English" not in shown.text
    ana = await abroad.subscriber("Ana")
    (shown,) = await abroad.said(ana, f"/start t_{edition.id}")
    await abroad.pressed(ana, shown, "▶")
    assert "In English: 20" in shown.text
    await abroad.pressed_of_old(ana, f"leaf:{edition.id}:21")
    assert "In English" not in (await last_to(abroad, ana)).text


async def test_who_reads_the_paper_s_language_by_now_can_turn_it_off(abroad: Desk) -> None:
    haru = await abroad.subscriber("Haru", language="ja", translated=True)
    (card,) = await abroad.said(haru, "/settings")
    assert any("🌐" in label for label in labels(card))
    await abroad.pressed(haru, card, "🌐")
    assert not any("🌐" in label for label in labels(card))


async def test_a_file_is_shown_as_it_is(abroad: Desk) -> None:
    wren = await abroad.subscriber("Wren", translated=True, form=Form.FILE)
    edition = await published(abroad)
    await translate(abroad, edition, edition.digest.items)
    await abroad.pressed_of_old(wren, f"translated:{edition.id}:0")
    shown = await last_to(abroad, wren)
    assert "document" in shown.content
    assert MARK not in shown.text


async def test_an_edition_goes_on_in_the_wording_it_began_with(abroad: Desk) -> None:
    edition = await published(abroad)
    renderer = abroad.services.renderer
    assert await renderer.wording(edition.id, "en") == frozenset()
    await translate(abroad, edition, edition.digest.items)
    assert await renderer.wording(edition.id, "en") == {1, 2, 3}
    for wording in (frozenset[int](), frozenset({2})):
        view = EditionView(translated=True, wording=wording)
        (one,) = await renderer.parts(edition.id, "en", Form.SUMMARIES, ChatKind.PRIVATE, view)
        assert [f"In English: {at}" in one.text for at in (1, 2, 3)] == [
            False,
            bool(wording),
            False,
        ]
