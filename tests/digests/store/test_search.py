"""Searching published items, on both engines."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from digests.model import SLOT, Digest, Edition, EditionState, Item, Paragraph, Source
from digests.search.query import Hit, SearchOrder, parse_query
from digests.store import Store
from digests.store.search import index, search
from tests.digests.world import there

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = date(2026, 11, 21)

Publish = Callable[..., Awaitable[Edition]]


@pytest.fixture(autouse=True)
async def _empty_index(store: Store) -> None:
    await store.database.in_write(lambda connection: connection.execute(delete(search)))


@pytest.fixture
def publish(store: Store) -> Publish:
    async def publish_one(day: date, *items: Item, fingerprint: str = "") -> Edition:
        draft = await add(store, day, *items, fingerprint=fingerprint)
        return there(await store.editions.publish(draft.id, NOW))

    return publish_one


async def add(
    store: Store, day: date, *items: Item, fingerprint: str = "", slot: str = SLOT
) -> Edition:
    numbered = tuple(replace(item, number=at) for at, item in enumerate(items, start=1))
    return await store.editions.add(
        Digest(title="瓦版だより", items=numbered),
        (),
        date=day,
        slot=slot,
        fingerprint=fingerprint or f"{day}{slot}",
        posted_by=None,
        created_at=NOW,
    )


def item(headline: str, *texts: str, outlet: str | None = None, url: str = "") -> Item:
    return Item(
        number=1,
        headline=headline,
        outlet=outlet,
        sources=(Source(url=url, raw=url),) if url else (),
        paragraphs=tuple(Paragraph(text=text) for text in texts),
    )


async def found(store: Store, text: str) -> list[str]:
    page = await store.search.find(parse_query(text), limit=50)
    assert page.total == len(page.hits)
    return [hit.headline for hit in page.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("米", ["日米の町が姉妹に"]),
        ("停戦", ["雪合戦、停戦へ"]),
        ("東京都", []),
        ("雪合戦、停戦", ["雪合戦、停戦へ"]),
        ("EU", ["雪合戦、停戦へ"]),
        ("ＥＵと", ["雪合戦、停戦へ"]),
        ("ガス", ["ｶﾞｽ灯がともる"]),
        ("tariff", ["Ferry tariffs rise"]),
        ("tariffs rise", ["Ferry tariffs rise"]),
        ("tar", ["Ferry tariffs rise"]),
        ("riff", []),
        ("ядро", ["О ядрах комет"]),
        ('"rise ferry"', []),
        ('"ferry tariffs"', ["Ferry tariffs rise"]),
        ("停戦 米", []),
        ("outlet:みなと", ["日米の町が姉妹に"]),
        ("outlet:例 停戦", []),
        ("outlet:linnet", ["Ferry tariffs rise"]),
        ("みなと通信", ["日米の町が姉妹に"]),
        ("example", []),
        ("linnet.example.com", ["Ferry tariffs rise"]),
        ("🦆 停戦", ["雪合戦、停戦へ"]),
        ("'\";--停戦*", ["雪合戦、停戦へ"]),
        ("3.5%", ["雪合戦、停戦へ"]),
    ],
)
async def test_items_are_found_by_pieces_of_their_words(
    store: Store, publish: Publish, text: str, expected: list[str]
) -> None:
    await publish(
        DAY,
        item("日米の町が姉妹に", "握手した。", outlet="みなと通信"),
        item("雪合戦、停戦へ", "東京と京都の町はEUとは違い、3.5%増えた雪で合意した。"),
        item("ｶﾞｽ灯がともる"),
        item("Ferry tariffs rise", "More later.", url="https://linnet.example.com/a"),
        item("О ядрах комет", "Подробнее позже."),
    )
    assert await found(store, text) == expected


async def test_newest_days_come_first_and_each_in_its_own_order(
    store: Store, publish: Publish
) -> None:
    for ago in (2, 0, 1):
        day = DAY - timedelta(days=ago)
        await publish(day, item(f"橋 {ago}a"), item("川"), item(f"橋 {ago}b"))
    assert await found(store, "橋") == ["橋 0a", "橋 0b", "橋 1a", "橋 1b", "橋 2a", "橋 2b"]
    page = await store.search.find(parse_query("橋"), limit=2, offset=1)
    assert page.total == 6
    assert [(hit.date, hit.number) for hit in page.hits] == [(DAY, 3), (DAY - timedelta(days=1), 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("橋 since:2026-11-21", ["21日の橋"]),
        ("橋 until:2026-10", ["10月の橋"]),
        ("橋 2026年11月以降", ["21日の橋", "20日の橋"]),
        ("橋 since:2027", []),
        ("since:2026-11-20 until:2026-11-20", ["20日の橋"]),
    ],
)
async def test_a_search_can_be_kept_to_a_period(
    store: Store, publish: Publish, text: str, expected: list[str]
) -> None:
    await publish(DAY, item("21日の橋"))
    await publish(DAY - timedelta(days=1), item("20日の橋"))
    await publish(date(2026, 10, 31), item("10月の橋"))
    assert await found(store, text) == expected


async def test_only_what_readers_can_ask_for_is_found(store: Store) -> None:
    draft = await add(store, DAY, item("最初の橋"))
    assert await found(store, "橋") == []
    first = there(await store.editions.publish(draft.id, NOW))
    assert await found(store, "橋") == ["最初の橋"]
    await store.editions.mark(
        first.id, EditionState.RECALLED, at=NOW, expected=frozenset({EditionState.PUBLISHED})
    )
    assert await found(store, "橋") == []


async def test_a_corrected_edition_is_found_by_what_it_says_now(
    store: Store, publish: Publish
) -> None:
    edition = await publish(DAY, item("石の橋"))
    draft = await add(store, DAY, item("木の橋"), item("鉄の橋"), fingerprint="corrected")
    await store.editions.correct(edition.id, draft.id, NOW)
    assert await found(store, "橋") == ["木の橋", "鉄の橋"]


async def test_editions_of_the_same_day_are_found_side_by_side(store: Store) -> None:
    morning = await add(store, DAY, item("川"), item("朝の橋"), slot="1")
    evening = await add(store, DAY, item("夕の橋"), slot="2")
    for edition in (evening, morning):
        await store.editions.publish(edition.id, NOW)
    hits = (await store.search.find(parse_query("橋"), limit=9)).hits
    assert [(hit.edition_id, hit.number) for hit in hits] == [(morning.id, 2), (evening.id, 1)]
    recalled = EditionState.RECALLED
    published = frozenset({EditionState.PUBLISHED})
    await store.editions.mark(morning.id, recalled, at=NOW, expected=published)
    assert await found(store, "橋") == ["夕の橋"]


async def test_a_hit_brings_what_is_shown_of_it(store: Store, publish: Publish) -> None:
    edition = await publish(DAY, item("橋", "開いた。\0", "渡った。", outlet="みなと通信"))
    (hit,) = (await store.search.find(parse_query("開いた"), limit=1)).hits
    assert (hit.edition_id, hit.date, hit.number) == (edition.id, DAY, 1)
    assert (hit.headline, hit.outlet) == ("橋", "みなと通信")
    assert hit.text == "開いた。\n渡った。"


async def test_the_end_of_a_very_long_item_is_found_too(store: Store, publish: Publish) -> None:
    await publish(DAY, item("長い話", "川と山と谷。" * 6_000 + "終わりに鐘。"))
    assert await found(store, "終わ") == ["長い話"]
    assert await found(store, "鐘") == ["長い話"]


async def test_of_very_many_hits_no_more_are_counted_than_anybody_turns_to(store: Store) -> None:
    items = [replace(item("渡し船が出る"), number=number) for number in range(1, 10_051)]
    await store.database.in_write(index, date(2031, 5, 14), {1: items})
    page = await store.search.find(parse_query("渡し船"), limit=5)
    assert (page.total, page.is_capped, len(page.hits)) == (10_000, True, 5)
    last = await store.search.find(parse_query("渡し船"), limit=5, offset=10_048)
    assert [hit.number for hit in last.hits] == [10_049, 10_050]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("橋 -石", ["木の橋"]),
        ("橋 NOT 石", ["木の橋"]),
        ("石 OR 木", ["石の橋", "木の橋"]),
        ("石|木 -橋", []),
        ("-橋", ["The C++ committee", "C is old"]),
        ("-橋 -old", ["The C++ committee"]),
        ("橋 -outlet:みなと", ["木の橋"]),
        ("C++", ["The C++ committee"]),
        ('"committees"', []),
        ("committees", ["The C++ committee"]),
        ("渡邊", ["木の橋"]),
    ],
)
async def test_operators_and_spellings_mean_the_same_on_both_engines(
    store: Store, publish: Publish, text: str, expected: list[str]
) -> None:
    await publish(
        DAY,
        item("石の橋", outlet="みなと通信"),
        item("木の橋", "渡辺さんが渡る。"),
        item("The C++ committee"),
        item("C is old"),
    )
    assert await found(store, text) == expected


async def test_the_best_have_the_words_in_the_headline_then_as_they_were_typed(
    store: Store, publish: Publish
) -> None:
    await publish(DAY, item("川", "渡辺の橋。"), item("谷", "渡邊の橋。"), item("渡辺の橋"))
    await publish(DAY - timedelta(days=1), item("渡邊の橋"), item("山", "渡邊の橋。"))
    query = parse_query("渡邊")
    best, expected = SearchOrder.BEST, ["渡邊の橋", "渡辺の橋", "谷", "山", "川"]
    page = await store.search.find(query, limit=9, order=best)
    assert [hit.headline for hit in page.hits] == expected
    for offset in range(5):
        page = await store.search.find(query, limit=1, offset=offset, order=best)
        assert [hit.headline for hit in page.hits] == [expected[offset]]
    assert (page.total, len(await found(store, "渡邊"))) == (5, 5)


async def test_of_very_many_every_hit_has_its_place_among_the_best(store: Store) -> None:
    items = [
        Item(number=n, headline="川" if n % 3 else "渡し船", captions=("渡し船",))
        for n in range(1, 301)
    ]
    await store.database.in_write(index, date(2031, 5, 14), {1: items})
    seen = []
    for offset in range(0, 300, 100):
        page = await store.search.find(
            parse_query("渡し船"), limit=100, offset=offset, order=SearchOrder.BEST
        )
        seen += [hit.number for hit in page.hits]
    assert seen == [n for n in range(1, 301) if n % 3 == 0] + [n for n in range(1, 301) if n % 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query, and what it means: any of each of `wanted`, none of `unwanted`, since a day."""

    text: str
    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[str, ...] = ()
    since: date = date.min

    def fits(self, day: date, text: str) -> bool:
        """Whether what is searched for stands in a text of a day, in whatever spelling."""
        said = text.replace("邊", "辺")
        every = all(any(word.replace("邊", "辺") in said for word in any_) for any_ in self.wanted)
        return every and not any(word in said for word in self.unwanted) and day >= self.since

    def is_as_typed(self, text: str) -> bool:
        return all(any(word in text for word in any_) for any_ in self.wanted)


def by_scan(archive: Sequence[Hit], asked: Asked) -> list[Hit]:
    """The hits among items that stand in their order, the newest first."""
    return [one for one in archive if asked.fits(one.date, f"{one.headline}\n{one.text}")]


def best_by_scan(archive: Sequence[Hit], asked: Asked) -> list[Hit]:
    """The same with those first that have it in the headline, then as it was typed."""
    hits = by_scan(archive, asked)
    first = [hit for hit in hits if replace(asked, unwanted=()).fits(hit.date, hit.headline)]
    further = [hit for hit in hits if hit not in first]
    return [
        *sorted(first, key=lambda hit: not asked.is_as_typed(hit.headline)),
        *sorted(further, key=lambda hit: not asked.is_as_typed(f"{hit.headline}\n{hit.text}")),
    ]


def made_up_archive(days: int, a_day: int) -> list[Hit]:
    """Items of words some of which are the beginning of others, the newest first."""
    chance = random.Random(11)
    dense, spaced = "橋 停戦 渡辺 渡邊 米国 鐘", "ferry ferrymen bridge bridges"
    vocabulary = f"{dense} {spaced}".split()

    def text(most: int) -> str:
        return "、".join(chance.sample(vocabulary, chance.randint(1, most)))

    return [
        Hit(
            edition_id=1,
            date=DAY - timedelta(days=4 * ago),
            number=number,
            headline=text(3),
            outlet=None,
            text=text(4),
        )
        for ago in range(days)
        for number in range(1, a_day + 1)
    ]


async def test_in_both_orders_are_found_the_items_that_a_scan_finds(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.store.search._MOST_LISTED", 12)
    archive = made_up_archive(days=8, a_day=9)
    for day in {one.date for one in archive}:
        items = [
            replace(item(one.headline, one.text), number=one.number)
            for one in archive
            if one.date == day
        ]
        await store.database.in_write(index, day, {1: items})
    for asked in (
        Asked(text="橋", wanted=(("橋",),)),
        Asked(text="bridge", wanted=(("bridge",),)),
        Asked(text="ferry bridge", wanted=(("ferry",), ("bridge",))),
        Asked(text="停戦 米", wanted=(("停戦",), ("米",))),
        Asked(text="渡邊 ferry 橋", wanted=(("渡邊",), ("ferry",), ("橋",))),
        Asked(text="渡邊 OR 鐘", wanted=(("渡邊", "鐘"),)),
        Asked(text="渡邊 -鐘 -bridge", wanted=(("渡邊",),), unwanted=("鐘", "bridge")),
        Asked(text="-橋 -ferry", unwanted=("橋", "ferry")),
        Asked(text="鐘 橋 since:2026-11", wanted=(("鐘",), ("橋",)), since=date(2026, 11, 1)),
        Asked(text="since:2026-11-20", since=date(2026, 11, 20)),
    ):
        query = parse_query(asked.text)
        newest = by_scan(archive, asked)
        # Without a word there is nothing to be better at.
        best = best_by_scan(archive, asked) if asked.wanted else newest
        for order, expected in ((SearchOrder.NEWEST, newest), (SearchOrder.BEST, best)):
            for offset, limit in ((0, 5), (3, 8), (10, 100), (100, 5)):
                page = await store.search.find(query, limit=limit, offset=offset, order=order)
                assert page.total == len(expected), asked
                assert list(page.hits) == expected[offset : offset + limit], (asked, order)


async def test_an_index_of_earlier_terms_is_made_again(store: Store, publish: Publish) -> None:
    await publish(DAY, item("渡邊の橋"))
    await publish(DAY - timedelta(days=1), item("渡邊の川"))
    await store.database.in_write(
        lambda connection: connection.execute(update(search).values(terms=["渡邊"]))
    )
    assert await found(store, "渡辺") == []
    assert not await store.search.is_current()
    await store.migrate()
    assert await store.search.is_current()
    assert await found(store, "渡辺") == ["渡邊の橋", "渡邊の川"]
    assert await found(store, "-川") == ["渡邊の橋"]
