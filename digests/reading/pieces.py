"""What bodies are made of: blocks less their links and list marks, cut sentences joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from digests.model import Place
from digests.reading.blocks import Block, BlockKind
from digests.reading.credits import is_credit
from digests.reading.joining import continues, ends_sentence, glue
from digests.reading.numbering import mark_of
from digests.reading.sources import LABELS, FoundLink, find_links, is_label, linked, looks_like_url

# Two signs in a row stand for a name: ○○市.
BULLET = re.compile(
    r"(?:[-*+–]\s+|[・･•‣◦▪▫⁃∙●○◆◇■□▶►✓✔➤➢](?![●○◆◇■□])[\ufe0f\s]*)+(?=\S)|"
    r"[-－](?=[\u3040-\u9fff「『])"
)
_RELATED = re.compile(
    r"[〈《【\[(（<＜■◆●▼▽☆★◎・\s]*(?:関連(?:情報|記事|ニュース|リンク|報道)?|参考(?:情報|記事|資料)?|"
    r"あわせて読みたい|related(?: news| stories| articles| links)?|see also|also read|"
    r"по теме|читайте также|см\. также|相关(?:新闻|报道|阅读|链接)?|延伸阅读|相關(?:新聞|報導))"
    r"\s*[〉》】\])）>＞]*\s*[:：]?(?P<rest>\s*.*)$",
    re.IGNORECASE,
)
_CLOSERS = re.compile(r"[\s)）】\]」』>＞。．.、,]*$")
_OPENERS = re.compile(r"[\s(（【\[「『<＜]+$")
_LABEL_AT_END = re.compile(
    rf"(?:^|(?<=[\s。．.!?！？」』）)】\]]))[\s(（【\[「]*(?:(?:{LABELS})\s*[:：＝=]\s*"
    r"(?P<outlet>[^:：。]{0,60}?)|[→⇒▶►☞👉🔗📎➡]\ufe0f?)\s*$",
    re.IGNORECASE,
)
_MAX_INNER_HEADING = 45
_MAX_HEADING = 120


class Role(StrEnum):
    """What a piece is in the body of an item."""

    PROSE = "prose"  # running text
    BULLET = "bullet"  # one entry of a list
    HEADING = "heading"  # a heading inside the item
    CAPTION = "caption"  # the words of a picture
    RELATED = "related"  # the label that opens related news
    CODE = "code"  # preformatted text
    LINKS = "links"  # nothing but links
    PICTURE = "picture"  # a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block without its links and list mark.

    `apart` says that blank space or a page end lies before it, `ruled` a rule; `sure` that the
    format itself ends the piece there, `fixed` that it is a quotation: running text, whatever it
    looks like. `outlet` is who is named beside its link.
    """

    role: Role
    text: str
    links: tuple[FoundLink, ...] = ()
    outlet: str | None = None
    apart: bool = False
    ruled: bool = False
    sure: bool = False
    fixed: bool = False
    page_end: bool = False
    picture: bytes = b""
    place: Place = field(default_factory=Place)


def piece_of(block: Block) -> Piece:
    """The block as a piece of an item's body."""
    if block.kind is BlockKind.CODE:
        return _piece(block, Role.CODE, block.text)
    if block.kind is BlockKind.PICTURE:
        return _piece(block, Role.PICTURE, "")
    if block.kind is BlockKind.QUOTE:
        found = (*_linked(block), *find_links(block.text))
        return replace(_piece(block, Role.PROSE, block.text), fixed=True, links=found)
    text, links, outlet = without_links(block)
    label = _RELATED.fullmatch(text) if len(text) < 200 else None
    if label and (ends_label(text, label["rest"])):
        rest = label["rest"].strip()
        return replace(_piece(block, Role.RELATED, rest), links=links)
    if not re.search(r"\w", text):
        text = ""
    role, text = _role(block, text, has_links=bool(links))
    return replace(_piece(block, role, text), links=links, outlet=outlet)


def ends_label(text: str, rest: str) -> bool:
    """Whether a label of related news stands alone or is set off from what follows."""
    return not rest.strip() or text[: len(text) - len(rest)].rstrip()[-1] in "〉》】])）>＞:："


def without_links(block: Block) -> tuple[str, tuple[FoundLink, ...], str | None]:
    """The block's text less the addresses at its ends, all its links, and the outlet they name."""
    text = block.text
    links = _linked(block)
    for link in block.links:
        if looks_like_url(link.text):
            text = text.replace(link.text, " ", 1)
    found = find_links(text)
    text, outlet = _without(text, found)
    return text, (*links, *found), outlet


def _linked(block: Block) -> list[FoundLink]:
    return [one for link in block.links if (one := linked(link.text, link.target))]


def joined(pieces: Iterable[Piece], edge: int | None = None) -> list[Piece]:
    """The pieces with those made one that a page end or a wrapped line had cut."""
    whole: list[Piece] = []
    for piece in pieces:
        if whole and _goes_on(whole[-1], piece, edge):
            whole[-1] = _as_one(whole[-1], piece)
        else:
            whole.append(piece)
    return whole


def _piece(block: Block, role: Role, text: str) -> Piece:
    return Piece(
        role=role,
        text=text,
        apart=block.gap,
        ruled=block.ruled,
        sure=block.kind is not BlockKind.LINE,
        page_end=block.page_end,
        picture=block.picture,
        place=block.place,
    )


def _without(text: str, found: Sequence[FoundLink]) -> tuple[str, str | None]:
    """The text with the words of its Markdown links, and without addresses at its end."""
    outlet: str | None = None
    for link in reversed(found):
        before, after = text[: link.start], text[link.end :]
        if link.words:
            text = before + link.words + after
        elif _CLOSERS.fullmatch(after) or not before.strip():
            before, outlet = _without_label(before)
            text = f"{before} {_CLOSERS.sub('', after)}".strip() if after.strip() else before
    return text.strip(), outlet


def _without_label(text: str) -> tuple[str, str | None]:
    text = _OPENERS.sub("", text)
    if is_label(text):
        return "", None
    label = _LABEL_AT_END.search(text)
    if label is None:
        return text.rstrip(), None
    return text[: label.start()].rstrip(), (label["outlet"] or "").strip() or None


def _role(block: Block, text: str, *, has_links: bool) -> tuple[Role, str]:
    if not text:
        return (Role.LINKS if has_links else Role.PROSE), ""
    if _is_heading(block, text):
        return Role.HEADING, text
    if block.kind is BlockKind.CAPTION:
        return Role.CAPTION, text
    bullet = BULLET.match(text)
    if block.kind is BlockKind.ENTRY:
        text = text[bullet.end() :] if bullet else text
        mark = mark_of(f"{block.mark} ") if block.mark else None
        return Role.BULLET, f"{block.mark} {text}" if mark and mark.value else text
    if bullet:
        return Role.BULLET, text[bullet.end() :]
    return _inner(text), text


def _is_heading(block: Block, text: str) -> bool:
    """Whether a block is a heading by its format, or by being bold from end to end."""
    bold = block.kind is not BlockKind.ENTRY and block.bold.strip() == text
    headed = block.kind is BlockKind.HEADING or (bold and not text.endswith(("。", ".", "．")))
    return headed and len(text) <= _MAX_HEADING


def _inner(text: str) -> Role:
    """The role of a line with a mark of another scheme than the items': a heading or a bullet."""
    mark = mark_of(text)
    if mark is None or mark.value is None or mark.scheme == "1 ":
        return Role.PROSE
    closed = ends_sentence(text) and not text.endswith(("」", "』", "？", "?", "）", ")"))
    return Role.BULLET if closed or len(text) > _MAX_INNER_HEADING else Role.HEADING


def _goes_on(former: Piece, latter: Piece, edge: int | None) -> bool:
    if latter.role is not Role.PROSE or former.role not in {Role.PROSE, Role.BULLET}:
        return False
    if former.fixed or latter.fixed:
        return False
    if former.links or latter.ruled or not latter.text or is_credit(latter.text):
        return False
    apart = latter.apart or former.page_end or latter.sure
    return continues(former.text, latter.text, apart=apart, edge=edge)


def _as_one(former: Piece, latter: Piece) -> Piece:
    return replace(
        former,
        text=glue(former.text, latter.text),
        links=(*former.links, *latter.links),
        outlet=former.outlet or latter.outlet,
        page_end=latter.page_end,
    )
