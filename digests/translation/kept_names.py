"""The names and addresses that stand in a translation as they were written.

Without a dictionary only letters can be compared. So a name that another script writes with letters
of its own (アリス for Alice, Tanaka for 田中) is not looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from digests.text.characters import DENSE, KANA, LATIN
from digests.text.lexicon import LEXICON

_URL = re.compile(r"https?://[^\s<>「」『』（）()、。]+")
_ENDINGS = ".,:;!?'’"
"""What behind an address belongs to the sentence."""
_MAILBOX = re.compile(r"(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HANDLE = re.compile(r"(?<![A-Za-z0-9_@.])@[A-Za-z0-9_]{3,}")
_LATIN = re.compile(f"[{LATIN}]")
_OTHER = re.compile(rf"(?![{LATIN}])[^\W\d_]")
_DENSE = re.compile(f"[{DENSE}]")
_KANA = re.compile(f"[{KANA}]")
_ASIDE = re.compile(r"“[^“”]*”|\"[^\"]*\"|「[^「」]*」|『[^『』]*』|\([^()]*\)")
"""What a text quotes or adds, which may be in another script."""
_MOST_FOREIGN = 3
"""So many letters of a text in Latin letters stand against one of another script."""
_WORD = re.compile(rf"(?<![0-9{LATIN}])[{LATIN}][{LATIN}0-9'’.&-]*[{LATIN}0-9]")
"""A word in Latin letters; directly behind a number stands a unit."""
_COUNTED = re.compile(r"(?:m|no|vol|ver|pp?|v)\.?\d[\d.]*", re.IGNORECASE)
"""M7.3 and No.3, whose number is checked as one."""
_SMALL = re.compile(r"[a-z]{1,3}")
"""What is no name in Japanese either: vs, with a unit before a number."""
_SHORT = re.compile(r"[A-Z]{2,5}")
_LONG_WORD = re.compile(rf"[{LATIN}]{{4,}}")
_KEPT_SHAPE = re.compile(r"[A-Z]{3,}|[A-Z]+[0-9][A-Z0-9]*|[A-Za-z]*[a-z][A-Z]\w*|[A-Z]{2,}[a-z]+")
"""Words that are written alike in every script: NATO, iPhone, COVID."""
_NEW_SHAPE = re.compile(r"[A-Z][a-z]{3,}|(?=.{5})[A-Za-z]*[a-z][A-Z]\w*")
"""What no translation has of itself: Reuters, YouTube. Short ones may be PhD or kWh."""
_QUOTED = re.compile(r"[“\"„«「『]([^“”\"„«»「」『』]{2,60})[”\"“»」』]")
_NAME = re.compile(
    rf"[A-Z0-9][{LATIN}0-9'’.-]*(?: (?:of|the|and|in|for|[A-Z0-9][{LATIN}0-9'’.-]*))*"
)


def has_same_names(original: str, said: str, outlet: str = "") -> bool:
    """Whether names and addresses of a text stand in its translation, and no others do.

    An `outlet` that both could name in its own letters is looked for as well.
    """
    if _addresses(original) != _addresses(said):
        return False
    before, after = _plain(original), _plain(said)
    is_latin = _is_in_latin(before)
    kept = _kept_of_latin(before, outlet, after) if is_latin else _words(before)
    folded = _folded(after)
    if not all(_folded(one) in folded or _is_spelled_out(one, after) for one in kept):
        return False
    return not is_latin or _adds_none(before, after)


def _addresses(text: str) -> set[str]:
    """The links, mailboxes and handles of a text."""
    found = {one for kind in (_URL, _MAILBOX, _HANDLE) for one in kind.findall(text)}
    return {one.rstrip(_ENDINGS) for one in found}


def without_addresses(text: str) -> str:
    """A text with a space in place of each address."""
    for kind in (_URL, _MAILBOX, _HANDLE):
        text = kind.sub(" ", text)
    return text


def _plain(text: str) -> str:
    """Half width, without addresses."""
    return unicodedata.normalize("NFKC", without_addresses(text))


def _folded(text: str) -> str:
    """As names are compared: é as e, ’ as '."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _is_in_latin(text: str) -> bool:
    """Whether a text as a whole is in Latin letters, whatever it quotes."""
    own = _ASIDE.sub(" ", text)
    others = len(_OTHER.findall(own))
    return _KANA.search(own) is None and len(_LATIN.findall(own)) > _MOST_FOREIGN * others


def _words(text: str) -> Iterator[str]:
    """Of a text in another script every Latin word that names something."""
    for word in _WORD.findall(text):
        is_common = word.casefold() in _common() or _SMALL.fullmatch(word)
        if not is_common and _COUNTED.fullmatch(word) is None:
            yield word


@cache
def _common() -> frozenset[str]:
    """Words of some language in Latin letters that others put into words of theirs."""
    return frozenset(LEXICON.words(lambda one: one.phrases.latin_words))


def _is_spelled_out(short: str, said: str) -> bool:
    """Whether a translation has all the words of which somebody may have taken the initials."""
    initials = "".join(word[0] for word in _LONG_WORD.findall(said)).casefold()
    return _SHORT.fullmatch(short) is not None and short.casefold() in initials


def _kept_of_latin(text: str, outlet: str, said: str) -> Iterator[str]:
    """Of a text in Latin letters what every script writes alike, and names in quotation marks."""
    if not text.isupper():
        yield from (one for one in _WORD.findall(text) if _KEPT_SHAPE.fullmatch(one))
    quoted = (one.strip(" ,.") for one in _QUOTED.findall(text))
    yield from (one for one in quoted if _NAME.fullmatch(one))
    if outlet and outlet in text and _LATIN.search(outlet) and _is_in_latin(said):
        yield outlet


def _adds_none(text: str, said: str) -> bool:
    """Whether each name that a translation has in Latin letters is one of a text in such letters.

    Where both are in them, only what is written like YouTube can be told from any word.
    """
    folded = _folded(text)
    is_other = _DENSE.search(said) is not None
    shaped = (one for one in _WORD.findall(said) if _NEW_SHAPE.fullmatch(one))
    return all(_folded(one) in folded for one in shaped if is_other or not one[1:].islower())
