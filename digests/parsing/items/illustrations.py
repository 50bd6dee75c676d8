"""Pairs the pictures of an item with their captions and makes them what readers can be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digests.model import Picture, Place
from digests.parsing.formats.images import picture
from digests.parsing.lexical.fragments import Piece, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """A picture as the file holds it, and what is written below or above it."""

    data: bytes
    caption: str | None
    place: Place


def illustrations_of(pieces: Sequence[Piece]) -> tuple[Illustration, ...]:
    """The pictures among the pieces of a body; a caption belongs to the picture beside it."""
    taken: set[int] = set()
    found: list[Illustration] = []
    for index, piece in enumerate(pieces):
        if not piece.picture:
            continue
        beside = next((at for at in (index + 1, index - 1) if _is_free(pieces, at, taken)), None)
        taken |= {beside} if beside is not None else set()
        caption = pieces[beside].text if beside is not None else None
        found.append(Illustration(data=piece.picture, caption=caption, place=piece.place))
    return tuple(found)


def _is_free(pieces: Sequence[Piece], at: int, taken: set[int]) -> bool:
    return 0 <= at < len(pieces) and at not in taken and pieces[at].role is Role.CAPTION


def drawn(illustrations: Sequence[Illustration]) -> tuple[Picture, ...]:
    """The pictures that can be read, made what Telegram takes."""
    made = (picture(one.data, one.caption) for one in illustrations)
    return tuple(one for one in made if one)
