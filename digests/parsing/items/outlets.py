"""Finds who published an item's news in the lines and links around its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from digests.parsing.lexical.annotate import Annotation
from digests.parsing.lexical.fragments import Fragment, Role
from digests.parsing.lexical.headline import MAX_OUTLET
from digests.parsing.lexical.links import is_label, source_labels
from digests.text.dates import find_days
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense
from digests.text.sentence_ends import ends_sentence, holds_stop

_BRACKETED = re.compile(r"[（(［\[【〔](?P<name>[^（）()［］\[\]【】〔〕。]{1,40})[）)］\]】〕]")
_EDGES = " \t\u3000,、，;；・|｜/／-–—"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What a fragment says of its source: the outlet, None for a mere label, and the rest."""

    name: str | None
    rest: str = ""


def without_outlets(
    fragments: Sequence[Fragment], known: str | None
) -> tuple[list[Fragment], str | None]:
    """The fragments less the words that only name or point to the source, and the outlet they name.

    `known` is the outlet of the headline: a fuller name goes before it, and words that name another
    one stay.
    """
    outlet = known
    kept: list[Fragment] = []
    for index, fragment in enumerate(fragments):
        if fragment.outlet and not are_one(fragment.outlet, outlet):
            kept.append(_with_outlet(fragment))
            continue
        outlet = fuller(outlet, fragment.outlet)
        named = _named(fragment, leads=_leads_to_link(fragments, index))
        if named is None or not are_one(named.name, outlet):
            kept.append(fragment)
            continue
        outlet = fuller(outlet, named.name)
        role = fragment.role if named.rest else Role.LINKS
        kept.append(replace(fragment, said=Annotation(named.rest), role=role))
    return kept, outlet


def are_one(one: str | None, other: str | None) -> bool:
    """Whether one of two names says all that the other does, or there is but one."""
    first, second = (_plain(name or "").casefold() for name in (one, other))
    return first in second or second in first


def fuller(one: str | None, other: str | None) -> str | None:
    """The name of two that says more."""
    names = [_trimmed(name) for name in (one, other) if name]
    return max(names, key=lambda name: len(_plain(name)), default=None)


def _with_outlet(fragment: Fragment) -> Fragment:
    """The fragment with the name that stood beside its link told as text."""
    role = Role.PROSE if fragment.role is Role.LINKS else fragment.role
    said = Annotation(f"{fragment.text} {fragment.outlet}".strip())
    return replace(fragment, said=said, role=role)


def _leads_to_link(fragments: Sequence[Fragment], index: int) -> bool:
    below = fragments[index + 1] if index + 1 < len(fragments) else None
    return bool(fragments[index].links) or (below is not None and below.role is Role.LINKS)


def _named(fragment: Fragment, *, leads: bool) -> _Named | None:
    if fragment.role not in {Role.PROSE, Role.CAPTION} or fragment.fixed or not fragment.text:
        return None
    return next(_readings(fragment, leads=leads), None)


def _readings(fragment: Fragment, *, leads: bool) -> Iterator[_Named]:
    text = fragment.text
    words = fragment.links[-1].words.strip() if fragment.links else ""
    said = text[: max(0, len(text) - len(words))].strip()
    named = bool(words) and len(words) <= MAX_OUTLET and _may_name(words, said)
    if named and _plain(words) == _plain(text):
        yield _of_words(words)
    if leads and is_label(text):
        yield _Named(name=None)
    if match := _naming(LEXICON).fullmatch(text):
        yield _Named(name=_trimmed(match["name"]))
    if leads and (match := _BRACKETED.fullmatch(text)) and not find_days(match["name"]):
        yield _Named(name=_trimmed(match["name"]))
    if named and text.endswith(words):
        rest = text[: -len(words)].rstrip()
        if rest and ends_sentence(rest) and not ends_sentence(words):
            yield replace(_of_words(words), rest=rest)


def is_publisher(words: str) -> bool:
    """Whether the words of a link may name who published the news, rather than invite or quote.

    Titles stand in quotes or have a comma; who said something stands behind a dash.
    """
    if holds_stop(words) or re.search(r"[《》「」『』“”\"@，、]|^[-–—]|\w,\s", words):
        return False
    if not re.search(r"[^\W\d_]", words):
        return False
    return _inviting(LEXICON).search(words) is None


def _of_words(words: str) -> _Named:
    return _Named(name=None if is_label(words) else words)


def _may_name(words: str, before: str) -> bool:
    return is_label(words) or (is_publisher(words) and not before.endswith(("-", "–", "—")))


def _trimmed(name: str) -> str:
    return name.strip(_EDGES)


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text)


@cache
def _inviting(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.words(lambda one: one.labels.invitations)
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    return re.compile(rf"{dense}|^\W*(?:{spaced})\b", re.IGNORECASE)


@cache
def _naming(lexicon: Lexicon) -> re.Pattern[str]:
    """A line that says with a label who published the news."""
    return re.compile(
        rf"[\s(（【\[]*(?:{source_labels(lexicon)})\s*[:：＝=]\s*"
        r"(?P<name>[^:：。]{1,60}?)[)）】\]\s]*",
        re.IGNORECASE,
    )
