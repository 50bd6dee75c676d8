"""Digests read as their expected files say: items, headlines, dates, sources, coverage, cost.

    python -m benchmarks.texts.reading [WORD …]
    python -m benchmarks.texts.reading FOLDER

A table of every file of `../shared/corpus` and of the invented digests, or of those whose name
holds one of the words; then also what differs. Headlines, days and numbers of sources are those
that agree with the expected ones; of newsletters, whose expected headlines were found by a rule,
the first letters must. `cover` is how much of the text, in percent, stands in items. Each file is
read in a process of its own; seconds are of its processor, megabytes its growth.

Of a folder with editions of one newsletter, it prints how often its form changes: an edition with
less than half or more than twice as many items as is usual, or one that must be confirmed.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from digests.errors import ReadingError
from digests.model import Digest, Item, ProblemKind, Severity
from digests.parsing.parser import parse
from tests.support.corpus import corpora

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "corpus"
FORMS = ROOT / "tests" / "data" / "forms"
LETTERS = 18
"""Of a newsletter's headline, by which it is known."""
ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is expected of an item; ANY where it isn't judged."""

    headline: str
    date: str | None = ANY
    sources: int | str = ANY
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file, and what is expected of it; None where it isn't told."""

    group: str
    path: Path
    items: tuple[Wanted, ...] | None = None
    count: int | None = None
    title: str | None = None
    date: str | None = None
    refused: bool = False
    sections: frozenset[str] = frozenset()
    more: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What reading took, in seconds and megabytes."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a digest agrees with what was expected of it; `faults` are the differences in words."""

    wanted: int
    items: int
    headlines: int
    dates: int
    sources: int
    cover: int
    faults: tuple[str, ...]


def cases() -> Iterator[Case]:
    """Every file with expected values, of our own and of the corpus beside the repository."""
    yield from _small(REAL / "small", group="small")
    yield from _small(FORMS, group="forms")
    yield from _newsletters(REAL / "newsletters")
    for corpus in corpora():
        if corpus.folder.is_dir():
            yield from _digests(corpus)


def _expected(folder: Path) -> Mapping[str, Any]:
    path = folder / "expected.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def _small(folder: Path, *, group: str) -> Iterator[Case]:
    for name, told in _expected(folder).items():
        yield Case(
            group=group,
            path=folder / name,
            items=tuple(_wanted(one) for one in told.get("items", ())),
            title=_judged(told.get("title")),
            date=_judged(told.get("date")),
            refused=told.get("refused", False),
        )


def _wanted(told: Mapping[str, Any]) -> Wanted:
    """What stands for an item; of a form that says neither, no day and one source."""
    return Wanted(**{"date": None, "sources": 1, **told})


def _judged(told: str | None) -> str | None:
    return None if told == ANY else told


def _newsletters(folder: Path) -> Iterator[Case]:
    for name, told in _expected(folder).items():
        yield Case(
            group="newsletters",
            path=folder / name,
            items=tuple(Wanted(headline=one) for one in told["items"]),
            sections=frozenset(told.get("sections") or ()),
            more=bool(told.get("at_least")),
            loose=True,
        )


def _digests(corpus: Any) -> Iterator[Case]:
    for name in (corpus.digest, corpus.letter):
        told = corpus.expected(name)
        yield Case(
            group=corpus.name,
            path=corpus.folder / name,
            items=tuple(_one(one) for one in told["items"]),
            title=told.get("title_normalised") or told["title_raw"],
            date=told["edition_date"],
        )
    for name in (corpus.links, corpus.quotations, corpus.openings, corpus.headings):
        told = corpus.expected_of_other(name)
        counts = (told.get(key, 0) for key in ("n_link_bullets", "n_bold_bullets"))
        count = told.get("n_items") or len(told.get("heads", ())) or sum(counts)
        yield Case(group=corpus.name, path=corpus.folder / name, count=count)


def _one(told: Mapping[str, Any]) -> Wanted:
    sources = len(told["sources"]) if "sources" in told else told["n_sources"]
    return Wanted(headline=told["headline"], date=told["date"], sources=sources)


# --- one file ---------------------------------------------------------------------------------


def measured(case: Case) -> tuple[Digest | None, Cost]:
    """The digest that a file holds, None where it is refused, and what reading it took."""
    readable, writable = os.pipe()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = os.fork()
    if child == 0:
        os.close(readable)
        with os.fdopen(writable, "wb") as answer:
            pickle.dump(_read(case), answer)
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as answer:
        digest, seconds = pickle.load(answer)  # noqa: S301 - of our own child
    _, _, usage = os.wait4(child, 0)
    return digest, Cost(seconds=seconds, megabytes=max(0, usage.ru_maxrss - before) / 1024)


def _read(case: Case) -> tuple[Digest | None, float]:
    began = time.process_time()
    try:
        digest = parse(case.path.name, case.path.read_bytes()).digest
    except ReadingError:
        digest = None
    return digest, time.process_time() - began


def score(case: Case, digest: Digest | None) -> Score:
    """How a digest agrees with what is expected of it."""
    items = digest.items if digest else ()
    wanted = case.items if case.items is not None else ()
    pairs = [*_pairs(wanted, items, loose=case.loose)]
    faults = [*_whole(case, digest), *_missing(wanted, pairs)]
    if case.items is not None:
        faults += _beyond(case, items, pairs)
    faults += _unlike(pairs)
    return Score(
        wanted=case.count if case.count is not None else len(wanted),
        items=len(items),
        headlines=len(pairs),
        dates=sum(_is(one.date, item.date) for one, item in pairs),
        sources=sum(_is(one.sources, len(item.sources)) for one, item in pairs),
        cover=digest.coverage.text if digest and digest.coverage else 0,
        faults=tuple(faults),
    )


def _whole(case: Case, digest: Digest | None) -> Iterator[str]:
    if case.refused is not (digest is None):
        yield "not refused" if digest else "refused"
    if digest is None:
        return
    if case.title and digest.title != case.title:
        yield f"title: {digest.title}"
    if case.date and str(digest.date) != case.date:
        yield f"day: {digest.date}"
    if case.count is not None and len(digest.items) != case.count:
        yield f"{len(digest.items)} items"


def _pairs(
    wanted: Sequence[Wanted], items: Sequence[Item], *, loose: bool
) -> Iterator[tuple[Wanted, Item]]:
    """Each expected item with the one that was read, both in their order where names repeat."""
    free = [*items]
    for one in wanted:
        found = next((item for item in free if _named(one.headline, item.headline, loose)), None)
        if found is not None:
            free.remove(found)
            yield one, found


def _named(one: str, other: str, loose: bool) -> bool:
    return _letters(one)[:LETTERS] == _letters(other)[:LETTERS] if loose else one == other


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _missing(wanted: Sequence[Wanted], pairs: Sequence[tuple[Wanted, Item]]) -> Iterator[str]:
    found = [id(one) for one, _ in pairs]
    for one in wanted:
        if id(one) not in found and not one.optional:
            yield f"missing: {one.headline}"


def _beyond(
    case: Case, items: Sequence[Item], pairs: Sequence[tuple[Wanted, Item]]
) -> Iterator[str]:
    """The items that nobody asked for: doubled ones, sections, and where all are told any other."""
    taken = {id(item) for _, item in pairs}
    known = Counter(_letters(one.headline)[:LETTERS] for one in case.items or ())
    sections = {_letters(section) for section in case.sections}
    for item in items:
        if id(item) in taken:
            continue
        if _letters(item.headline) in sections:
            yield f"section: {item.headline}"
        elif case.more and not known[_letters(item.headline)[:LETTERS]]:
            continue
        else:
            yield f"beyond: {item.number} {item.headline}"


def _unlike(pairs: Sequence[tuple[Wanted, Item]]) -> Iterator[str]:
    for one, item in pairs:
        if not _is(one.date, item.date):
            yield f"{item.date}, not {one.date}: {one.headline}"
        if not _is(one.sources, len(item.sources)):
            links = " ".join(source.url for source in item.sources)
            yield f"{len(item.sources)} sources, not {one.sources}: {one.headline} {links}"


def _is(wanted: object, found: object) -> bool:
    return wanted in (ANY, found) or (found is not None and wanted == str(found))


# --- the table --------------------------------------------------------------------------------


def stability(folder: Path) -> None:
    """Print how the editions of one newsletter are read, and how often its form changes."""
    found = [(path.name, *_form(path)) for path in sorted(folder.iterdir()) if path.is_file()]
    usual = median(items for _, items, *_ in found)
    odd = 0
    for name, items, cover, blocks in found:
        sign = "✗" if blocks or not usual / 2 <= items <= 2 * usual else "✓"
        odd += sign == "✗"
        print(f"{sign} {name[:43]:44}{items:>9}{cover:>6}%")
    print(f"{odd} of {len(found)} editions, usually {usual:.0f} items")


def _form(path: Path) -> tuple[int, int, bool]:
    """How many items an edition has, how much they cover, and whether it must be confirmed."""
    reading = parse(path.name, path.read_bytes())
    coverage = reading.digest.coverage
    kinds = {one.kind for one in reading.problems if one.severity is Severity.BLOCKS}
    blocks = bool(kinds - {ProblemKind.NO_EDITION_DATE})
    return len(reading.digest.items), coverage.text if coverage else 0, blocks


def main() -> None:
    """Print the table, and what differs where files are named."""
    words = sys.argv[1:]
    if len(words) == 1 and Path(words[0]).is_dir():
        stability(Path(words[0]))
        return
    chosen = [case for case in cases() if not words or any(w in case.path.name for w in words)]
    total: dict[str, list[tuple[Score, Cost]]] = {}
    print(f"{'':46}{'items':>9}{'heads':>7}{'days':>6}{'links':>7}{'cover':>7}{'s':>7}{'MB':>6}")
    for case in chosen:
        digest, cost = measured(case)
        found = score(case, digest)
        total.setdefault(case.group, []).append((found, cost))
        _print_line(case, found, cost)
        for fault in found.faults if words else ():
            print(f"      {fault}")
    for group, lines in total.items():
        _print_total(group, lines)


def _print_line(case: Case, found: Score, cost: Cost) -> None:
    sign = "✗" if found.faults else "✓"
    items = f"{found.items}/{found.wanted}"
    print(
        f"{sign} {case.path.name[:43]:44}{items:>9}{found.headlines:>7}{found.dates:>6}"
        f"{found.sources:>7}{found.cover:>6}%{cost.seconds:>7.2f}{cost.megabytes:>6.0f}"
    )


def _print_total(group: str, lines: Sequence[tuple[Score, Cost]]) -> None:
    right = sum(not found.faults for found, _ in lines)
    wanted = sum(found.wanted for found, _ in lines)
    headlines = sum(found.headlines for found, _ in lines)
    seconds = sum(cost.seconds for _, cost in lines)
    print(f"{group}: {right} of {len(lines)} files, {headlines} of {wanted} items, {seconds:.1f} s")


if __name__ == "__main__":
    main()
