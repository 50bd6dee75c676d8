"""What bodies are made of: blocks less their links and list marks, cut sentences joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from digests.model import Place
from digests.parsing.blocks import BlockKind
from digests.parsing.lexical.annotate import AnnotatedBlock, Annotation
from digests.parsing.lexical.line_joining import continues, glued, goes_on_below
from digests.parsing.lexical.links import (
    FoundLink,
    is_label,
    looks_like_url,
    source_labels,
)
from digests.parsing.lexical.list_marks import BULLET
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import asks, ends_with_full_stop, full_stops, stops

_DANGLING = re.compile(r"\s+[-–—|｜]+$")
_OPENERS = " \t\u3000(（【[「『<＜"
_MAX_INNER_HEADING = 45
_MAX_HEADING = 120
_MAX_LABEL = 120
_TAIL = 2000  # characters that decide whether a text is closed


class Role(StrEnum):
    """What a fragment is in the body of an item."""

    PROSE = "prose"  # running text
    BULLET = "bullet"  # one entry of a list
    HEADING = "heading"  # a heading inside the item
    CAPTION = "caption"  # the words of a picture
    RELATED = "related"  # the label that opens related news
    CODE = "code"  # preformatted text
    LINKS = "links"  # nothing but links
    PICTURE = "picture"  # a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A block without its links and list mark; `said` is its text and what that says.

    `apart` says that blank space or a page end lies before it, `ruled` a rule; `sure` that the
    format itself ends the fragment there, `fixed` that it is a quotation: running text, whatever it
    looks like. `outlet` is who is named beside its link.
    """

    role: Role
    said: Annotation
    links: tuple[FoundLink, ...] = ()
    outlet: str | None = None
    apart: bool = False
    ruled: bool = False
    sure: bool = False
    fixed: bool = False
    page_end: bool = False
    picture: bytes = b""
    place: Place = field(default_factory=Place)

    @property
    def text(self) -> str:
        """What it says."""
        return self.said.text


def fragment_of(block: AnnotatedBlock) -> Fragment:
    """The block as a fragment of an item's body."""
    if block.kind is BlockKind.CODE:
        return replace(_fragment(block, Role.CODE, block.text), links=block.linked)
    if block.kind is BlockKind.PICTURE:
        return _fragment(block, Role.PICTURE, "")
    if block.kind is BlockKind.QUOTE:
        found = (*block.linked, *block.said.links)
        return replace(_fragment(block, Role.PROSE, block.text), fixed=True, links=found)
    text, links, outlet = without_links(block)
    news = _related_news(text)
    if news is not None:
        bare, _ = _without(news, block.said_in(news).links)
        return replace(_fragment(block, Role.RELATED, bare), links=links)
    if not re.search(r"\w", text):
        text = ""
    role, text = _role(block, text, has_links=bool(links))
    return replace(_fragment(block, role, text), links=links, outlet=outlet)


def _related_news(text: str) -> str | None:
    """What stands behind the label of related news, maybe printed twice; None without one."""
    label = _related_label(LEXICON).fullmatch(text) if len(text) < 200 else None
    if label is None or not ends_label(text, label["rest"]):
        return None
    rest = BULLET.sub("", label["rest"].strip(), count=1)
    again = _related_news(rest)
    return rest if again is None else again


def ends_label(text: str, rest: str) -> bool:
    """Whether a label of related news stands alone or is set off from what follows."""
    return not rest.strip() or text[: len(text) - len(rest)].rstrip()[-1] in "〉》】])）>＞:："


def without_links(block: AnnotatedBlock) -> tuple[str, tuple[FoundLink, ...], str | None]:
    """The block's text less the addresses at its ends, all its links, and the outlet they name."""
    text = block.text
    links = block.linked
    for link in block.links:
        if looks_like_url(link.text):
            text = text.replace(link.text, " ", 1)
    found = block.said_in(text).links
    text, outlet = _without(text, found)
    return text, (*links, *found), outlet


def joined(fragments: Iterable[Fragment], edge: int | None = None) -> list[Fragment]:
    """The fragments with those made one that a page end or a wrapped line had cut."""
    groups: list[list[Fragment]] = []
    tail = ""
    for fragment in fragments:
        if groups and _goes_on(groups[-1], tail, fragment, edge):
            groups[-1].append(fragment)
            tail = glued([tail, fragment.text])[-_TAIL:]
        else:
            groups.append([fragment])
            tail = fragment.text[-_TAIL:]
    return [group[0] if len(group) == 1 else _as_one(group) for group in groups]


def _fragment(block: AnnotatedBlock, role: Role, text: str) -> Fragment:
    return Fragment(
        role=role,
        said=block.said_in(text),
        apart=block.gap,
        ruled=block.ruled,
        sure=block.kind is not BlockKind.LINE,
        page_end=block.page_end,
        picture=block.picture,
        place=block.place,
    )


def _without(text: str, found: Sequence[FoundLink]) -> tuple[str, str | None]:
    """The text with the words of its Markdown links, and without addresses at its ends."""
    start, end, first, last = 0, len(text), 0, len(found)
    outlet: str | None = None
    closers = _closers(LEXICON)
    while last and not found[last - 1].words and closers.fullmatch(text, found[last - 1].end, end):
        last -= 1
        end, outlet = _before_label(text, found[last].start)
    while first < last and not found[first].words and not text[start : found[first].start].strip():
        start = found[first].end
        first += 1
    parts: list[str] = []
    for link in found[first:last]:
        if link.words:
            parts += (text[start : link.start], link.words)
            start = link.end
    return "".join([*parts, text[start:end]]).strip(), outlet


def _before_label(text: str, end: int) -> tuple[int, str | None]:
    """Where the text ends before the label of the address at `end`, and the outlet it names."""
    lead = _DANGLING.sub("", text[max(0, end - _MAX_LABEL) : end].rstrip(_OPENERS))
    cut = end - _MAX_LABEL if end > _MAX_LABEL else 0
    if is_label(lead) and cut == 0:
        return 0, None
    label = _label_at_end(LEXICON).search(lead)
    if label is not None:
        return cut + label.start(), (label["outlet"] or "").strip() or None
    told = max((end.end() for end in _told(LEXICON).finditer(lead)), default=0)
    return cut + (told if told and is_label(lead[told:]) else len(lead)), None


def _role(block: AnnotatedBlock, text: str, *, has_links: bool) -> tuple[Role, str]:
    if not text:
        return (Role.LINKS if has_links else Role.PROSE), ""
    if _is_heading(block, text):
        return Role.HEADING, text
    if block.kind is BlockKind.CAPTION:
        return Role.CAPTION, text
    said = block.said_in(text)
    if block.kind is BlockKind.ENTRY:
        text = text.removeprefix(said.bullet)
        mark = block.listed_mark
        return Role.BULLET, f"{block.mark} {text}" if mark and mark.value else text
    if said.bullet:
        return Role.BULLET, text.removeprefix(said.bullet)
    return _inner(said), text


def _is_heading(block: AnnotatedBlock, text: str) -> bool:
    """Whether a block is a heading by its format, or by being bold from end to end."""
    bold = block.kind is not BlockKind.ENTRY and block.bold.strip() == text
    headed = block.kind is BlockKind.HEADING or (bold and not ends_with_full_stop(text))
    return headed and len(text) <= _MAX_HEADING


def _inner(said: Annotation) -> Role:
    """The role of a line with a mark of another scheme than the items': a heading or a bullet."""
    text, mark = said.text, said.mark
    if mark is None or mark.value is None or mark.scheme in {"1 ", "A."}:
        return Role.PROSE
    closed = said.is_closed and not (asks(text) or text.endswith(("」", "』", "）", ")")))
    return Role.BULLET if closed or len(text) > _MAX_INNER_HEADING else Role.HEADING


def _goes_on(group: Sequence[Fragment], tail: str, latter: Fragment, edge: int | None) -> bool:
    former = group[-1]
    if latter.role is not Role.PROSE or group[0].role not in {Role.PROSE, Role.BULLET}:
        return False
    if former.fixed or latter.fixed:
        return False
    if former.links or latter.ruled or not latter.text or latter.said.is_credit:
        return False
    if latter.apart or former.page_end or latter.sure:
        return continues(tail, latter.text)
    return goes_on_below(tail, latter.text, line=former.text, edge=edge)


def _as_one(group: Sequence[Fragment]) -> Fragment:
    return replace(
        group[0],
        said=Annotation(glued([fragment.text for fragment in group])),
        links=tuple(link for fragment in group for link in fragment.links),
        outlet=next((fragment.outlet for fragment in group if fragment.outlet), None),
        page_end=group[-1].page_end,
    )


# --- labels -----------------------------------------------------------------------------------


@cache
def _closers(lexicon: Lexicon) -> re.Pattern[str]:
    """What may stand behind an address at the end."""
    return re.compile(rf"[\s)）】\]」』>＞{full_stops(lexicon)}、,]*$")


@cache
def _told(lexicon: Lexicon) -> re.Pattern[str]:
    """Where what somebody said is over."""
    return re.compile(f"[{stops(lexicon)}」]")


@cache
def _related_label(lexicon: Lexicon) -> re.Pattern[str]:
    labels = lexicon.any_of(lambda one: one.labels.related)
    return re.compile(
        rf"[〈《【\[(（<＜■◆●▼▽☆★◎・\s]*(?:{labels})\s*[〉》】\])）>＞]*\s*[:：]?(?P<rest>\s*.*)$",
        re.IGNORECASE,
    )


@cache
def _label_at_end(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=[\s{stops(lexicon)}」』）)】\]]))[\s(（【\[「]*"
        rf"(?:(?:{source_labels(lexicon)})\s*[:：＝=]\s*(?P<outlet>[^:：。]{{0,60}}?)"
        r"|[→⇒▶►☞👉🔗📎➡]\ufe0f?)\s*$",
        re.IGNORECASE,
    )
