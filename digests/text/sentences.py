"""Cuts a text into sentences, in any language, without losing a character.

Japanese and Chinese go by a rule of our own: 。！？ end a sentence outside quotes and brackets
only, because a quoted speech is part of the sentence that reports it. Everything else goes to
`sentencex`, whose cuts are mended where they fall inside a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from types import MappingProxyType

import sentencex  # type: ignore[import-untyped]  # ships no types

from digests.text.characters import THAI, count_cjk
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import ends_with_stop, stops

_LETTER = re.compile(r"[^\W\d_]")
_QUOTES = MappingProxyType(
    {
        "」": "「", "』": "『", "）": "（", ")": "(", "】": "【",
        "〕": "〔", "〉": "〈", "》": "《", "”": "“", "］": "［",
    }
)  # fmt: skip
_OPENERS = frozenset(_QUOTES.values())

_ABBREVIATIONS = re.compile(r"(?:\(?\w{1,3}\.\s*){1,3}|.*\s[^\W\d_]\.[^\S\n]*", re.DOTALL)
_GOES_ON = re.compile(r"[-–—−]?\s*(?P<first>[^\W\d_])(?P<second>\w?)|[-–—−,;:)»”’]")
_GEORGIAN = re.compile("[\u10a0-\u10ff]")
_CLOSED_QUOTE = re.compile(r"[\"”’»'』」]\s*$")

_STOPS_UNKNOWN_TO_SENTENCEX = re.compile(r"[។៕]\s*|[།༎]\s+")
_WITHOUT_STOPS = re.compile(f"[{THAI}\u0e81-\u0edf]")  # Thai and Lao end with a space
_CLAUSE_END = re.compile(f"(?<=[{THAI}\u0e81-\u0edf]) (?=[{THAI}\u0e81-\u0edf])")
_LONG_CLAUSE = 120
_SEGMENTED_AT_ONCE = 5_000


def sentences(text: str, language: str) -> tuple[str, ...]:
    """The sentences of a text, each with the white space after it; joined they are the text.

    `language` is an ISO 639-1 code, maybe with a region; an unknown one is cut by the rules that
    most languages share. What the letters say goes before what the code says.
    """
    if not text.strip():
        return (text,) if text else ()
    if _is_east_asian(text):
        return tuple(_cut(text, _east_asian_ends(text)))
    code = language.replace("_", "-").split("-")[0].lower()
    cuts = [cut for piece in _segments(text, code) for cut in _cut_at_other_stops(piece)]
    return tuple(clause for sentence in _mend(cuts) for clause in _clauses(sentence))


def _is_east_asian(text: str) -> bool:
    letters = len(_LETTER.findall(text))
    return count_cjk(text) * 3 > letters


def _cut(text: str, ends: Iterator[int]) -> Iterator[str]:
    for start, end in pairwise((0, *ends, len(text))):
        if start < end:
            yield text[start:end]


def _east_asian_ends(original: str) -> Iterator[int]:
    text = _with_paired_quotes(original)
    closing = _closing_of_each_quote(text)
    at = 0
    while at < len(text):
        if at in closing:
            opened, at = at, closing[at]
            ended = _is_whole_speech(text, opened, at)
        else:
            ended = text[at] == "\n" or _is_end(text, at)
        at += 1
        if ended:
            at = _after_the_stop(text, at)
            yield at


def _with_paired_quotes(text: str) -> str:
    first, *others = text.split('"')
    return first + "".join("”“"[at % 2] + part for at, part in enumerate(others, start=1))


def _closing_of_each_quote(text: str) -> dict[int, int]:
    """Where each outermost quote ends; one that is never closed counts as none."""
    open_ones: list[int] = []
    closing: dict[int, int] = {}
    for at, sign in enumerate(text):
        if sign in _OPENERS:
            open_ones.append(at)
        elif sign in _QUOTES:
            opener = _QUOTES[sign]
            while open_ones and text[open_ones[-1]] != opener:
                open_ones.pop()
            if open_ones:
                closing[open_ones.pop()] = at
    return closing


def _is_whole_speech(text: str, opened: int, close: int) -> bool:
    """他说：“走吧。”然后…: a speech that a colon opened ends where its own sentence does."""
    return opened > 0 and text[opened - 1] in "：:" and _is_end(text, close - 1)


def _is_end(text: str, at: int) -> bool:
    if not ends_with_stop(text[at]) or text[at] == ".":
        return False
    following = text[at + 1 : at + 2]
    if text[at] in "!?．":
        return not (following.isascii() and following.isalnum()) and not following.isdecimal()
    return True


def _after_the_stop(text: str, at: int) -> int:
    match = _trailing(LEXICON).match(text, at)
    return match.end() if match else at


@cache
def _trailing(lexicon: Lexicon) -> re.Pattern[str]:
    """The other stops and the white space that go with one."""
    return re.compile(rf"[{stops(lexicon)}…]*[^\S\n]*\n*\s*")


def _segments(text: str, code: str) -> Iterator[str]:
    # Quotes that never close cost sentencex the cube of the length, so it gets little at a time.
    start = 0
    while start < len(text):
        end = start + _SEGMENTED_AT_ONCE
        pieces = list(sentencex.segment(code, text[start:end]))
        whole = pieces if end >= len(text) or len(pieces) == 1 else pieces[:-1]
        yield from whole
        start += sum(map(len, whole))


def _cut_at_other_stops(piece: str) -> Iterator[str]:
    return _cut(piece, (stop.end() for stop in _STOPS_UNKNOWN_TO_SENTENCEX.finditer(piece)))


def _mend(pieces: Sequence[str]) -> Iterator[str]:
    start = 0
    for at in range(1, len(pieces) + 1):
        if at == len(pieces) or not _belongs_together(pieces[at - 1], pieces[at]):
            yield "".join(pieces[start:at])
            start = at


def _belongs_together(former: str, latter: str) -> bool:
    if not former.strip() or not latter.strip():
        return True
    if "\n" not in former and _ABBREVIATIONS.fullmatch(former):
        return True
    if latter[0].isdigit() and _without_vowels(LEXICON).search(former):
        return True
    if _CLOSED_QUOTE.search(former) and _report(LEXICON).match(latter):
        return True
    return "\n" not in former and _starts_inside_a_sentence(latter)


@cache
def _without_vowels(lexicon: Lexicon) -> re.Pattern[str]:
    """An abbreviation in front of a number (tj. 4 zł, str. 5): no word is written so."""
    consonants = lexicon.signs(lambda one: one.consonants)
    return re.compile(rf"(?:^|\s)\(?[{consonants}]{{1,4}}\.\s*$", re.IGNORECASE)


@cache
def _report(lexicon: Lexicon) -> re.Pattern[str]:
    """What joins a quotation to the sentence that reports it, as in Korean."""
    particles = lexicon.any_of(lambda one: one.cues.report_particles)
    return re.compile(rf"(?:{particles})(?=\s)")


def _starts_inside_a_sentence(latter: str) -> bool:
    match = _GOES_ON.match(latter)
    if match is None:
        return False
    if match["first"] is None:
        return latter[0] in ",;:)»”’"
    # Unicode calls Georgian letters small, but nobody writes the capitals.
    small = match["first"].islower() and not _GEORGIAN.match(match["first"])
    return small and not match["second"].isupper()


def _clauses(sentence: str) -> Iterator[str]:
    if len(sentence) < 2 * _LONG_CLAUSE or not _WITHOUT_STOPS.search(sentence):
        yield sentence
        return
    start = 0
    for match in _CLAUSE_END.finditer(sentence):
        long_enough = match.end() - start >= _LONG_CLAUSE
        if long_enough and len(sentence) - match.end() >= _LONG_CLAUSE // 2:
            yield sentence[start : match.end()]
            start = match.end()
    yield sentence[start:]
