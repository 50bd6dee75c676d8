"""Tells the words of pictures, captions and credits, from an item's body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from digests.parsing.lexical.annotate import Annotation
from digests.parsing.lexical.fragments import Fragment, Role
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import ends_with_full_stop, ends_with_stop, full_stops

_BRACKETED_END = re.compile(
    r"(?P<before>.*?)(?:\s*[（(](?P<inside>[^（）()]{1,40})[)）])+$", re.DOTALL
)
_QUOTED = ("」", "』")
_SHORT, _MAX_CAPTION = 60, 300


def _credited(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments with a photo's credit joined to the caption above it."""
    joined: list[Fragment] = []
    for fragment in fragments:
        above = joined[-1] if joined else None
        if above and fragment.said.is_credit and _takes_credit(above, fragment):
            joined[-1] = replace(
                above,
                said=Annotation(f"{above.text} {fragment.text}"),
                role=Role.CAPTION,
                links=fragment.links,
            )
        else:
            joined.append(fragment)
    return joined


def _takes_credit(above: Fragment, credit: Fragment) -> bool:
    prose = above.role in {Role.PROSE, Role.CAPTION} and not (above.links or above.fixed)
    line = credit.role is Role.PROSE and not (credit.apart or credit.fixed)
    return prose and line and not _is_told(above.text)


def opens_caption(text: str) -> bool:
    """Whether a text opens as captions do: `写真：…`, `Photo: …`."""
    return _opening(LEXICON).match(text) is not None


def captioned(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments with those that speak of a picture made captions, their credits joined."""
    found = _credited(fragments)
    closed = any(fragment.role is Role.PROSE and fragment.said.is_closed for fragment in fragments)
    last = False
    for index in range(len(found) - 1, -1, -1):
        fragment = found[index]
        last = last or (fragment.role is Role.LINKS and closed)
        below_picture = index > 0 and found[index - 1].role is Role.PICTURE
        if (
            fragment.role is Role.PROSE
            and not fragment.fixed
            and _is_caption(fragment, last=last, below=below_picture)
        ):
            found[index] = replace(fragment, role=Role.CAPTION)
        elif fragment.role not in {Role.LINKS, Role.PICTURE, Role.CAPTION} and fragment.text:
            last = False
    return found


def _is_caption(fragment: Fragment, *, last: bool, below: bool) -> bool:
    text = fragment.text
    if not text or len(text) > _MAX_CAPTION:
        return False
    if opens_caption(text) and (last or below or len(text) <= 2 * _SHORT):
        return True
    if not (last or below) or fragment.links or _is_told(text) or text.endswith((":", "：")):
        return False
    if (
        _topic(LEXICON).search(text)
        or _credit_at_end(LEXICON).search(text)
        or fragment.said.is_credit
    ):
        return True
    signed = _BRACKETED_END.match(text)
    if signed and signed["before"]:
        before = signed["before"].rstrip()
        return not (ends_with_stop(before) or before.endswith(_QUOTED))
    return len(text) <= _SHORT and not fragment.said.is_closed


def _is_told(text: str) -> bool:
    """Whether a text ends as a statement or a quotation does."""
    return ends_with_full_stop(text) or text.endswith(_QUOTED)


# --- labels -----------------------------------------------------------------------------------


@cache
def _opening(lexicon: Lexicon) -> re.Pattern[str]:
    labels = lexicon.any_of(lambda one: one.labels.caption)
    endings = lexicon.any_whole(lambda one: one.labels.caption_endings)
    return re.compile(
        rf"[(（【\[＜<▲▼◀▶↑↓]?\s*(?:{labels})(?:{endings}|\s*[:：＝=／/)）】\]])", re.IGNORECASE
    )


@cache
def _topic(lexicon: Lexicon) -> re.Pattern[str]:
    """A sentence on the picture, behind another."""
    topics = lexicon.any_of(lambda one: one.labels.caption_topics)
    return re.compile(rf"[{full_stops(lexicon)})）」』]\s*(?:{topics})")


@cache
def _credit_at_end(lexicon: Lexicon) -> re.Pattern[str]:
    endings = lexicon.any_of(lambda one: one.labels.credit_endings)
    return re.compile(rf"(?:{endings})(?:\s*[（(][^（）()]{{1,40}}[)）])*\s*[)）】\]]?$")
