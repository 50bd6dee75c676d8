"""Search over many items: recall against a full scan, spellings found, and time beside its peers.

    python -m benchmarks.texts.search [ITEMS]

Peers are FTS5's trigrams, its own rank (bm25) over words, and LIKE; all in the same run.

The items are made up from a fixed list of common and seldom words, so every run measures the same
archive. A scan finds a dense word anywhere and another one at the start of a word; our index asks
for stems as well and so may find more, but must never find less.
"""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles

from digests.model import Item, Paragraph
from digests.search.index_terms import terms
from digests.search.phrases import Phrase
from digests.search.query import SearchOrder, parse_query
from digests.store import Store
from digests.store.search import index
from digests.text import words

ITEMS = 100_000
A_DAY = 25
FIRST_DAY = date(2015, 1, 1)
PAGE = 5
SPELLINGS = Path(__file__).parents[2] / "tests" / "data" / "spellings.txt"
REPEATS = 5

QUERIES = (
    "米", "港", "雪", "停戦", "橋", "EU", "東京", "京都", "東京都", "渡し船", "灯台守", "時刻表",
    "図書室", "パイプライン", "ガス", "合意", "停戦合意", "ferry", "tariff", "light", "council",
    "harbour", "bridges", "мост", "ядро", "паром", "灯台 停戦", "ferry bridge", "ガス EU", "鐘",
)  # fmt: skip
DENSE = (
    "町", "東京", "港", "米国", "橋", "雪", "EU", "京都", "停戦", "列車", "合意", "灯台", "ガス",
    "日米", "東京都", "渡し船", "鐘", "時刻表", "図書室", "停戦合意", "灯台守", "パイプライン",
)  # fmt: skip
SPACED = (
    "town", "bridge", "city", "light", "город", "council", "bridges", "ferry", "harbour", "мост",
    "tariff", "lighthouse", "tariffs", "река", "паром", "ядро", "ядра",
)  # fmt: skip
VOCABULARY = 4_000
KANJI = "山川谷森海空風雨雲星月日年時分人手足目口耳声色形音光水火木金土石花草鳥魚虫犬馬牛羊米麦豆塩"
SYLLABLES = (
    "ka",
    "lo",
    "min",
    "ter",
    "sa",
    "ve",
    "ron",
    "el",
    "ni",
    "mo",
    "дор",
    "ки",
    "ва",
    "сен",
)
GLUE = "はがをにとのでもへ、"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one way to search gave; `silent` are queries it answers with nothing though it should.

    `milliseconds` are one for each query: the first page and how many hits there are.
    """

    name: str
    missed: int
    extra: int
    silent: int
    milliseconds: tuple[float, ...]


def made_up_items(count: int) -> list[tuple[str, str]]:
    """A headline and a body each; every word is as common as its rank lets it be."""
    chance = random.Random(1)
    dense = vocabulary(DENSE, lambda: "".join(chance.choices(KANJI, k=chance.randint(2, 4))))
    spaced = vocabulary(SPACED, lambda: "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))))
    weights = list(accumulate(1 / rank for rank in range(3, VOCABULARY + 3)))

    def sentence() -> str:
        if chance.random() < 0.2:
            return " ".join(chance.choices(spaced, cum_weights=weights, k=10)) + ". "
        chosen = chance.choices(dense, cum_weights=weights, k=6)
        return "".join(word + chance.choice(GLUE) for word in chosen) + "という。"

    return [(sentence(), "".join(sentence() for _ in range(4))) for _ in range(count)]


def vocabulary(known: Sequence[str], make_up: Callable[[], str]) -> list[str]:
    """Words by rank: those that queries ask for stand among made-up ones, ever farther apart."""
    ranked = [make_up() for _ in range(VOCABULARY)]
    for at, word in enumerate(known):
        ranked[3 * at + at * at] = word
    return ranked


def full_scan(folded: Sequence[str], query: str) -> set[int]:
    """The places of the items that hold every word."""
    parts = [_pattern(word) for word in words.fold(query).split()]
    return {at for at, text in enumerate(folded) if all(part.search(text) for part in parts)}


def _pattern(word: str) -> re.Pattern[str]:
    border = "" if next(words.runs(word)).dense else "(?<![0-9a-zа-яё])"
    return re.compile(border + re.escape(word))


async def fill(store: Store, items: Sequence[tuple[str, str]]) -> None:
    """Index the items, the oldest first, so many a day."""
    await store.migrate()
    for start in range(0, len(items), A_DAY):
        of_day = [
            Item(number=number, headline=headline, paragraphs=(Paragraph(text=body),))
            for number, (headline, body) in enumerate(items[start : start + A_DAY], start=1)
        ]
        await store.database.in_write(
            index, FIRST_DAY + timedelta(days=start // A_DAY), {1: of_day}
        )


async def measure_ours(
    store: Store, scans: Sequence[set[int]], count: int, order: SearchOrder
) -> Measured:
    """Our index through the store, as the bot asks it."""
    found, took = [], []
    for query in QUERIES:
        parsed = parse_query(query)
        times = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            await store.search.find(parsed, limit=PAGE, order=order)
            times.append(time.perf_counter() - began)
        took.append(median(times) * 1_000)
        every = (await store.search.find(parsed, limit=count)).hits
        found.append({(hit.date - FIRST_DAY).days * A_DAY + hit.number - 1 for hit in every})
    return _measured(f"ours, {order.value}", found, scans, took)


def measure_peer(
    name: str,
    path: Path,
    condition: Callable[[Sequence[str]], tuple[str, list[str]]],
    scans: Sequence[set[int]],
    order: str = "rowid DESC",
) -> Measured:
    """A peer through plain sqlite3: the same page and count without any layer above."""
    found, took = [], []
    with closing(sqlite3.connect(path)) as connection:
        for query in QUERIES:
            where, wanted = condition(words.fold(query).split())
            began = time.perf_counter()
            page = f"SELECT rowid {where} ORDER BY {order} LIMIT {PAGE}"
            connection.execute(page, wanted).fetchall()
            connection.execute(f"SELECT count(*) {where}", wanted).fetchall()
            took.append((time.perf_counter() - began) * 1_000)
            rows = connection.execute(f"SELECT rowid {where}", wanted)
            found.append({row[0] - 1 for row in rows})
    return _measured(name, found, scans, took)


def _measured(
    name: str, found: Sequence[set[int]], scans: Sequence[set[int]], took: Sequence[float]
) -> Measured:
    both = list(zip(scans, found, strict=True))
    return Measured(
        name=name,
        missed=sum(len(scan - hits) for scan, hits in both),
        extra=sum(len(hits - scan) for scan, hits in both),
        silent=sum(bool(scan) and not hits for scan, hits in both),
        milliseconds=tuple(took),
    )


def fill_peers(path: Path, folded: Sequence[str]) -> None:
    """The same texts in a trigram index, in one of words, and in a plain table."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE VIRTUAL TABLE trigrams USING fts5 (text, tokenize = 'trigram')")
        connection.execute("CREATE VIRTUAL TABLE ranked USING fts5 (text)")
        connection.execute("CREATE TABLE plain (rowid INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        rows = list(enumerate(folded, start=1))
        connection.executemany("INSERT INTO trigrams (rowid, text) VALUES (?, ?)", rows)
        connection.executemany("INSERT INTO ranked (rowid, text) VALUES (?, ?)", rows)
        connection.executemany("INSERT INTO plain (rowid, text) VALUES (?, ?)", rows)


def _by_trigrams(wanted: Sequence[str]) -> tuple[str, list[str]]:
    return "FROM trigrams WHERE text MATCH ?", [" AND ".join(f'"{word}"' for word in wanted)]


def _by_words(wanted: Sequence[str]) -> tuple[str, list[str]]:
    return "FROM ranked WHERE text MATCH ?", [" AND ".join(f'"{word}"*' for word in wanted)]


def _by_like(wanted: Sequence[str]) -> tuple[str, list[str]]:
    conditions = " AND ".join(["text LIKE ?"] * len(wanted))
    return f"FROM plain WHERE {conditions}", [f"%{word}%" for word in wanted]


def spellings_found() -> tuple[int, int]:
    """How many of the table's spellings find their other, in both directions, and of how many."""
    lines = SPELLINGS.read_text("utf-8").splitlines()
    pairs = [line.split(" = ") for line in lines if line and not line.startswith("#")]
    both = [*pairs, *(pair[::-1] for pair in pairs)]
    return sum(_is_found(typed, terms(text)) for text, typed in both), len(both)


def _is_found(typed: str, indexed: Sequence[str]) -> bool:
    wanted = parse_query(typed).wanted
    return all(any(_stands(phrase, indexed) for phrase in choice) for choice in wanted)


def _stands(phrase: Phrase, indexed: Sequence[str]) -> bool:
    """What FTS5 does: terms in a row, the last one maybe only begun."""
    *others, last = phrase.terms
    return any(
        list(indexed[at : at + len(others)]) == others
        and (term.startswith(last) if phrase.open_ended else term == last)
        for at in range(len(indexed) - len(others))
        for term in [indexed[at + len(others)]]
    )


def _mebibytes(path: Path) -> float:
    return path.stat().st_size / 2**20


async def main(count: int) -> None:
    """Measure and print the table."""
    items = made_up_items(count)
    folded = [words.fold("\n".join(item)) for item in items]
    scans = [full_scan(folded, query) for query in QUERIES]
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite+aiosqlite:///{folder}/ours.db")
        began = time.perf_counter()
        await fill(store, items)
        filled = time.perf_counter() - began
        peers = Path(folder, "peers.db")
        fill_peers(peers, folded)
        results = [
            await measure_ours(store, scans, count, SearchOrder.NEWEST),
            await measure_ours(store, scans, count, SearchOrder.BEST),
            measure_peer("FTS5 rank", peers, _by_words, scans, "rank"),
            measure_peer("FTS5 trigram", peers, _by_trigrams, scans),
            measure_peer("LIKE", peers, _by_like, scans),
        ]
        await store.close()
        size = await asyncio.to_thread(_mebibytes, Path(folder, "ours.db"))
    print(f"{count:,} items, {len(QUERIES)} queries, {sum(map(len, scans)):,} hits by full scan")
    print(f"indexed in {filled:.0f} s ({1_000 * filled / count:.2f} ms an item), {size:.0f} MiB\n")
    found, of = spellings_found()
    print(f"{found} of {of} spellings are found by their other ({found / of:.0%})\n")
    print(f"{'':<20}{'missed':>9}{'extra':>9}{'silent':>8}{'median ms':>11}{'p95 ms':>9}")
    for one in results:
        worst = quantiles(one.milliseconds, n=20)[-1]
        print(
            f"{one.name:<20}{one.missed:>9,}{one.extra:>9,}{one.silent:>8}"
            f"{median(one.milliseconds):>11.2f}{worst:>9.2f}"
        )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS))
