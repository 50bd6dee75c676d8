"""Tells the words of pictures, captions and credits, from an item's body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digests.parsing.lexical.fragments import Fragment, Role
from digests.text.credits import is_credit
from digests.text.sentence_ends import ends_sentence

_CAPTION_OPENS = re.compile(
    r"[(（【\[＜<▲▼◀▶↑↓]?\s*(?:写真|画像|図表?|資料写真|イメージ(?:写真|画像)?|photo|picture|image|фото|снимок|"
    r"иллюстрация|图片?|配图|照片|图源|圖|摄影)(?:提供|説明|は[、，]|\s+by\b|(?:\s+credit)?\s*[:：＝=／/)）】\]])",
    re.IGNORECASE,
)
_CAPTION_INSIDE = re.compile(r"[。．)）」]\s*写真は[、，]?")
_CREDIT_ENDS = re.compile(
    r"(?:撮影|提供|写真|資料|摄|供图|撮)(?:\s*[（(][^（）()]{1,40}[)）])*\s*[)）】\]]?$"
)
_BRACKETED_END = re.compile(
    r"(?P<before>.*?)(?:\s*[（(](?P<inside>[^（）()]{1,40})[)）])+$", re.DOTALL
)
_SHORT, _MAX_CAPTION = 60, 300


def _credited(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments with a photo's credit joined to the caption above it."""
    joined: list[Fragment] = []
    for fragment in fragments:
        above = joined[-1] if joined else None
        if above and is_credit(fragment.text) and _takes_credit(above, fragment):
            joined[-1] = replace(
                above, text=f"{above.text} {fragment.text}", role=Role.CAPTION, links=fragment.links
            )
        else:
            joined.append(fragment)
    return joined


def _takes_credit(above: Fragment, credit: Fragment) -> bool:
    prose = above.role in {Role.PROSE, Role.CAPTION} and not (above.links or above.fixed)
    line = credit.role is Role.PROSE and not (credit.apart or credit.fixed)
    return prose and line and not above.text.endswith(("。", ".", "」"))


def opens_caption(text: str) -> bool:
    """Whether a text opens as captions do: `写真：…`, `Photo: …`."""
    return _CAPTION_OPENS.match(text) is not None


def captioned(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments with those that speak of a picture made captions, their credits joined."""
    found = _credited(fragments)
    closed = any(
        fragment.role is Role.PROSE and ends_sentence(fragment.text) for fragment in fragments
    )
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
    if (
        not (last or below)
        or fragment.links
        or text.endswith(("。", "．", ".", "」", "』", ":", "："))
    ):
        return False
    if _CAPTION_INSIDE.search(text) or _CREDIT_ENDS.search(text) or is_credit(text):
        return True
    signed = _BRACKETED_END.match(text)
    if signed and signed["before"]:
        return not signed["before"].rstrip().endswith(("。", "．", ".", "！", "？", "」"))
    return len(text) <= _SHORT and not ends_sentence(text)
