"""What a corrected digest says differently, in a line each: 三倍 → 四倍.

Items are paired by what they say before their number counts: where one was put in, those behind it
have other numbers and say the same. Their texts are compared by sentences, and sentences word by
word, ideographs and kana run by run, so that a line names what was changed and not the paragraph
around it. Of a sentence that was written anew single words tell nothing: it is told whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher

from digests.model import (
    Aspect,
    Change,
    ChangeKind,
    Correction,
    Digest,
    Edit,
    Edition,
    Item,
    SummaryMaker,
)
from digests.text.characters import DIGITS, HAN, HIRAGANA, KANA, KATAKANA, width
from digests.text.ruby import in_brackets
from digests.text.sentences import sentences

_TOKEN = re.compile(
    rf"(?:[{HAN}]|[{DIGITS}]++(?:[.,．，][{DIGITS}]++)*+(?=[{HAN}]))++"
    rf"|[{KATAKANA}]++|[{HIRAGANA}]++"
    rf"|(?:(?![{HAN}{KANA}])[\w'’-])++(?:[.,]\d++)*+[%％]?|\s++|.",
    re.DOTALL,
)
_IDEOGRAPH, _HIRAGANA = re.compile(f"[{HAN}{DIGITS}]"), re.compile(f"[{HIRAGANA}]")
_MOST_EDITS = 6
"""Of one item; who changed more wrote it anew."""
_MOST_CHARACTERS = 400
"""Of each side of an edit: nearly every sentence is shorter."""
_MOST_TOKENS = 3_000
"""Of a paragraph that is compared word by word: longer ones take too long."""
_GAP = 3
"""Characters between two edits that are told as one."""
_SHORT = 12
"""Columns up to which words that were put in or left out say little without their neighbour."""
_LEAST_ALIKE = 0.3
"""The share of words that an item or a sentence keeps which says something else in its place."""

_AROUND = 16
"""Columns of words on each side of an edit that tell where it is."""
_LOOKED_AT = 100
"""Characters on each side of an edit in which those words are looked for."""

_Pair = tuple[Item | None, Item | None]
_Sentences = tuple[Sequence[str], Sequence[str]]
"""Some as they were, and what they are now."""
_Run = tuple[int, int, int, int]
"""Words that differ, from one up to another, of two texts: those of the first, then the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An edit with a few of the words that stand before and behind it, where there are any."""

    edit: Edit
    lead: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change with the passages of its edits."""

    change: Change
    passages: tuple[Passage, ...] = ()


def differences(before: Digest, after: Digest) -> tuple[Change, ...]:
    """What is told at the top, then the changes by item; summaries, which follow, don't count."""
    return tuple(one.change for one in shown_differences(before, after))


def shown_differences(before: Digest, after: Digest) -> tuple[ShownChange, ...]:
    """The same, for whoever decides whether it shall be so."""
    return (*_around(before, after), *_of_items(_pairs(before, after), after.language))


def corrected(edition: Edition, digest: Digest, at: datetime) -> tuple[Correction, ...]:
    """The corrections of an edition that says what a digest says from an instant on.

    Earlier ones follow the items that have other numbers now; what they say of those that are gone
    is left out.
    """
    pairs = _pairs(edition.digest, digest)
    numbers = _numbers(pairs)
    shown = (*_around(edition.digest, digest), *_of_items(pairs, digest.language))
    changes = tuple(one.change for one in shown)
    earlier = (_renumbered(one, numbers) for one in edition.corrections)
    return (*earlier, Correction(at=at, changes=changes))


def numbers_now(before: Digest, after: Digest) -> Mapping[int, int | None]:
    """The number that each item has after a correction, by the one it had; None if it is gone."""
    return _numbers(_pairs(before, after))


def _numbers(pairs: Iterable[_Pair]) -> Mapping[int, int | None]:
    return {old.number: new.number if new else None for old, new in pairs if old}


def _renumbered(correction: Correction, numbers: Mapping[int, int | None]) -> Correction:
    return replace(correction, changes=tuple(_followed(correction.changes, numbers)))


def _followed(changes: Sequence[Change], numbers: Mapping[int, int | None]) -> Iterator[Change]:
    for change in changes:
        if change.number is None or change.kind is ChangeKind.REMOVED:
            yield change
        elif (number := numbers.get(change.number)) is not None:
            yield replace(change, number=number)


# --- what an editor wrote of an item ------------------------------------------------------------


def with_editors_summaries(before: Digest, after: Digest) -> Digest:
    """A digest with the summaries that an editor wrote, of items whose text is still the same."""
    kept = {
        new.number: replace(new, summary=old.summary, summary_by=old.summary_by)
        for old, new in _summarised_by_editor(before, after)
        if new.paragraphs == old.paragraphs
    }
    return replace(after, items=tuple(kept.get(item.number, item) for item in after.items))


def summaries_not_kept(before: Digest, after: Digest) -> tuple[int, ...]:
    """The numbers of items that have another summary than the one that an editor wrote."""
    return tuple(new.number for _, new in _summarised_by_editor(before, after))


def _summarised_by_editor(before: Digest, after: Digest) -> list[tuple[Item, Item]]:
    """Items of which an editor wrote a summary, each with what became of it, and without any."""
    by = SummaryMaker.EDITOR
    if not any(item.summary_by is by for item in before.items):
        return []
    pairs = ((old, new) for old, new in _pairs(before, after) if old and new)
    return [pair for pair in pairs if pair[0].summary_by is by is not pair[1].summary_by]


# --- which item is which -------------------------------------------------------------------------


def _pairs(before: Digest, after: Digest) -> list[_Pair]:
    """Each item with what became of it, in the order of their numbers."""
    left = {item.number: item for item in before.items}
    new: list[Item] = []
    pairs: list[_Pair] = []
    for item in after.items:
        same = left.get(item.number)
        if same and _is_alike(same, item):
            pairs.append((left.pop(item.number), item))
        else:
            new.append(item)
    moved = {item.headline: item for item in left.values()}
    for item in new:
        old = moved.pop(item.headline, None)
        pairs.append((left.pop(old.number) if old else None, item))
    pairs += [(item, None) for item in left.values()]
    return sorted(pairs, key=_place)


def _place(pair: _Pair) -> tuple[int, bool]:
    old, new = pair
    return (new.number, True) if new else (old.number if old else 0, False)


def _is_alike(one: Item, other: Item) -> bool:
    """Whether two items of the same number are the same news."""
    if one.headline == other.headline:
        return True
    urls = [{source.url for source in item.sources} for item in (one, other)]
    if urls[0] & urls[1]:
        return True
    said, says = ({*_tokens("\n".join(_texts(item)))} for item in (one, other))
    return len(said & says) >= _LEAST_ALIKE * len(said | says)


# --- what is said of it --------------------------------------------------------------------------


def _around(before: Digest, after: Digest) -> Iterator[ShownChange]:
    """What the digest says beside its items: title, author, greeting and closing words."""
    told, tells = (
        (one.title or "", one.author or "", *one.preface, *one.afterword) for one in (before, after)
    )
    passages = [*_edits(told, tells, after.language)]
    if _apart_pictures(before) != _apart_pictures(after):
        passages.append(Passage(edit=Edit(aspect=Aspect.PICTURES)))
    if passages:
        yield _change(ChangeKind.CHANGED, after.title or "", None, passages)


def _apart_pictures(digest: Digest) -> list[str]:
    return [one.key for one in (*digest.preface_pictures, *digest.afterword_pictures)]


def _of_items(pairs: Sequence[_Pair], language: str) -> Iterator[ShownChange]:
    for old, new in pairs:
        if old and new:
            passages = tuple(_edits_of(old, new, language))
            if passages:
                yield _change(ChangeKind.CHANGED, new.headline, new.number, passages)
        elif new:
            yield _change(ChangeKind.ADDED, new.headline, new.number)
        elif old:
            yield _change(ChangeKind.REMOVED, old.headline, old.number)


def _change(
    kind: ChangeKind, headline: str, number: int | None, passages: Sequence[Passage] = ()
) -> ShownChange:
    more = max(0, len(passages) - _MOST_EDITS)
    shown = tuple(passages[:_MOST_EDITS])
    told = tuple(one.edit for one in shown)
    change = Change(kind=kind, headline=headline, number=number, edits=told, more=more)
    return ShownChange(change=change, passages=shown)


def _edits_of(old: Item, new: Item, language: str) -> Iterator[Passage]:
    yield from _edits([old.headline], [new.headline], language)
    facts = zip(_facts(old), _facts(new), strict=True)
    yield from (_edit(was, now) for was, now in facts if was != now)
    if old.date != new.date:
        days = [day.isoformat() if day else "" for day in (old.date, new.date)]
        yield Passage(edit=Edit(aspect=Aspect.DAY, before=days[0], after=days[1]))
    yield from _edits(_texts(old)[1:], _texts(new)[1:], language)
    if _links(old) != _links(new):
        yield Passage(edit=Edit(aspect=Aspect.LINKS))
    if [one.key for one in old.pictures] != [one.key for one in new.pictures]:
        yield Passage(edit=Edit(aspect=Aspect.PICTURES))


def _facts(item: Item) -> list[str]:
    return [item.outlet or "", item.section or ""]


def _texts(item: Item) -> list[str]:
    """What it says in words, the headline first."""
    told = [in_brackets(paragraph.text) for paragraph in item.paragraphs]
    return [item.headline, *told, *item.captions, *(one.headline for one in item.related)]


def _links(item: Item) -> list[str]:
    related = (source for one in item.related for source in one.sources)
    return [source.url for source in (*item.sources, *related)]


# --- sentence by sentence, and word by word ------------------------------------------------------


def _edits(before: Sequence[str], after: Sequence[str], language: str) -> Iterator[Passage]:
    """What texts say differently, each compared with the one in its place."""
    for _, first, last, start, end in _opcodes(before, after):
        old, new = before[first:last], after[start:end]
        common = min(len(old), len(new))
        for one, other in zip(old[:common], new[:common], strict=True):
            yield from _edits_in(one, other, language)
        yield from (_edit(text, "") for text in old[common:] if text)
        yield from (_edit("", text) for text in new[common:] if text)


def _opcodes(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, int, int, int, int]]:
    """Where two sequences differ, and how."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return (one for one in matcher.get_opcodes() if one[0] != "equal")


def _edits_in(before: str, after: str, language: str) -> Iterator[Passage]:
    if max(len(_tokens(before)), len(_tokens(after))) > _MOST_TOKENS:
        yield _edit(before, after)
        return
    old, new = (sentences(text, language) for text in (before, after))
    said, says = ([one.strip() for one in those] for those in (old, new))
    for _, first, last, start, end in _opcodes(said, says):
        lead, tail = "".join(new[:start]), "".join(new[start:])
        for one, other in _sentence_pairs(old[first:last], new[start:end]):
            tail = tail.removeprefix("".join(other))
            yield from _edits_between("".join(one), "".join(other), (lead, tail))
            lead += "".join(other)


def _edits_between(old: str, new: str, around: tuple[str, str]) -> Iterator[Passage]:
    """What a sentence says differently that stands between the texts `around` it.

    It is told whole where it keeps no word, and where several stretches differ that leave less than
    half: single words would tell nothing.
    """
    before, after = old.rstrip(), new.rstrip()
    lead, tail = around[0], new[len(after) :] + around[1]
    told, tells = _tokens(before), _tokens(after)
    runs = _runs(told, tells)
    kept = _kept(runs, told)
    are_scraps = len(runs) > 1 and 4 * len("".join(kept)) < len(before) + len(after)
    if are_scraps or not any(map(_is_word, kept)):
        yield _standing(_edit(before, after), lead, tail)
    else:
        yield from (_edit_of_run(run, told, tells, (lead, tail)) for run in runs)


def _kept(runs: Sequence[_Run], old: Sequence[str]) -> Sequence[str]:
    """What a text still says between the stretches that differ."""
    ends = (0, *(last for _, last, _, _ in runs))
    starts = (*(first for first, _, _, _ in runs), len(old))
    return [token for end, start in zip(ends, starts, strict=True) for token in old[end:start]]


def _sentence_pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[_Sentences]:
    """Sentences with those that they are like, and those between these with what is there now."""
    said, says = ([_words(sentence) for sentence in those] for those in (old, new))
    begin = start = 0
    for place, words in enumerate(says):
        alike = (at for at in range(begin, len(old)) if _share(said[at], words) >= _LEAST_ALIKE)
        at = next(alike, None)
        if at is not None:
            yield from _in_place(old[begin:at], new[start:place])
            yield (old[at],), (new[place],)
            begin, start = at + 1, place + 1
    yield from _in_place(old[begin:], new[start:])


def _in_place(old: Sequence[str], new: Sequence[str]) -> Iterator[_Sentences]:
    common = min(len(old), len(new))
    yield from (((one,), (other,)) for one, other in zip(old, new, strict=False))
    if len(old) != len(new):
        yield old[common:], new[common:]


def _words(sentence: str) -> frozenset[str]:
    """Its words, signs and spaces aside."""
    return frozenset(filter(_is_word, _tokens(sentence)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of the words of two sentences are in both."""
    return len(one & other) / max(1, len(one | other))


def _edit_of_run(
    run: _Run, old: Sequence[str], new: Sequence[str], around: tuple[str, str]
) -> Passage:
    first, last, start, end = run
    reach = _reach(old[:first], old[first:last], new[start:end])
    told = _edit("".join(old[first - reach : last]), "".join(new[start - reach : end]))
    lead, tail = "".join(new[: start - reach]), "".join(new[end:])
    return _standing(told, around[0] + lead, tail + around[1])


def _standing(passage: Passage, before: str, behind: str) -> Passage:
    """The same with the nearest words of what stands before and behind it."""
    lead = "".join(reversed(_near(_tokens(before[-_LOOKED_AT:])[::-1])))
    return replace(passage, lead=lead, tail="".join(_near(_tokens(behind[:_LOOKED_AT]))))


def _near(tokens: Sequence[str]) -> Sequence[str]:
    """The first of some tokens, as many as tell where one is."""
    for count in range(1, len(tokens) + 1):
        if width("".join(tokens[:count])) > _AROUND:
            return tokens[: max(1, count - 1)]
    return tokens


def _runs(old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """The stretches that differ; those with next to nothing between them are one."""
    runs: list[_Run] = []
    for _, first, last, start, end in _opcodes(old, new):
        is_near = runs and sum(map(len, old[runs[-1][1] : first])) <= _GAP
        begin = runs.pop() if is_near else (first, last, start, end)
        runs.append((begin[0], last, begin[2], end))
    return runs


def _reach(former: Sequence[str], gone: Sequence[str], put: Sequence[str]) -> int:
    """How many words before an edit are told with it: 増えた is no word without its 増."""
    if not former:
        return 0
    if _HIRAGANA.match((*gone, *put)[0]) and _IDEOGRAPH.match(former[-1]):
        return 1
    if (gone and put) or width("".join((*gone, *put))) > _SHORT:
        return 0
    return 2 if former[-1].isspace() and len(former) > 1 else 1


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _edit(before: str, after: str) -> Passage:
    return Passage(edit=Edit(aspect=Aspect.WORDS, before=_cut(before), after=_cut(after)))


def _cut(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _MOST_CHARACTERS else f"{said[: _MOST_CHARACTERS - 1]}…"
