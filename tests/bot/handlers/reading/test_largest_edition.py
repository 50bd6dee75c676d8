"""The largest editions that are published: reading them keeps nobody else waiting."""

from __future__ import annotations

import pytest

from bot.intents.preparation import prepare
from bot.views.callbacks import ListPages, TurnToPage
from digests.model import ChatKind, Digest, Form, Item, Paragraph, Source
from digests.parsing.checks import excesses
from tests.bot.loop_watch import watched
from tests.support.desk import DAY, Desk

MOST = 20_000
"""Calls that the loop may make in one go; putting one of these editions into messages makes 700,000
and 2,200,000."""
SENTENCE = "The harbour authority of Linnet said on Monday that the bridge opens next spring. "


def item(number: int, text: str) -> Item:
    url = f"https://example.org/{number}"
    return Item(
        number=number,
        headline=f"The harbour of Linnet, part {number}",
        paragraphs=(Paragraph(text=text),),
        sources=(Source(url=url, raw=url),),
    )


LARGEST = {
    "many items": [item(n, SENTENCE * 6) for n in range(1, 401)],
    "one word": [item(n, "a" * 39_800) for n in range(1, 7)],
}


@pytest.mark.parametrize("items", LARGEST.values(), ids=LARGEST)
async def test_whatever_a_reader_asks_of_it_the_loop_never_does_much_in_one_go(
    desk: Desk, items: list[Item]
) -> None:
    assert not excesses(Digest(title="Letter", items=tuple(items)))
    wren = await desk.subscriber("Wren", form=Form.FULL)
    prepare(DAY)
    with watched() as watch:
        await desk.publish(items=tuple(items))
        for asked in ("/today", "/item 3", "/sources 2", f"/date {DAY}", "/search harbour"):
            assert await desk.said(wren, asked)
        for pressed in (ListPages(1), TurnToPage(1, 3)):
            await desk.pressed_of_old(wren, pressed.pack())
        await desk.said(wren, "/unsubscribe")
        assert await desk.said(wren, "/subscribe")
        answer = desk.world.ask_inline(wren, "harbour", "")
        await desk.handled()
    assert answer.given is not None
    assert answer.given.objects("results")
    assert watch.most < MOST


async def test_while_it_is_put_into_messages_for_everybody_the_loop_never_does_much_in_one_go(
    desk: Desk,
) -> None:
    edition = await desk.publish(items=tuple(LARGEST["many items"]))
    renderer = desk.services.renderer
    with watched() as watch:
        for form in Form:
            assert await renderer.parts(edition.id, "en", form, ChatKind.GROUP)
    assert watch.most < MOST
