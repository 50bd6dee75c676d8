"""Stories: which items go on with earlier ones, against labels by hand, and what that costs.

    python -m benchmarks stories

The labelled days are invented (`tests/data/stories`): of each item, which story it is of, whether
it is of a column, and whether it only says again what was said. The threshold is chosen on half of
the days and measured on the other. The digest that the project began with, where it lies beside the
repository, is one day, so its items are taken for days, or compared in pairs; its labels name
numbers alone.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path

from digests.model import Digest, EditionKey, Item, ItemKey, Paragraph, ProblemKind
from digests.parsing.parser import parse
from digests.store import Store
from digests.stories import linking
from digests.stories.measure import Likeness, said_of
from digests.stories.stories import Stories
from digests.values.stories import PublishedItem

ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "tests" / "data" / "stories"
REAL = ROOT.parent / "shared" / "corpus"
LANGUAGES = ("ja", "en")
THRESHOLDS = tuple(step / 100 for step in range(6, 31))
ORDERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An item with its label: `story` is empty for what is alone and for columns."""

    date: date
    item: Item
    story: str = ""
    is_column: bool = False
    is_repeat: bool = False


def labelled_days(language: str) -> list[Labelled]:
    """The invented days of a language, in order."""
    found: list[Labelled] = []
    day, number = date.min, 0
    lines = (LABELLED / f"ten_days.{language}.txt").read_text("utf-8").splitlines()
    for line, text in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("## "):
            day, number = date.fromisoformat(line.removeprefix("## ")), 0
        elif line.startswith("["):
            number += 1
            label, _, headline = line.removeprefix("[").partition("] ")
            item = Item(number=number, headline=headline, paragraphs=(Paragraph(text=text),))
            found.append(
                Labelled(
                    date=day,
                    item=item,
                    story="" if label[0] in "-=" else label.lstrip("!"),
                    is_column=label[0] == "=",
                    is_repeat=label[0] == "!",
                )
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An item with the score of its link, and whether it is right; 0 where there is no link.

    `is_going_on` says whether there was anything for it to go on with.
    """

    date: date
    score: float
    is_right: bool
    is_going_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How many of the links are right, and of what goes on has one; 1 where there is none."""

    precision: float
    recall: float


def linked(those: Sequence[Labelled]) -> list[Linked]:
    """Every item with the link that it gets, whatever its score."""
    return [one for day in _days(those) for one in _linked_on(day, those)]


def repeated(those: Sequence[Labelled]) -> tuple[set[str], set[str]]:
    """The headlines of items that are told of as repeats, and of those that are some."""
    told: set[str] = set()
    for day in _days(those):
        digest, earlier = _desk(day, those)
        for problem in linking.Comparison(digest, day, earlier).repeats():
            item = digest.item(problem.place.item or 0)
            if problem.kind is ProblemKind.NEAR_COPY and item:
                told.add(item.headline)
    return told, {one.item.headline for one in those if one.is_repeat}


def rates(those: Sequence[Linked], threshold: float) -> Rates:
    """How good the links are whose score is that at least."""
    made = [one for one in those if one.score >= threshold]
    right = sum(one.is_right for one in made)
    due = sum(one.is_going_on for one in those)
    return Rates(precision=right / len(made) if made else 1.0, recall=right / due if due else 1.0)


def chosen(those: Sequence[Linked]) -> float:
    """The threshold with the best balance of both rates; of equally good ones the middle.

    Precision counts twice as much: a wrong link is read by everybody, one that lacks by nobody.
    """
    scores = {one: _balance(rates(those, one)) for one in THRESHOLDS}
    best = [one for one in THRESHOLDS if scores[one] == max(scores.values())]
    return best[len(best) // 2]


def _balance(found: Rates) -> float:
    both = found.precision / 4 + found.recall
    return 5 / 4 * found.precision * found.recall / both if both else 0.0


def _days(those: Sequence[Labelled]) -> list[date]:
    return sorted({one.date for one in those})


def _desk(day: date, those: Sequence[Labelled]) -> tuple[Digest, list[PublishedItem]]:
    """A day's digest and what was published before it, the newest first."""
    items = tuple(one.item for one in those if one.date == day)
    before = [
        PublishedItem(key=_key(one), date=one.date, item=one.item)
        for one in reversed(those)
        if one.date < day
    ]
    return Digest(title=None, date=day, items=items), before


def _key(one: Labelled) -> ItemKey:
    return ItemKey(one.date.toordinal(), one.item.number)


def _linked_on(day: date, those: Sequence[Labelled]) -> Iterator[Linked]:
    digest, before = _desk(day, those)
    stories = {_key(one): one.story for one in those if one.date < day}
    comparison = linking.Comparison(digest, day, before, least=THRESHOLDS[0])
    links = {one.number: one for one in comparison.links()}
    for own in (one for one in those if one.date == day):
        link = links.get(own.item.number)
        yield Linked(
            date=day,
            score=link.score if link else 0.0,
            is_right=bool(link and own.story and stories[link.earlier] == own.story),
            is_going_on=bool(own.story) and own.story in stories.values(),
        )


# --- one day ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two items of one day, by number, with the score that a link of them has."""

    one: int
    other: int
    link: Linked


def in_order_of(pairs: Sequence[Pair]) -> list[Linked]:
    """The items of a day as if each had appeared a day after the one before it."""
    found = []
    for number in sorted({pair.other for pair in pairs}):
        before = [pair.link for pair in pairs if pair.other == number]
        best = max(before, key=lambda link: link.score)
        is_due = any(link.is_going_on for link in before)
        day = date.min + timedelta(days=number - 1)
        found.append(replace(best, is_going_on=is_due, date=day))
    return found


def real_digest() -> list[Labelled]:
    """The items of the real digest, where it lies beside the repository, with their stories."""
    label = json.loads((LABELLED / "seed.json").read_text("utf-8"))
    path = REAL / label["file"]
    if not path.exists():
        return []
    items = parse(path.name, path.read_bytes()).digest.items
    named = {number: f"real {story[0]}" for story in label["stories"] for number in story}
    return [Labelled(date=date.min, item=one, story=named.get(one.number, "")) for one in items]


def pairs_of(those: Sequence[Labelled]) -> list[Pair]:
    """Each two items of a day as if one were linked to the other.

    Beside the invented days, so that it is known what is common.
    """
    others = [one.item for one in labelled_days("ja")]
    likeness = Likeness([said_of(item) for item in (*(one.item for one in those), *others)])
    found = []
    for one, other in combinations(range(len(those)), 2):
        is_same = bool(those[one].story) and those[one].story == those[other].story
        score = likeness.of(one).get(other, 0.0)
        link = Linked(date=date.min, score=score, is_right=is_same, is_going_on=is_same)
        numbers = those[one].item.number, those[other].item.number
        found.append(Pair(one=numbers[0], other=numbers[1], link=link))
    return found


def in_any_order(those: Sequence[Labelled]) -> list[Linked]:
    """The items of a day as if each had appeared on one of its own, behind the invented days.

    In several orders, and each beside what came before it alone: what is common is hardly known.
    """
    chance, before = random.Random(1), labelled_days("ja")
    found: list[Linked] = []
    for _ in range(ORDERS):
        in_order = chance.sample(those, len(those))
        days = [before[-1].date + timedelta(days=at + 1) for at in range(len(those))]
        alone = [replace(one, date=day) for one, day in zip(in_order, days, strict=True)]
        found += [one for day in days for one in _linked_on(day, [*before, *alone])]
    return found


def average_precision(those: Sequence[Linked]) -> float:
    """How far in front the right ones stand when all are ordered by score."""
    in_order = sorted(those, key=lambda one: -one.score)
    hits = [place for place, one in enumerate(in_order, 1) if one.is_right]
    return sum(count / place for count, place in enumerate(hits, 1)) / len(hits)


# --- what it costs ---

DAYS, A_DAY, DRAFT = 400, 20, 30
VOCABULARY = 3_000


def made_up_digests(count: int, size: int) -> Iterator[Digest]:
    """Digests of made-up words, the same in every run; the seldomest are as seldom as names."""
    chance = random.Random(1)
    signs = (
        "山川谷森海空風雨雲星月日年時分人手足目口耳声色形音光水火木金土石花草鳥魚虫犬馬牛羊米麦豆塩"
    )
    words = ["".join(chance.choices(signs, k=chance.randint(2, 4))) for _ in range(VOCABULARY)]
    weights = [1 / rank for rank in range(3, VOCABULARY + 3)]

    def text(length: int) -> str:
        return "は".join(chance.choices(words, weights=weights, k=length))

    for at in range(count):
        items = tuple(
            Item(number=n, headline=text(5), paragraphs=(Paragraph(text=text(250)),))
            for n in range(1, size + 1)
        )
        yield Digest(title=None, date=date(2030, 1, 1) + timedelta(days=at), items=items)


async def cost() -> float:
    """Seconds of a processor to compare a draft with an archive of more than a year."""
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite+aiosqlite:///{folder}/bot.db")
        await store.migrate()
        *before, draft = (*made_up_digests(DAYS, A_DAY), *made_up_digests(1, DRAFT))
        for digest in before:
            day = digest.date or date.min
            await _publish(store, digest, day)
        began = time.process_time()
        await Stories(store=store).compare(
            draft, EditionKey(date=date(2030, 1, 1) + timedelta(days=DAYS))
        )
        took = time.process_time() - began
        await store.close()
    return took


async def _publish(store: Store, digest: Digest, day: date) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    edition = await store.editions.add(
        digest, (), date=day, fingerprint=str(day), posted_by=None, created_at=at
    )
    await store.editions.publish(edition.id, at)


def main() -> None:
    """Measure and print the table."""
    by_language = {language: linked(labelled_days(language)) for language in LANGUAGES}
    real = real_digest()
    pairs = pairs_of(real)
    everything = [*in_order_of(pairs), *(one for those in by_language.values() for one in those)]
    first = [one for one in everything if one.date.day % 2]
    second = [one for one in everything if not one.date.day % 2]
    print(f"{'':<34}{'least':>7}{'links due':>11}{'precision':>11}{'recall':>8}")
    threshold = chosen(first)
    _print("chosen on odd days, on even days", second, threshold)
    _print("chosen on even days, on odd days", first, chosen(second))
    for language, those in by_language.items():
        _print(f"in use, ten days, {language}", those, linking.CONTINUES)
    if real:
        _print("in use, one real day, in its order", in_order_of(pairs), linking.CONTINUES)
        _print(f"in use, that in {ORDERS} orders", in_any_order(real), linking.CONTINUES)
        alone = [pair.link for pair in pairs]
        _print("in use, all pairs of that day", alone, linking.CONTINUES)
        print(f"  average precision of those pairs: {average_precision(alone):.2f}")
    for language in LANGUAGES:
        told, right = repeated(labelled_days(language))
        wrong = len(told - right)
        print(f"near-repeats, {language}: {len(told & right)} of {len(right)}, {wrong} wrong")
    took = asyncio.run(cost())
    print(f"a draft of {DRAFT} items beside {DAYS} days of {A_DAY}: {took:.2f} s of a processor")


def _print(name: str, those: Sequence[Linked], threshold: float) -> None:
    found, due = rates(those, threshold), sum(one.is_going_on for one in those)
    print(f"{name:<34}{threshold:>7.2f}{due:>11}{found.precision:>11.2f}{found.recall:>8.2f}")


if __name__ == "__main__":
    main()
