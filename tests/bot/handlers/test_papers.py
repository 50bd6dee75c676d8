"""Two papers under one bot: each goes to its own readers, who choose which they read."""

from __future__ import annotations

from datetime import date

import pytest

from digests.model import PAPER
from digests.values.papers import Paper
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, digest_of, labels, texts

ENGLISH = Paper(key=PAPER, title="The Lantern", language="en", minute=6 * 60)
JAPANESE = Paper(
    key="akari", title="あかり新聞", language="ja", minute=8 * 60, timezone="Asia/Tokyo"
)
DAY = date(2026, 11, 20)


@pytest.fixture
async def papers(desk: Desk) -> tuple[Paper, Paper]:
    assert await desk.store.papers.change(ENGLISH)
    assert await desk.store.papers.add(JAPANESE)
    return ENGLISH, JAPANESE


async def published(desk: Desk, paper: Paper, title: str) -> int:
    draft = await desk.store.editions.add(
        digest_of(DAY),
        (),
        date=DAY,
        paper=paper.key,
        fingerprint=title,
        posted_by=None,
        created_at=desk.now,
    )
    assert await desk.store.editions.publish(draft.id, desk.now)
    return draft.id


def reader(desk: Desk, name: str, language: str) -> Person:
    person = desk.world.person(name, language_code=language)
    desk.world.unblock(person)
    return person


@pytest.mark.usefixtures("papers")
async def test_a_newcomer_gets_the_paper_in_their_language_at_its_hour(desk: Desk) -> None:
    hana = reader(desk, "Hana", "ja")
    (welcome,) = await desk.said(hana, "/start")
    assert labels(welcome)[-2:] == ["✓ あかり新聞", "📰 The Lantern"]
    await desk.said(hana, "/subscribe")
    known = await desk.store.subscribers.find(hana.id)
    assert known
    chosen = known.preferences
    assert (chosen.paper, chosen.minute, chosen.timezone) == ("akari", 8 * 60, "Asia/Tokyo")


@pytest.mark.usefixtures("papers")
async def test_who_chooses_another_paper_reads_that_one(desk: Desk) -> None:
    await published(desk, ENGLISH, "english")
    of_japanese = await published(desk, JAPANESE, "japanese")
    wren = reader(desk, "Wren", "en")
    (welcome,) = await desk.said(wren, "/start")
    done = await desk.pressed(wren, welcome, "📰 あかり新聞")
    assert done.toast == "Saved."
    assert "Paper: あかり新聞\n" in done.last.text + "\n"
    assert "Time: 08:00" in done.last.text
    latest = (await desk.said(wren, "/today"))[-1]
    assert labels(latest)[0] == "🔔 Subscribe"
    assert await _shown_edition(desk, wren) == of_japanese
    offered = await desk.pressed(wren, done.last, "📰 Paper")
    assert labels(offered.last)[:2] == ["📰 The Lantern", "✓ あかり新聞"]


async def _shown_edition(desk: Desk, who: Person) -> int:
    shown = desk.services.shown.find((who.id, None))
    assert shown
    return shown.edition


@pytest.mark.usefixtures("papers")
async def test_an_edition_goes_to_the_readers_of_its_paper_alone(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    hana = await desk.subscriber("Hana", paper="akari")
    draft = await desk.draft()
    assert labels(draft)[-2:] == ["✓ The Lantern", "📰 あかり新聞"]
    changed = await desk.pressed(desk.editor, draft, "📰 あかり新聞")
    assert changed.toast == "✓ Changed."
    assert draft.text.startswith("✅ 2 items · 1 reader")
    await desk.pressed(desk.editor, draft, "📣 Publish now")
    await desk.deliver()
    assert len(desk.world.received(hana.id)) == 1
    assert not desk.world.received(wren.id)


@pytest.mark.usefixtures("papers")
async def test_a_draft_is_of_the_paper_that_had_its_title_before(desk: Desk) -> None:
    first = await desk.draft()
    await desk.pressed(desk.editor, first, "📰 あかり新聞")
    await desk.pressed(desk.editor, first, "📣 Publish now")
    second = await desk.draft(DIGEST.replace("20 November 2026\n\n", "21 November 2026\n\n"))
    assert labels(second)[-2:] == ["📰 The Lantern", "✓ あかり新聞"]


@pytest.mark.usefixtures("papers")
async def test_two_papers_have_editions_of_one_day(desk: Desk) -> None:
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    other = await desk.draft(DIGEST.replace("The Harbour Letter", "港の便り"))
    assert "✏️ Correct silently" in labels(other)
    await desk.pressed(desk.editor, other, "📰 あかり新聞")
    assert "📣 Publish now" in labels(other)


async def test_where_there_is_one_paper_nobody_hears_of_any(desk: Desk, wren: Person) -> None:
    shown = texts([*await desk.said(wren, "/settings"), *await desk.said(wren, "/start")])
    assert "Paper" not in " ".join(shown)
