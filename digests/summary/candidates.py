"""What may stand in an item's summary: its sentences and bullets, without what frames them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.cues import limits_the_former
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import ends_sentence
from digests.text.sentences import sentences

_CAPITALISED = (
    r"(?:[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄ][\w.'’/-]*+[,\s]*+|\d{1,4}+(?:\.|º|er)?[,\s]++(?:\w++\.?[,\s]++)?)"
)
_LABEL_LENGTH = 60
_LOOKED_AT, _MOST = 20_000, 400
"""Characters of an item and sentences of it that are weighed against each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateSentence:
    """One sentence or bullet that may be chosen; `paragraph` is its place in the item.

    `limits_former` says that it takes back part of the candidate before it: the two stand or
    fall together. `label` is the place of the sub-heading right above its list, which says who or
    what the entries are about.
    """

    text: str
    kind: ParagraphKind
    paragraph: int
    limits_former: bool = False
    label: int | None = None


def candidates(item: Item, language: str) -> tuple[CandidateSentence, ...]:
    """The sentences and bullets of an item in order: no headings, labels or datelines.

    Those of its beginning, where it is longer than anything that has a point to come to.
    """
    found: list[CandidateSentence] = []
    labels = _labels(item)
    for place, paragraph in _beginning(item):
        texts = _texts(paragraph, language, first=not found)
        for at, text in enumerate(texts):
            limits = bool(found) and limits_the_former(text, same_paragraph=at > 0)
            found.append(
                CandidateSentence(
                    text=text,
                    kind=paragraph.kind,
                    paragraph=place,
                    limits_former=limits,
                    label=labels.get(place),
                )
            )
        if len(found) >= _MOST:
            break
    return tuple(found[:_MOST])


def _beginning(item: Item) -> Iterator[tuple[int, Paragraph]]:
    left = _LOOKED_AT
    for place, paragraph in _bodies(item):
        yield place, replace(paragraph, text=paragraph.text[:left])
        left -= len(paragraph.text)
        if left <= 0:
            return


def _bodies(item: Item) -> Iterator[tuple[int, Paragraph]]:
    some_end = any(_is_ended(one) for one in item.paragraphs)
    for place, paragraph in enumerate(item.paragraphs):
        is_label = some_end and paragraph.kind is ParagraphKind.PROSE and _is_label(paragraph)
        if paragraph.kind is not ParagraphKind.SUBHEADING and not is_label:
            yield place, paragraph


def _labels(item: Item) -> Mapping[int, int]:
    """For each entry of a list right below a sub-heading the place of that."""
    labels: dict[int, int] = {}
    label: int | None = None
    for place, paragraph in enumerate(item.paragraphs):
        if paragraph.kind is ParagraphKind.SUBHEADING:
            label = place
        elif paragraph.kind is ParagraphKind.PROSE:
            label = None
        elif label is not None:
            labels[place] = label
    return labels


def _is_ended(paragraph: Paragraph) -> bool:
    return paragraph.kind is ParagraphKind.PROSE and ends_sentence(paragraph.text)


def _is_label(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= _LABEL_LENGTH and not ends_sentence(paragraph.text)


def _texts(paragraph: Paragraph, language: str, *, first: bool) -> list[str]:
    text = paragraph.text.strip()
    if paragraph.kind is ParagraphKind.BULLET:
        return [text] if text else []
    if first:
        text = without_dateline(text)
    return [cut.strip() for cut in sentences(text, language) if re.search(r"\w", cut)]


def without_dateline(text: str) -> str:
    """The text without an agency's place and date in front; empty if there is nothing else."""
    match = _dateline(LEXICON).match(text)
    if match is None:
        return text
    rest = text[match.end() :]
    return text if rest[:1].islower() else rest  # NATO — an alliance — said …


@cache
def _dateline(lexicon: Lexicon) -> re.Pattern[str]:
    agencies = lexicon.any_of(lambda one: one.cues.agencies)
    _, month, day = lexicon.date_signs()
    dispatch = lexicon.signs(lambda one: one.cues.dispatch_signs)
    return re.compile(
        r"[\[［【〔][^\]］】〕\n]{1,40}[\]］】〕]\s*[-–—―－]*\s*"  # [ニューヨーク 12日 …] -
        r"|[(（][^()（）\n]{1,40}=[^()（）\n]{1,40}[)）]\s*(?:[^=\n]{1,30}=\s*)?"  # (서울=…) … =
        rf"|[(（][^()（）\n]{{1,20}}(?:{agencies})[)）]\s*"  # （ロンドン共同）
        rf"|(?:[^\s，。、]{{2,12}}[{dispatch}](?=[\s（(])"
        rf"|[^\s，。、]{{2,8}}\d{{1,2}}[{month}]\d{{1,2}}[{day}][{dispatch}])"
        r"\s*(?:[(（][^()（）]*[)）])?\s*"  # …社北京3月3日电（记者 …）
        rf"|{_CAPITALISED}{{0,8}}[(（][^()（）\n]{{2,40}}[)）]\s*[-–—―－]+\s*"  # TOKYO, May 3 (…) —
        rf"|[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ .,'’-]{{2,40}}(?:,\s*{_CAPITALISED}{{1,4}})?\s*[—–]\s*"
        rf"|[А-ЯЁ]{{3,}}, {_CAPITALISED}{{1,3}}- [А-ЯЁ][\w ]{{2,20}}\.\s*"  # МОСКВА, 3 мар - … .
    )
