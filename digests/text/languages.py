"""Tells the language of a text from its scripts, its commonest words and its letters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from digests.text.characters import DENSE, HAN, HANGUL, KANA, THAI

_SAMPLE = 20_000
_SCRIPTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "ja": re.compile(f"[{KANA}]"),
        "zh": re.compile(f"[{HAN}]"),
        "ko": re.compile(f"[{HANGUL}]"),
        "ru": re.compile(r"[\u0400-\u04ff]"),
        "el": re.compile(r"[\u0370-\u03ff]"),
        "ar": re.compile(r"[\u0600-\u06ff]"),
        "he": re.compile(r"[\u0590-\u05ff]"),
        "th": re.compile(f"[{THAI}]"),
        "hi": re.compile(r"[\u0900-\u097f]"),
        "ta": re.compile(r"[\u0b80-\u0bff]"),
        "hy": re.compile(r"[\u0530-\u058f]"),
    }
)
"""The script of each language, and for those that share it the most usual one."""
_OTHERS: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = MappingProxyType(
    {
        "ru": (
            ("uk", re.compile("[іїєґ]", re.IGNORECASE)),
            ("be", re.compile("[ў]", re.IGNORECASE)),
            ("sr", re.compile("[ђћџљњј]", re.IGNORECASE)),
        ),
        "ar": (("fa", re.compile("[پچژگ]")),),
    }
)
"""Languages that share a script, each with letters that the most usual one doesn't have."""
_OTHER_SHARE = 50  # one of so many letters
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_KANA_SHARE = 0.05  # Chinese quotes a Japanese name at most
_CJK_WEIGHT = 2  # one ideograph or kana says about as much as two letters
_LETTER_WEIGHT = 0.5  # of a common word's
_WORD = re.compile(r"[^\W\d_]+")
_DENSE_RUN = re.compile(f"[{DENSE}]+")

_LATIN_WORDS = MappingProxyType(
    {
        "en": "the a and of to in that is for was with on by from has it as are at be an not were"
        " after says said will its this but or more new",
        "de": "der die und das ist nicht mit von ein den auf dem im in an am sich eine für zu des"
        " wird nach wurde sind auch bei aus als über hat vor um",
        "fr": "le les des et est une dans pour que qui sur pas au du la un par en de ont sont à"
        " après avec ce se plus ne aux",
        "es": "el los las y una es por con para que del se no su un en de a la al tras fue más"
        " como sobre entre hasta desde ha",
        "pt": "o os as e é uma por com para que do da não em um na no dos das foi a ao se mais"
        " após pelo pela à sobre",
        "it": "il gli della e è una per con che di non del sono nel dei le un la a ha alla dopo più"
        " al in si da nella dal lo",
        "nl": "de het een en van is dat niet op voor zijn te aan met in wordt naar ook heeft na"
        " bij uit door over er werd om",
        "sv": "och att det som är en på för med av inte har till den ett i de om från efter vid"
        " eller mot blir under över vill ny",
        "da": "og at det er en på for med af ikke har til der den et i de som fra efter blev ved"
        " mod vil bliver",
        "no": "og å det er en på for med av ikke har til som fra den et i de etter ble ved mot vil"
        " blir ny",
        "fi": "ja on ei että se hän oli kun mutta myös ovat sen joka mukaan jälkeen tai sekä kanssa"
        " ennen vuoden vuonna",
        "pl": "i w nie się na jest do że z to jak po przez dla o a od za są oraz został",
        "cs": "a se je na že v to s z o do ale jako po pro byl byla ve při které podle jsou",
        "hu": "a az és hogy nem is egy van meg ez de volt csak után szerint lesz már",
        "ro": "și în de la nu este pe cu un care din mai să pentru o a au al fost după",
        "tr": "ve bir bu için ile da de olarak çok daha ne gibi olan var sonra yeni göre",
        "id": "yang dan di dari dengan untuk ini itu tidak pada dalam akan ke telah oleh",
    }
)
"""Words so common that a few of them tell the language of a text in Latin letters."""
_LATIN_LETTERS = MappingProxyType(
    {
        "de": "äöü", "fr": "çèêëîïùœ", "es": "ñ¿¡", "pt": "ãõçê", "it": "ìò", "sv": "åäö",
        "da": "åæø", "no": "åæø", "fi": "äö", "pl": "ąćęłńśźż", "cs": "čďěňřšťůž",
        "hu": "őűöü", "ro": "ăâîșțşţ", "tr": "ğışöü",
    }
)  # fmt: skip
"""Letters that not all languages have, by those that do."""


def language_of(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of a text's language; what the file declares decides where words can't."""
    sample = text[:_SAMPLE]
    counts = {code: len(found.findall(sample)) for code, found in _SCRIPTS.items()}
    code = _of_scripts(counts, len(_LATIN.findall(sample)))
    if code is not None:
        return _of_letters(code, sample, counts[code])
    return _of_words(sample) or (declared or "en")[:2].casefold()


def language_of_words(text: str) -> str:
    """The language of the words in a text, what is written without spaces left out."""
    return language_of(_DENSE_RUN.sub(" ", text))


def languages_of_word(word: str) -> Iterable[str]:
    """The languages a word may be of by its letters: alone it is too short to tell more."""
    code = language_of(word)
    return _LATIN_WORDS if code in _LATIN_WORDS else (code,)


def is_common(word: str) -> bool:
    """Whether the folded word is one of those that every text of its language is full of."""
    return word in _languages_by_word()


def _of_scripts(counts: Mapping[str, int], latin: int) -> str | None:
    cjk = counts["ja"] + counts["zh"]
    others = {code: count for code, count in counts.items() if code not in {"ja", "zh"}}
    best = max(others, key=lambda code: others[code])
    if _CJK_WEIGHT * cjk > max(others[best], latin) or (cjk and latin == others[best] == 0):
        return "ja" if counts["ja"] > _KANA_SHARE * cjk else "zh"
    return best if others[best] > latin / _CJK_WEIGHT else None


def _of_letters(code: str, text: str, count: int) -> str:
    """Which of the languages that share a script a text is in."""
    own = {other: len(letters.findall(text)) for other, letters in _OTHERS.get(code, ())}
    best = max(own, key=lambda other: own[other], default=code)
    return best if own and _OTHER_SHARE * own[best] > count else code


def _of_words(text: str) -> str | None:
    """The language of most words and letters; those of several languages count less for each."""
    scores: defaultdict[str, float] = defaultdict(float)
    for word, count in Counter(_WORD.findall(text.casefold())).items():
        for code, weight in _weights(word).items():
            scores[code] += weight * count
    best = max(_LATIN_WORDS, key=lambda code: scores[code])
    return best if scores[best] else None


def _weights(word: str) -> Mapping[str, float]:
    spoken = _languages_by_word().get(word, ())
    weights = dict.fromkeys(spoken, 1 / len(spoken)) if spoken else {}
    for letter in {*word} & _languages_by_letter().keys():
        written = _languages_by_letter()[letter]
        for code in written:
            weights[code] = weights.get(code, 0.0) + _LETTER_WEIGHT / len(written)
    return weights


@cache
def _languages_by_word() -> Mapping[str, tuple[str, ...]]:
    return _inverted({code: words.split() for code, words in _LATIN_WORDS.items()})


@cache
def _languages_by_letter() -> Mapping[str, tuple[str, ...]]:
    return _inverted(_LATIN_LETTERS)


def _inverted(table: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for code, entries in table.items():
        for entry in entries:
            found[entry] += (code,)
    return MappingProxyType(dict(found))
