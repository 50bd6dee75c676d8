"""What a language model may choose of an item, how it is asked, and what its answer is worth.

It sees numbered sentences and names some of the numbers, so whatever it answers, readers get the
item's own words. What may not stand in a summary is not offered, and a claim has one number with
what limits it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.candidates import CandidateSentence, candidates
from digests.summary.ranking import Ranking, is_list, rank
from digests.summary.shape import (
    Unit,
    budget,
    introduction,
    is_behind_a_list,
    is_short,
    most,
    outline,
    put_together,
    size,
    units,
)

_OFFERED_BYTES, _HEADLINE_CHARACTERS = 9_000, 300
"""Three bytes of UTF-8 are a token at most, in every script: with the instructions and an answer
this fits into the 4,096 tokens that small servers read."""
_LIST = re.compile(r"\[[^\[\]]*\]")
_BETWEEN = re.compile(r"[\s,;、]+")
_AROUND_NUMBERS = "[]().\"'`"
_LIST_MARKS = frozenset({"", "-", "*", "•", "json"})
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What may be chosen of an item; `offered` are the numbers' meanings, from 1 on.

    `most` is how many of its sentences or entries may be told.
    """

    item: Item
    found: tuple[CandidateSentence, ...]
    ranking: Ranking
    offered: tuple[Unit, ...]
    most: int

    def question(self) -> str:
        """The headline and what may be chosen, a line for each number."""
        headline = _in_a_line(self.item.headline)[:_HEADLINE_CHARACTERS]
        lines = (f"{number}. {_told(self.found, unit)}" for number, unit in self._numbered())
        return "\n".join([f"Headline: {headline}", "", *lines])

    def _numbered(self) -> Iterator[tuple[int, Unit]]:
        return enumerate(self.offered, 1)


def choice_of(item: Item, language: str, built_in: Sequence[Paragraph]) -> Choice | None:
    """What may be chosen instead of the built-in summary; None where that leaves out nothing."""
    found = candidates(item, language)
    n = most(found)
    if is_short(found, n) or _is_short_list(found, n):
        return None
    ranking = rank(item, found, language)
    fit = [unit for unit in units(found) if ranking.fit[unit[0]]]
    fit = [unit for unit in fit if not is_behind_a_list(found, unit)]
    told = {one.text for one in built_in}
    if all(found[at].text in told for unit in fit for at in unit):
        return None
    offered = tuple(_read_by_a_model(found, fit))
    return Choice(item=item, found=found, ranking=ranking, offered=offered, most=n)


def _is_short_list(found: Sequence[CandidateSentence], n: int) -> bool:
    """Whether it is made of a list that is told whole."""
    entries = sum(one.kind is ParagraphKind.BULLET for one in found)
    return is_list(found) and entries <= n


def _read_by_a_model(found: Sequence[CandidateSentence], fit: Sequence[Unit]) -> Iterator[Unit]:
    """Those from the beginning on that fit into what a small model reads at once."""
    room = _OFFERED_BYTES
    for unit in fit:
        room -= len(_told(found, unit).encode())
        if room < 0:
            return
        yield unit


def _told(found: Sequence[CandidateSentence], unit: Unit) -> str:
    return _in_a_line(" ".join(found[at].text for at in unit))


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def chosen_numbers(answer: str) -> tuple[int, ...]:
    """The numbers of an answer that holds nothing else, or one list of them; else none.

    Prose with numbers in it is no choice: the council voted 9 to 4.
    """
    said = unicodedata.normalize("NFKC", answer)
    lists = _LIST.findall(said)
    if len(lists) > 1 or (not lists and "[" in said):
        return ()
    pieces = [one.strip(_AROUND_NUMBERS) for one in _BETWEEN.split(lists[0] if lists else said)]
    told = [one for one in pieces if one not in _LIST_MARKS]
    if not all(one.isdecimal() and len(one) <= _MOST_DIGITS for one in told):
        return ()
    return tuple(map(int, told))


def chosen_summary(choice: Choice, numbers: Sequence[int]) -> tuple[Paragraph, ...]:
    """What the numbers tell, of which the first is the news; nothing where they are no choice.

    They are none where one is not offered or comes twice, or where they are more than may be told.
    Those that don't fit any more behind the ones before them are left out.
    """
    are_offered = all(1 <= number <= len(choice.offered) for number in numbers)
    if not (are_offered and 1 <= len({*numbers}) == len(numbers) <= choice.most):
        return ()
    chosen = _that_fit(choice, [choice.offered[number - 1] for number in numbers])
    first = (min(chosen),)
    told = [*introduction(choice.found, choice.ranking, first, choice.most), *chosen]
    return put_together(choice.item, choice.found, told, outline(choice.item, choice.found))


def _that_fit(choice: Choice, wanted: Sequence[Unit]) -> list[int]:
    room = budget(choice.found)
    chosen: list[int] = []
    for unit in wanted:
        if any(choice.ranking.is_near_copy(unit[0], one) for one in chosen):
            continue
        room -= size(choice.found, unit)
        if chosen and (room < 0 or len(chosen) + len(unit) > choice.most):
            break
        chosen.extend(unit)
    return chosen
