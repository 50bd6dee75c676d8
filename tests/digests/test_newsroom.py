"""The newsroom: from an upload to a broadcast, on a real store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from digests.broadcasts import Broadcasts
from digests.corrections import summaries_not_kept
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.editing import Editing
from digests.errors import ReadingError, StoreError
from digests.model import (
    SLOT,
    ChatKind,
    EditionState,
    ItemKey,
    Preferences,
    ProblemKind,
    Reading,
    SummaryMaker,
)
from digests.newsroom import Accepted, Newsroom, Upload
from digests.parsing.parser import parse
from digests.revisions import (
    DropItem,
    SetDay,
    SetHeadline,
    SetPaper,
    SetSlot,
    SetSummary,
    Settle,
)
from digests.store import Store
from digests.store.broadcasts import lock_rate
from digests.store.ledger import LedgerStore
from digests.store.tables import editions
from digests.summary.extractive import ExtractiveSummariser
from digests.values.papers import Paper
from digests.values.roles import AuditEntry, AuditWay
from digests.values.rules import RuleSubject, Stance, Subject
from digests.values.slots import EVENING
from tests.support.town import DEADLINE

NOON = datetime(2025, 3, 14, 3, 0, tzinfo=UTC)
TEXT = """3月14日の町だより

山田 花子

① 橋が架かる(町新聞、2025年3月13日)
川に新しい橋が架かった。工事は三年かかった。
https://example.jp/bridge

② 図書館が夜も開く(2025年3月13日)
図書館は来月から夜も開く。
https://example.jp/library
"""


class PlainParser:
    """Parses in this process, which a test can afford."""

    async def parse(
        self, name: str, data: bytes, *, posted: date | None, structure: str | None = None
    ) -> Reading:
        return parse(name, data, posted=posted, structure=structure)


@pytest.fixture
def newsroom(store: Store) -> Newsroom:
    return Newsroom(
        store=store,
        broadcasts=Broadcasts(store=store, clock=lambda: NOON),
        parser=PlainParser(),
        summariser=ExtractiveSummariser(),
        zone=ZoneInfo("Asia/Tokyo"),
        clock=lambda: NOON,
    )


def at(newsroom: Newsroom, moment: datetime) -> Newsroom:
    """The same desk at another moment."""
    return replace(newsroom, clock=lambda: moment)


async def accept(newsroom: Newsroom, text: str = TEXT) -> Accepted:
    return await newsroom.accept(Upload(name="", data=text.encode(), posted=NOON, by=1))


async def published(newsroom: Newsroom) -> Broadcast:
    broadcast = await newsroom.publish((await accept(newsroom)).edition.id)
    assert broadcast
    return broadcast


async def test_an_upload_becomes_a_draft_with_summaries(newsroom: Newsroom) -> None:
    accepted = await accept(newsroom)
    assert accepted.is_new
    assert accepted.same_day is None
    edition = accepted.edition
    assert (edition.date, edition.state) == (date(2025, 3, 14), EditionState.DRAFT)
    assert [item.headline for item in edition.digest.items] == ["橋が架かる", "図書館が夜も開く"]
    assert all(item.summary for item in edition.digest.items)
    assert {item.summary_by for item in edition.digest.items} == {SummaryMaker.BUILT_IN}


async def test_a_digest_that_names_no_day_is_of_the_editors_day(newsroom: Newsroom) -> None:
    evening = datetime(2025, 3, 13, 20, 0, tzinfo=UTC)  # the 14th in Tokyo
    text = "町だより\n\n① 橋が架かる\n川に新しい橋が架かった。\n"
    accepted = await newsroom.accept(Upload(name="", data=text.encode(), posted=evening))
    assert accepted.edition.date == date(2025, 3, 14)


async def test_the_same_upload_twice_is_one_edition(newsroom: Newsroom) -> None:
    first = await accept(newsroom)
    second = await accept(at(newsroom, NOON + timedelta(minutes=1)))
    assert not second.is_new
    assert second.edition.id == first.edition.id


async def test_what_can_not_be_read_leaves_no_trace(newsroom: Newsroom) -> None:
    with pytest.raises(ReadingError):
        await accept(newsroom, "  \n ")
    assert await newsroom.store.editions.drafts() == ()


async def test_publishing_twice_opens_one_broadcast(newsroom: Newsroom) -> None:
    edition = (await accept(newsroom)).edition
    first, second = await newsroom.publish(edition.id), await newsroom.publish(edition.id)
    assert first
    assert second
    assert first.id == second.id
    assert first.kind is BroadcastKind.EDITION


async def test_a_day_has_one_edition(newsroom: Newsroom) -> None:
    await published(newsroom)
    other = await accept(newsroom, TEXT.replace("夜も", "朝も"))
    assert other.same_day
    assert await newsroom.publish(other.edition.id) is None


async def test_a_replacement_keeps_the_edition_and_changes_what_it_says(
    newsroom: Newsroom,
) -> None:
    before = await published(newsroom)
    draft = (await accept(newsroom, TEXT.replace("夜も", "朝も"))).edition
    correction = await newsroom.replace(draft.id)
    assert correction
    assert correction.kind is BroadcastKind.CORRECTION
    assert correction.edition_id == before.edition_id
    current = await newsroom.store.editions.of_day(date(2025, 3, 14))
    assert current
    assert current.id == before.edition_id
    assert current.digest.items[1].headline == "図書館が朝も開く"
    assert await newsroom.replace(999) is None


async def test_an_editors_summary_stays_in_a_corrected_edition_where_the_text_is_the_same(
    newsroom: Newsroom,
) -> None:
    draft, editing = (await accept(newsroom)).edition, Editing(newsroom=newsroom)
    for number in (1, 2):
        await editing.decide(draft.id, SetSummary(number=number, paragraphs=("わたしの要約",)))
    await newsroom.publish(draft.id)
    accepted = await accept(newsroom, TEXT.replace("三年かかった", "四年かかった"))
    assert accepted.same_day
    first, second = accepted.edition.digest.items
    assert second.summary_by is SummaryMaker.EDITOR
    assert [one.text for one in second.summary] == ["わたしの要約"]
    assert first.summary_by is not SummaryMaker.EDITOR
    assert summaries_not_kept(accepted.same_day.digest, accepted.edition.digest) == (1,)


async def test_a_recalled_edition_is_no_longer_its_days(newsroom: Newsroom) -> None:
    broadcast = await published(newsroom)
    recall = await newsroom.recall(broadcast.edition_id)
    assert recall
    assert recall.kind is BroadcastKind.RECALL
    assert await newsroom.store.editions.of_day(date(2025, 3, 14)) is None
    assert await newsroom.recall(broadcast.edition_id) is None
    stopped = await newsroom.store.ledger.broadcast(broadcast.id)
    assert stopped.state in {BroadcastState.CANCELLED, BroadcastState.FINISHED}


async def test_a_scheduled_edition_is_published_when_its_moment_has_come(
    newsroom: Newsroom,
) -> None:
    edition = (await accept(newsroom)).edition
    assert await newsroom.schedule(edition.id, NOON + timedelta(hours=1))
    await newsroom.publish_due()
    assert not await newsroom.broadcasts.unfinished()
    assert await at(newsroom, NOON + timedelta(hours=1)).publish_due() == []
    shown = await newsroom.edition(edition.id)
    assert shown
    assert shown.state is EditionState.PUBLISHED


async def test_a_scheduled_edition_whose_place_was_taken_is_a_draft_again(
    newsroom: Newsroom,
) -> None:
    edition = (await accept(newsroom)).edition
    assert await newsroom.schedule(edition.id, NOON + timedelta(hours=1))
    other = (await accept(newsroom, TEXT.replace("夜も", "朝も"))).edition
    opened = await newsroom.publish(other.id)
    assert opened
    later = at(newsroom, NOON + timedelta(hours=1))
    assert [one.id for one in await later.publish_due()] == [edition.id]
    assert await later.publish_due() == []
    await newsroom.recall(other.id)
    assert await later.publish_due() == []
    still = await newsroom.edition(edition.id)
    assert still
    assert still.state is EditionState.DRAFT


async def test_of_two_editors_who_publish_at_once_one_does(newsroom: Newsroom) -> None:
    texts = (TEXT, TEXT.replace("夜も", "朝も"))
    drafts = [(await accept(newsroom, text)).edition for text in texts]
    done = await asyncio.gather(*(newsroom.publish(draft.id) for draft in drafts))
    assert sorted(one is None for one in done) == [False, True]
    assert len(await newsroom.store.editions.drafts()) == 1


async def test_who_replaces_what_is_recalled_at_once_corrects_nothing_recalled(
    newsroom: Newsroom,
) -> None:
    edition = (await published(newsroom)).edition_id
    draft = (await accept(newsroom, TEXT.replace("夜も", "朝も"))).edition
    await asyncio.gather(newsroom.recall(edition), newsroom.replace(draft.id))
    after = await newsroom.edition(edition)
    assert after
    assert after.state is EditionState.RECALLED


@pytest.mark.parametrize("engine", ["postgresql"])  # SQLite has one lock for all
async def test_who_corrects_has_the_day_before_the_rate_as_who_recalls_does(
    newsroom: Newsroom,
) -> None:
    edition = (await published(newsroom)).edition_id
    draft = (await accept(newsroom, TEXT.replace("夜も", "朝も"))).edition
    waiting = text("SELECT 1 FROM pg_locks WHERE NOT granted")
    free = select(editions.c.id).where(editions.c.id == edition).with_for_update(skip_locked=True)
    async with newsroom.store.database.engine.begin() as other, asyncio.timeout(DEADLINE):
        await other.run_sync(lock_rate)
        replacing = asyncio.create_task(newsroom.replace(draft.id))
        while (await other.execute(waiting)).first() is None:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.01)
        assert (await other.execute(free)).first() is None
    assert await replacing


async def test_what_is_published_can_neither_be_scheduled_nor_discarded(
    newsroom: Newsroom,
) -> None:
    broadcast = await published(newsroom)
    assert not await newsroom.schedule(broadcast.edition_id, NOON)
    assert not await newsroom.discard(broadcast.edition_id)
    edition = await newsroom.store.editions.of_day(date(2025, 3, 14))
    assert edition
    assert edition.id == broadcast.edition_id


async def test_a_scheduled_draft_can_be_scheduled_anew_and_discarded(newsroom: Newsroom) -> None:
    edition = (await accept(newsroom)).edition
    assert await newsroom.schedule(edition.id, NOON)
    assert await newsroom.schedule(edition.id, NOON + timedelta(hours=1))
    assert await newsroom.publish_due() == []
    assert await newsroom.discard(edition.id)
    assert await at(newsroom, NOON + timedelta(hours=1)).publish_due() == []


async def test_only_what_is_published_can_be_recalled(newsroom: Newsroom) -> None:
    edition = (await accept(newsroom)).edition
    assert await newsroom.recall(edition.id) is None
    still = await newsroom.store.editions.get(edition.id)
    assert still
    assert still.state is EditionState.DRAFT
    assert await newsroom.recall(999) is None


async def test_a_broadcast_knows_who_opened_it_and_who_is_owed_it(newsroom: Newsroom) -> None:
    subscriber = await newsroom.store.subscribers.remember(
        7,
        None,
        ChatKind.PRIVATE,
        Preferences(language="ja", timezone="UTC", minute=0),
        NOON,
    )
    await newsroom.store.subscribers.subscribe(subscriber.id, NOON - timedelta(days=1))
    edition = (await accept(newsroom)).edition
    broadcast = await newsroom.publish(edition.id, by=1)
    draft = (await accept(newsroom, TEXT.replace("夜も", "朝も"))).edition
    correction = await newsroom.replace(draft.id, by=2)
    recall = await newsroom.recall(edition.id, by=3)
    opened = [one.opened_by for one in (broadcast, correction, recall) if one]
    assert opened == [1, 2, 3]
    assert broadcast
    assert broadcast.state is BroadcastState.RUNNING
    assert correction
    assert correction.state is BroadcastState.FINISHED  # nobody had it


async def test_a_digest_brings_its_problems(newsroom: Newsroom) -> None:
    edition = (await accept(newsroom, TEXT.replace("②", "④"))).edition
    assert edition.problems


@pytest.mark.parametrize("step", ["replace", "recall"])
async def test_an_edition_is_changed_with_its_broadcast_or_not_at_all(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    broadcast = await published(newsroom)
    draft = (await accept(newsroom, TEXT.replace("夜も", "朝も"))).edition

    async def broken(*_: object, **__: object) -> Broadcast:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(LedgerStore, "open_broadcast", broken)
        with pytest.raises(StoreError):
            await (
                newsroom.replace(draft.id)
                if step == "replace"
                else newsroom.recall(broadcast.edition_id)
            )
    edition = await newsroom.store.editions.of_day(date(2025, 3, 14))
    assert edition
    assert edition.digest.items[1].headline == "図書館が夜も開く"
    assert [one.id for one in await newsroom.store.editions.drafts()] == [draft.id]


async def test_a_discarded_draft_is_gone(newsroom: Newsroom) -> None:
    edition = (await accept(newsroom)).edition
    assert await newsroom.discard(edition.id)
    assert not await newsroom.discard(edition.id)
    assert not await newsroom.schedule(edition.id, NOON)
    assert await newsroom.store.editions.drafts() == ()


async def test_an_edition_is_published_with_its_broadcast_or_not_at_all(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = (await accept(newsroom)).edition

    async def broken(*_: object, **__: object) -> Broadcast:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(LedgerStore, "open_broadcast", broken)
        with pytest.raises(StoreError):
            await newsroom.publish(edition.id)
    still = await newsroom.store.editions.get(edition.id)
    assert still
    assert still.state is EditionState.DRAFT
    assert await newsroom.publish(edition.id)


@pytest.mark.parametrize("day", ["3月15日", "4月10日"])
async def test_news_of_the_last_weeks_is_recognised(newsroom: Newsroom, day: str) -> None:
    long = "川に新しい橋が架かった。工事は三年かかり、費用は十二億円だった。" * 2
    await newsroom.publish(
        (await accept(newsroom, TEXT.replace("川に新しい橋が架かった。", long))).edition.id
    )
    again = f"{day}の町だより\n\n① 橋(2025年{day})\n{long}\nhttps://example.jp/bridge\n"
    (problem,) = [
        problem
        for problem in (await accept(newsroom, again)).edition.problems
        if problem.kind is ProblemKind.NEAR_COPY
    ]
    assert problem.place.item == 1
    assert problem.details == {"number": "1", "date": "2025-03-14", "edition": "1"}


async def test_what_is_archived_is_published_and_never_sent(newsroom: Newsroom) -> None:
    draft = (await accept(newsroom)).edition
    archived = await newsroom.archive(draft.id)
    assert archived
    assert archived.state is EditionState.PUBLISHED
    assert await newsroom.publish(draft.id) is None
    assert await newsroom.archive(draft.id) is None
    assert await newsroom.archive(99) is None
    assert not await newsroom.broadcasts.unfinished()


async def test_what_was_published_is_published_again_as_the_same(newsroom: Newsroom) -> None:
    broadcast = await published(newsroom)
    assert await newsroom.publish(broadcast.edition_id) == broadcast


@pytest.mark.parametrize(
    ("moment", "is_old"),
    [
        (NOON + timedelta(days=2), False),
        (datetime(2025, 3, 16, 14, 59, tzinfo=UTC), False),
        (datetime(2025, 3, 16, 15, 0, tzinfo=UTC), True),  # the 17th in Tokyo
    ],
)
async def test_an_edition_is_old_after_two_days_of_the_editor(
    newsroom: Newsroom, moment: datetime, is_old: bool
) -> None:
    edition = (await accept(newsroom)).edition
    assert at(newsroom, moment).is_old(edition) is is_old
    assert newsroom.is_old(edition, moment) is is_old


@pytest.mark.parametrize(("days", "is_far"), [(7, False), (8, True)])
async def test_an_edition_is_far_ahead_after_a_week(
    newsroom: Newsroom, days: int, is_far: bool
) -> None:
    edition = (await accept(newsroom)).edition
    assert newsroom.is_far_ahead(edition, NOON - timedelta(days=days)) is is_far


# --- what goes on -------------------------------------------------------------------------------

NEXT_DAY = TEXT.replace("3月14日の", "3月15日の").replace("三年かかった", "三年かかったという")
TURNED = """3月14日の町だより

山田 花子

① 図書館が夜も開く(2025年3月13日)
図書館は来月から夜も開く。
https://example.jp/library

② 橋が架かる(町新聞、2025年3月13日)
川に新しい橋が架かった。工事は三年かかった。
https://example.jp/bridge
"""


def story(edition: int, number: int) -> RuleSubject:
    return RuleSubject(
        subject=Subject.STORY, label="橋", words=("橋",), edition=edition, number=number
    )


async def test_rules_on_stories_follow_items_that_a_correction_renumbers(
    newsroom: Newsroom,
) -> None:
    edition = (await published(newsroom)).edition_id
    rules = newsroom.store.reading_rules
    for number, stance in ((1, Stance.FOLLOW), (2, Stance.MUTE)):
        key = f"story:{edition}:{number}"
        await rules.put(7, key, story(edition, number), stance, at=NOON, most=9)
    assert await newsroom.replace((await accept(newsroom, TURNED)).edition.id)
    assert {one.about.number: one.stance for one in await rules.of(7)} == {
        1: Stance.MUTE,
        2: Stance.FOLLOW,
    }
    assert await rules.stance(7, f"story:{edition}:2") is Stance.FOLLOW
    without_bridge = TURNED[: TURNED.index("②")]
    assert await newsroom.replace((await accept(newsroom, without_bridge)).edition.id)
    assert [one.stance for one in await rules.of(7)] == [Stance.MUTE]


async def test_a_correction_keeps_links_and_what_was_cut_of_them(newsroom: Newsroom) -> None:
    await published(newsroom)
    draft = (await accept(newsroom, NEXT_DAY)).edition
    assert [one.number for one in await newsroom.stories.continues(draft.id)] == [1, 2]
    await newsroom.stories.cut(draft.id, 2, is_cut=True)
    await newsroom.publish(draft.id)
    before = await newsroom.stories.continues(draft.id)
    editing = Editing(newsroom=newsroom)
    correction = await editing.correcting(draft.id, by=1)
    assert correction
    assert await newsroom.stories.continues(correction.id) == before
    await editing.decide(correction.id, SetHeadline(number=1, headline="橋が開く"))
    assert await newsroom.replace(correction.id)
    assert [one.is_cut for one in await newsroom.stories.continues(draft.id)] == [False, True]


async def test_a_correction_that_became_another_edition_is_none_any_more(
    newsroom: Newsroom,
) -> None:
    edition, editing = (await published(newsroom)).edition_id, Editing(newsroom=newsroom)
    first = await editing.correcting(edition, by=1)
    assert first
    assert await editing.correcting(edition, by=1) == first
    await editing.decide(first.id, SetDay(day=date(2025, 3, 13)))
    await newsroom.publish(first.id)
    second = await editing.correcting(edition, by=1)
    assert second
    assert second.is_undecided


async def test_what_a_draft_goes_on_with_and_repeats_is_of_its_paper(newsroom: Newsroom) -> None:
    await newsroom.store.papers.add(Paper(key="akari"))
    await published(newsroom)
    editing, stories = Editing(newsroom=newsroom), newsroom.stories
    draft = (await accept(newsroom, NEXT_DAY)).edition
    assert await stories.continues(draft.id)
    assert ProblemKind.NEAR_COPY in {one.kind for one in draft.problems}
    await editing.decide(draft.id, SetPaper(paper="akari"))
    moved = await newsroom.edition(draft.id)
    assert moved
    assert ProblemKind.NEAR_COPY not in {one.kind for one in moved.problems}
    assert not await stories.continues(draft.id)
    assert moved.paper == "akari"
    await editing.decide(draft.id, SetPaper(paper=""))
    assert await stories.continues(draft.id)


async def test_a_repeat_that_was_settled_stays_so_in_whatever_place_the_draft_has(
    newsroom: Newsroom,
) -> None:
    await newsroom.store.papers.add(Paper(key="akari"))
    await published(newsroom)
    editing = Editing(newsroom=newsroom)
    draft = (await accept(newsroom, NEXT_DAY)).edition
    assert await repeated(newsroom, draft.id) == {1, 2}
    await editing.decide(draft.id, Settle(kind=ProblemKind.NEAR_COPY))
    for place in (SetSlot(slot=EVENING), SetPaper(paper="akari"), SetPaper(paper="")):
        await editing.decide(draft.id, place)
        assert not await repeated(newsroom, draft.id)
    await editing.decide(draft.id, DropItem(number=1))  # the other has its number now
    await editing.decide(draft.id, SetSlot(slot=SLOT))
    assert not await repeated(newsroom, draft.id)


async def test_a_repeat_of_another_paper_and_one_whose_settling_is_undone_are_told(
    newsroom: Newsroom,
) -> None:
    await newsroom.store.papers.add(Paper(key="akari"))
    await published(newsroom)
    editing, entry = Editing(newsroom=newsroom), AuditEntry(at=NOON, way=AuditWay.CHAT, action="")
    other = (await accept(newsroom, TEXT + "\n")).edition
    await editing.decide(other.id, SetPaper(paper="akari"))
    assert await newsroom.publish(other.id)
    draft = (await accept(newsroom, NEXT_DAY)).edition
    await editing.decide(draft.id, Settle(kind=ProblemKind.NEAR_COPY))
    await editing.decide(draft.id, SetPaper(paper=""))
    assert await repeated(newsroom, draft.id) == {1, 2}
    await editing.decide(draft.id, SetPaper(paper="akari"))
    assert not await repeated(newsroom, draft.id)
    await editing.decide(draft.id, SetSlot(slot=EVENING))
    assert not await repeated(newsroom, draft.id)
    again = (await accept(newsroom, NEXT_DAY + "\n")).edition
    await editing.decide(again.id, Settle(kind=ProblemKind.NEAR_COPY))
    await editing.undo(again.id, revision=1, entry=entry)
    await editing.decide(again.id, SetSlot(slot=EVENING))
    assert await repeated(newsroom, again.id) == {1, 2}


async def repeated(newsroom: Newsroom, edition_id: int) -> set[int | None]:
    """The numbers of a draft's items that are told of as repeats."""
    edition = await newsroom.edition(edition_id)
    assert edition
    told = (one for one in edition.problems if one.kind is ProblemKind.NEAR_COPY)
    return {one.place.item for one in told}


async def test_an_evening_edition_goes_on_with_that_of_its_day(newsroom: Newsroom) -> None:
    morning = (await published(newsroom)).edition_id
    text = TEXT.replace("三年かかった", "三年かかったという")
    draft, editing = (await accept(newsroom, text)).edition, Editing(newsroom=newsroom)
    assert not await newsroom.stories.continues(draft.id)
    await editing.decide(draft.id, SetSlot(slot=EVENING))
    links = await newsroom.stories.continues(draft.id)
    assert [one.earlier for one in links] == [ItemKey(morning, 1), ItemKey(morning, 2)]
    evening = await newsroom.edition(draft.id)
    assert evening
    assert ProblemKind.NEAR_COPY in {one.kind for one in evening.problems}
    await editing.decide(draft.id, SetSlot(slot=SLOT))
    assert not await newsroom.stories.continues(draft.id)


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "archived"])
async def test_a_draft_posted_ahead_goes_on_with_what_was_published_meanwhile(
    newsroom: Newsroom, is_sent: bool
) -> None:
    ahead = (await accept(newsroom, NEXT_DAY)).edition
    newsroom = replace(newsroom, clock=lambda: NOON + timedelta(hours=1))
    first = (await published(newsroom)).edition_id
    assert not await newsroom.stories.continues(ahead.id)
    await (newsroom.publish(ahead.id) if is_sent else newsroom.archive(ahead.id))
    links = await newsroom.stories.continues(ahead.id)
    assert {one.earlier.edition for one in links} == {first}


async def test_a_file_in_the_place_of_a_draft_is_read_for_its_paper(newsroom: Newsroom) -> None:
    await newsroom.store.papers.add(Paper(key="akari"))
    await published(newsroom)
    draft, editing = (await accept(newsroom, NEXT_DAY)).edition, Editing(newsroom=newsroom)
    await editing.decide(draft.id, SetPaper(paper="akari"))
    data = NEXT_DAY.replace("夜も", "朝も").encode()
    before = await newsroom.edition(draft.id)
    again = await newsroom.accept(Upload(name="", data=data, posted=NOON, by=1), before=before)
    assert again.edition.paper == "akari"
    assert not await newsroom.stories.continues(again.edition.id)
    assert ProblemKind.NEAR_COPY not in {one.kind for one in again.edition.problems}
