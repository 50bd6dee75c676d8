"""Makes an item's body of its fragments: paragraphs, captions, sources, related news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from digests.model import Paragraph, ParagraphKind, Picture, Place
from digests.parsing.formats.images import picture
from digests.parsing.items.dateline import without_dateline
from digests.parsing.items.outlets import without_outlets
from digests.parsing.lexical.captions import captioned
from digests.parsing.lexical.fragments import Fragment, Role
from digests.parsing.lexical.headline import Headline, headline_of
from digests.parsing.lexical.links import FoundLink, merged
from digests.parsing.lexical.list_marks import without_bullet
from digests.text.characters import is_cjk
from digests.text.dates import Day
from digests.text.sentence_ends import asks_or_exclaims, ends_sentence, holds_sentence_end

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


def body_of(fragments: Sequence[Fragment], headline: Headline, *, linked: bool = False) -> Body:
    """The body made of fragments whose cuts are joined; `linked` says the headline has a source."""
    split = _where_asides_begin(fragments, linked=linked)
    dated, dateline = without_dateline(fragments[:split], headline)
    named = headline.outlet or (dateline.outlet if dateline else None)
    main, outlet = without_outlets(captioned(dated), named)
    asides, told, returned = _asides(fragments[split:])
    if asides and not (linked or returned or any(fragment.links for fragment in main)):
        asides, returned = _source_behind(asides)
    texts = [*_with_subheadings(main), *told]
    captions = [fragment for fragment in texts if fragment.role is Role.CAPTION]
    return Body(
        paragraphs=tuple(
            Paragraph(text=fragment.text, kind=_KINDS.get(fragment.role, ParagraphKind.PROSE))
            for fragment in texts
            if fragment.text and fragment.role is not Role.CAPTION
        ),
        captions=tuple(fragment.text for fragment in captions),
        links=(*(link for fragment in main for link in fragment.links), *returned),
        asides=asides,
        outlet=outlet,
        day=headline.day or (dateline.day if dateline else None),
        illustrations=illustrations_of(texts),
    )


# --- related news -----------------------------------------------------------------------------


def _where_asides_begin(fragments: Sequence[Fragment], *, linked: bool) -> int:
    for index, fragment in enumerate(fragments):
        if fragment.role is Role.RELATED or (linked and _is_headline(fragment)):
            return index
        linked = linked or bool(fragment.links)
    return len(fragments)


def _is_headline(fragment: Fragment) -> bool:
    """Whether a line below the source is the headline of a second piece of news."""
    if (
        fragment.role not in {Role.PROSE, Role.HEADING}
        or fragment.fixed
        or len(fragment.text) > 200
    ):
        return False
    tail = fragment.said.tail
    told = fragment.text[: tail.start] if tail is not None else ""
    return bool(re.search(r"\w", told)) and not ends_sentence(told)


def _asides(
    fragments: Sequence[Fragment],
) -> tuple[tuple[Aside, ...], list[Fragment], tuple[FoundLink, ...]]:
    """The related news; the text told about it; links that belong to none of it, or to the text."""
    asides: list[Aside] = []
    told: list[Fragment] = []
    stray: list[FoundLink] = []
    fresh = False
    for fragment in fragments:
        fresh = fresh or fragment.role is Role.RELATED
        opens = (
            fragment.text
            and fragment.role is not Role.CAPTION
            and _opens_aside(fragment, fresh=fresh)
        )
        if opens:
            asides.append(Aside(headline=_related(fragment.text), links=fragment.links))
            fresh = False
        elif asides and not (fresh and fragment.links):
            asides[-1] = replace(asides[-1], links=(*asides[-1].links, *fragment.links))
            stray += _spelled(fragment)
            told += [fragment] if fragment.text else []
        else:
            stray += fragment.links
            told += [fragment] if fragment.text else []
    return tuple(asides), told, tuple(stray)


def _spelled(fragment: Fragment) -> Iterator[FoundLink]:
    """The links whose addresses stand in the middle of a text and stay there."""
    links = (link for link in fragment.links if not link.words)
    return (link for link in links if link.source.raw in fragment.text)


def _related(text: str) -> Headline:
    """The headline of related news, which keep the outlet in it for want of another place."""
    headline = headline_of(without_bullet(text))
    if headline.outlet is None:
        return headline
    return replace(headline, text=f"{headline.text} ({headline.outlet})".strip(), outlet=None)


def _source_behind(
    asides: tuple[Aside, ...],
) -> tuple[tuple[Aside, ...], tuple[FoundLink, ...]]:
    """The last of several pages below related news, where the item itself has no source."""
    *first, last = asides
    if len(merged(link.source for link in last.links)) < 2:
        return asides, ()
    return (*first, replace(last, links=last.links[:-1])), last.links[-1:]


def _opens_aside(fragment: Fragment, *, fresh: bool) -> bool:
    return (
        fresh or _is_headline(fragment) or (fragment.role is Role.BULLET and bool(fragment.links))
    )


# --- sub-headings -----------------------------------------------------------------------------


def _with_subheadings(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments with short lines that stand over text made sub-headings."""
    result: list[Fragment] = []
    for index, fragment in enumerate(fragments):
        following = _next_text(fragments, index)
        above = next((before for before in reversed(result) if before.text), None)
        if fragment.role is Role.PROSE and following and _is_subheading(fragment, above, following):
            result.append(replace(fragment, role=Role.HEADING))
        else:
            result.append(fragment)
    return result


def _next_text(fragments: Sequence[Fragment], index: int) -> Fragment | None:
    for fragment in (fragments[below] for below in range(index + 1, len(fragments))):
        if fragment.role in {Role.LINKS, Role.CAPTION}:
            return None
        if fragment.text:
            return fragment
    return None


def _is_subheading(fragment: Fragment, above: Fragment | None, following: Fragment) -> bool:
    text = fragment.text
    if (
        not text
        or fragment.fixed
        or fragment.links
        or len(text) > _longest(text)
        or following.role is Role.HEADING
    ):
        return False
    if text[0] in '「『“"' and text[-1] in '」』”"':
        # A quotation below its speaker is what they said; between paragraphs it is a heading.
        spoken = above is not None and above.role is Role.HEADING
        return not spoken and above is not None and len(text) <= 30 and not holds_sentence_end(text)
    if asks_or_exclaims(text):
        return len(text) <= _longest(text) - 10 and not holds_sentence_end(text[:-1])
    closed = fragment.said.is_closed and text[-1] not in '」』)）】]”"'
    return not closed and not holds_sentence_end(text)


def _longest(text: str) -> int:
    cjk = sum(map(is_cjk, text))
    return _MAX_SUBHEADING if 3 * cjk >= len(text) else _MAX_SUBHEADING_LATIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """A picture as the file holds it, and what is written below or above it."""

    data: bytes
    caption: str | None
    place: Place


def illustrations_of(fragments: Sequence[Fragment]) -> tuple[Illustration, ...]:
    """The pictures among the fragments of a body; a caption belongs to the picture beside it."""
    taken: set[int] = set()
    found: list[Illustration] = []
    for index, fragment in enumerate(fragments):
        if not fragment.picture:
            continue
        beside = next((at for at in (index + 1, index - 1) if _is_free(fragments, at, taken)), None)
        taken |= {beside} if beside is not None else set()
        caption = fragments[beside].text if beside is not None else None
        found.append(Illustration(data=fragment.picture, caption=caption, place=fragment.place))
    return tuple(found)


def _is_free(fragments: Sequence[Fragment], at: int, taken: set[int]) -> bool:
    return 0 <= at < len(fragments) and at not in taken and fragments[at].role is Role.CAPTION


def drawn(illustrations: Sequence[Illustration]) -> tuple[Picture, ...]:
    """The pictures that can be read, made what Telegram takes."""
    made = (picture(one.data, one.caption) for one in illustrations)
    return tuple(one for one in made if one)
