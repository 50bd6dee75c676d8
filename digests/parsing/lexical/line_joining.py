"""Joins what page ends and hard wraps cut: sentences, words, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, pairwise

from digests.parsing.blocks import Block, BlockKind
from digests.parsing.lexical.list_marks import mark_of
from digests.text.characters import HAN, KANA, is_cjk, is_hangul, width
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import ends_sentence, stops_without_space
from digests.text.whitespace import seam

_OPEN, _CLOSE = "「『（(【《〈“", "」』）)】》〉”"
_BRACKET = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_GOES_ON = re.compile(r"[、，,]$|[（(「『【]$")
_MIXED = re.compile(rf"[0-9A-Za-z][{KANA}{HAN}]|[{KANA}{HAN}][0-9A-Za-z]")
_SPACED = re.compile(rf"[0-9A-Za-z] [{KANA}{HAN}]|[{KANA}{HAN}] [0-9A-Za-z]")
_LEAST_CUT = 35  # shorter lines without a full stop are headings, labels and names
_LEAST_CUT_LATIN = 60
_LEAST_OPEN = 10
_LONGEST_MARK = 6  # characters
_LINES = frozenset({BlockKind.LINE, BlockKind.PARAGRAPH})
_MAX_ADDRESS = 4096
_URL_END = re.compile(r"<?(?:https?://|www\.)[!-~]+$")
_URL_PART = re.compile(r"[!-~]{2,}")


def glue(former: str, latter: str) -> str:
    """Two parts of a cut text as one: words apart, but nothing between CJK characters.

    Between a number or a Latin word and a CJK character the author's own habit decides.
    """
    return former + _between(former, latter) + latter


def glued(parts: Sequence[str]) -> str:
    """The parts of a cut text as one."""
    between = (_between(one, other) for one, other in pairwise(parts))
    return "".join([*chain.from_iterable(zip(parts, between, strict=False)), *parts[-1:]])


def _between(former: str, latter: str) -> str:
    if re.search(r"\w-$", former[-2:]) and latter[:1].islower():
        return ""
    between = seam(former, latter)
    solid = between and _writes_solid(former[-1] + latter[0], former + "\n" + latter)
    return "" if solid else between


def _writes_solid(meeting: str, text: str) -> bool:
    """Whether the characters that meet are of two scripts, and the text sets no space there."""
    mixed = _MIXED.fullmatch(meeting)
    return mixed is not None and bool(_MIXED.search(text)) and not _SPACED.search(text)


def wrap_width(blocks: Sequence[Block]) -> int | None:
    """The column at which a text was wrapped by hand or machine, None if it wasn't."""
    pairs = [
        (width(one.text), other)
        for one, other in pairwise(blocks)
        if one.kind is other.kind is BlockKind.LINE and not other.gap
    ]
    if len(pairs) < 5:
        return None
    edge = sorted(columns for columns, _ in pairs)[int(len(pairs) * 0.9)]
    full = sum(columns + _first_word(other.text) > edge for columns, other in pairs)
    return edge if edge >= 30 and full >= 0.7 * len(pairs) else None


def continues(former: str, latter: str) -> bool:
    """Whether `latter`, behind a gap or a page end, goes on with a sentence `former` breaks off."""
    if not former or not latter:
        return False
    if _never_opens(LEXICON).match(latter) or _GOES_ON.search(former[-1:]):
        return True
    return not ends_sentence(former) and (_is_left_open(former) or _breaks_off(former, latter))


def goes_on_below(former: str, latter: str, *, line: str, edge: int | None) -> bool:
    """Whether `latter`, the very next line, goes on with `former`, whose last line is `line`.

    `edge` is the column at which the text was wrapped, if it was.
    """
    if not former or not latter:
        return False
    if _never_opens(LEXICON).match(latter) or _GOES_ON.search(former[-1:]):
        return True
    if edge is not None and width(line) + _first_word(latter) > edge:
        return True
    return not ends_sentence(former) and (_is_left_open(former) or _is_wrapped(line, latter))


def whole_addresses(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with addresses rejoined that were wrapped over two lines."""
    joined: list[Block] = []
    for block in blocks:
        if joined and _is_cut_address(joined[-1], block):
            joined[-1] = replace(
                joined[-1], text=joined[-1].text + block.text, page_end=block.page_end
            )
        else:
            joined.append(block)
    return tuple(joined)


def whole_marks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with marks that stand on a line of their own put before the text they mark."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if above is not None and _is_mark_of(above, block):
            text = f"{above.text} {block.text}"
            joined[-1] = replace(block, text=text, gap=above.gap, ruled=above.ruled)
        else:
            joined.append(block)
    return tuple(joined)


def _is_mark_of(above: Block, block: Block) -> bool:
    if above.kind not in _LINES or block.kind not in _LINES or above.page_end or block.ruled:
        return False
    mark = mark_of(above.text) if len(above.text) <= _LONGEST_MARK else None
    alone = mark is not None and mark.value is not None and not mark.rest
    return alone and mark_of(block.text) is None


@cache
def _never_opens(lexicon: Lexicon) -> re.Pattern[str]:
    """What no sentence opens with."""
    letters = lexicon.signs(lambda one: one.never_opens)
    return re.compile(rf"[{letters}{stops_without_space(lexicon)}、，」』）】〉》]|[)\],;]")


def _first_word(text: str) -> int:
    return 2 if text and is_cjk(text[0]) else 1 + len(text.split(maxsplit=1)[0] if text else "")


def _is_left_open(text: str) -> bool:
    """Whether a quotation or bracket was opened that never closes."""
    depth = 0
    for char in _BRACKET.findall(text):
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
    return depth > 0 and len(text) >= _LEAST_OPEN


def _breaks_off(former: str, latter: str) -> bool:
    if is_cjk(former[-1]) or is_cjk(latter[0]):
        return width(former) >= 2 * _LEAST_CUT - 10 and len(former) >= _LEAST_CUT
    return len(former) >= _LEAST_CUT_LATIN and (latter[0].islower() or is_hangul(latter[0]))


def _is_wrapped(former: str, latter: str) -> bool:
    """A line break inside a sentence comes at the margin: the next line isn't much longer."""
    return 4 * width(former) >= 3 * width(latter)


def _is_cut_address(former: Block, latter: Block) -> bool:
    if (
        latter.ruled
        or not former.kind is latter.kind is BlockKind.LINE
        or (latter.gap and not former.page_end)
    ):
        return False
    tail = _URL_END.search(former.text)
    if tail is None or not _URL_PART.fullmatch(latter.text) or "://" in latter.text[:9]:
        return False
    if tail[0].startswith("<"):
        return latter.text.endswith(">") and ">" not in tail[0]
    long_enough = len(former.text) >= 60 or tail[0][-1] in "-_/=&?%."
    return long_enough and re.search(r"[0-9/=_%&?-]|\.html?$", latter.text) is not None
