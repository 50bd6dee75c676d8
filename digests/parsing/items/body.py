"""Makes an item's body of its pieces: paragraphs, captions, sources, related news."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from digests.model import Paragraph, ParagraphKind, Picture, Place
from digests.parsing.formats.images import picture
from digests.parsing.items.dateline import without_imprint
from digests.parsing.items.outlets import without_outlets
from digests.parsing.lexical.captions import captioned
from digests.parsing.lexical.fragments import Piece, Role
from digests.parsing.lexical.headline import Headline, headline_of, tail_of
from digests.parsing.lexical.line_joining import ends_sentence
from digests.parsing.lexical.links import FoundLink
from digests.text.characters import is_cjk
from digests.text.dates import Day

_KINDS: Mapping[Role, ParagraphKind] = MappingProxyType(
    {Role.BULLET: ParagraphKind.BULLET, Role.HEADING: ParagraphKind.SUBHEADING}
)
_MAX_SUBHEADING, _MAX_SUBHEADING_LATIN = 40, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Related news inside an item, its day not yet completed."""

    headline: Headline
    links: tuple[FoundLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What stands below an item's headline; `outlet` is who is named beside its source.

    `day` is when it was published, where a line of its own says so.
    """

    paragraphs: tuple[Paragraph, ...] = ()
    captions: tuple[str, ...] = ()
    links: tuple[FoundLink, ...] = ()
    asides: tuple[Aside, ...] = ()
    outlet: str | None = None
    day: Day | None = None
    illustrations: tuple[Illustration, ...] = ()
    caption_place: Place | None = None


def body_of(pieces: Sequence[Piece], headline: Headline, *, linked: bool = False) -> Body:
    """The body made of pieces whose cuts are joined; `linked` says the headline has a source."""
    split = _where_asides_begin(pieces, linked=linked)
    dated, imprint = without_imprint(pieces[:split], headline)
    named = headline.outlet or (imprint.outlet if imprint else None)
    main, outlet = without_outlets(captioned(dated), named)
    asides, told, returned = _asides(pieces[split:])
    if asides and not (linked or returned or any(piece.links for piece in main)):
        asides, returned = _source_behind(asides)
    texts = [*_with_subheadings(main), *told]
    captions = [piece for piece in texts if piece.role is Role.CAPTION]
    return Body(
        paragraphs=tuple(
            Paragraph(text=piece.text, kind=_KINDS.get(piece.role, ParagraphKind.PROSE))
            for piece in texts
            if piece.text and piece.role is not Role.CAPTION
        ),
        captions=tuple(piece.text for piece in captions),
        links=(*(link for piece in main for link in piece.links), *returned),
        asides=asides,
        outlet=outlet,
        day=headline.day or (imprint.day if imprint else None),
        illustrations=illustrations_of(texts),
        caption_place=captions[0].place if captions else None,
    )


# --- related news -----------------------------------------------------------------------------


def _where_asides_begin(pieces: Sequence[Piece], *, linked: bool) -> int:
    for index, piece in enumerate(pieces):
        if piece.role is Role.RELATED or (linked and _is_headline(piece)):
            return index
        linked = linked or bool(piece.links)
    return len(pieces)


def _is_headline(piece: Piece) -> bool:
    """Whether a line below the source is the headline of a second piece of news."""
    if piece.role not in {Role.PROSE, Role.HEADING} or piece.fixed or len(piece.text) > 200:
        return False
    tail = tail_of(piece.text)
    return tail is not None and tail.start > 0 and not ends_sentence(piece.text[: tail.start])


def _asides(
    pieces: Sequence[Piece],
) -> tuple[tuple[Aside, ...], list[Piece], tuple[FoundLink, ...]]:
    """The related news; the text told about it; links that belong to none of it."""
    asides: list[Aside] = []
    told: list[Piece] = []
    stray: list[FoundLink] = []
    fresh = False
    for piece in pieces:
        fresh = fresh or piece.role is Role.RELATED
        opens = piece.text and piece.role is not Role.CAPTION and _opens_aside(piece, fresh=fresh)
        if opens:
            asides.append(Aside(headline=_related(piece.text), links=piece.links))
            fresh = False
        elif asides and not (fresh and piece.links):
            asides[-1] = replace(asides[-1], links=(*asides[-1].links, *piece.links))
            told += [piece] if piece.text else []
        else:
            stray += piece.links
            told += [piece] if piece.text else []
    return tuple(asides), told, tuple(stray)


def _related(text: str) -> Headline:
    """The headline of related news, which keep the outlet in it for want of another place."""
    headline = headline_of(text)
    if headline.outlet is None:
        return headline
    return replace(headline, text=f"{headline.text} ({headline.outlet})".strip(), outlet=None)


def _source_behind(
    asides: tuple[Aside, ...],
) -> tuple[tuple[Aside, ...], tuple[FoundLink, ...]]:
    """The last of several links below related news, where the item itself has no source."""
    *first, last = asides
    if len(last.links) < 2:
        return asides, ()
    return (*first, replace(last, links=last.links[:-1])), last.links[-1:]


def _opens_aside(piece: Piece, *, fresh: bool) -> bool:
    return fresh or _is_headline(piece) or (piece.role is Role.BULLET and bool(piece.links))


# --- sub-headings -----------------------------------------------------------------------------


def _with_subheadings(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with short lines that stand over text made sub-headings."""
    result: list[Piece] = []
    for index, piece in enumerate(pieces):
        following = _next_text(pieces, index)
        above = next((before for before in reversed(result) if before.text), None)
        if piece.role is Role.PROSE and following and _is_subheading(piece, above, following):
            result.append(replace(piece, role=Role.HEADING))
        else:
            result.append(piece)
    return result


def _next_text(pieces: Sequence[Piece], index: int) -> Piece | None:
    for piece in (pieces[below] for below in range(index + 1, len(pieces))):
        if piece.role in {Role.LINKS, Role.CAPTION}:
            return None
        if piece.text:
            return piece
    return None


def _is_subheading(piece: Piece, above: Piece | None, following: Piece) -> bool:
    text = piece.text
    if (
        not text
        or piece.fixed
        or piece.links
        or len(text) > _longest(text)
        or following.role is Role.HEADING
    ):
        return False
    if text[0] in '「『“"' and text[-1] in '」』”"':
        # A quotation below its speaker is what they said; between paragraphs it is a heading.
        spoken = above is not None and above.role is Role.HEADING
        return not spoken and above is not None and len(text) <= 30 and _plain(text)
    if text[-1] in "？?！!":
        return len(text) <= _longest(text) - 10 and _plain(text[:-1])
    closed = ends_sentence(text) and text[-1] not in '」』)）】]”"'
    return not closed and _plain(text)


def _plain(text: str) -> bool:
    """Whether no sentence ends inside the text."""
    return not re.search(r"[。．！？]|[.!?]\s", text)


def _longest(text: str) -> int:
    cjk = sum(map(is_cjk, text))
    return _MAX_SUBHEADING if 3 * cjk >= len(text) else _MAX_SUBHEADING_LATIN


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
