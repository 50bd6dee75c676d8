"""Phrases that tell what a sentence does to the one before it, in the languages we know.

A language that is missing here loses a refinement, never its summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from digests.text.characters import HAN, KANA, THAI
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense
from digests.text.sentence_ends import full_stops, stops

_UNSPACED = re.compile(f"[{THAI}{KANA}{HAN}]")
QUOTATION = re.compile(r"[\"“„][^\"“”]*[\"“”]|«[^»]*»|「[^」]*」|『[^』]*』")
_QUOTED_SHARE, _SPOKEN_SHARE = 0.4, 0.3
"""Of what opens with a quotation; titles are quoted too, and have no signs of speech."""
_LABEL = re.compile(r"^[^:：]{1,20}[:：]\s*(?=\S)")
_OPENING = 40  # characters in which a sentence says when it happened
_OPENING_SIGNS = "\"'“‘«„「『（( "


def opens_with_connective(sentence: str) -> bool:
    """Whether it leans on the sentence before it: However, … / しかし、…."""
    return _connectives(LEXICON).match(sentence.lstrip(_OPENING_SIGNS)) is not None


def limits_the_former(sentence: str, *, same_paragraph: bool) -> bool:
    """Whether it takes back part of what the sentence before it claims.

    ただし、証拠はない / However, there is no evidence. In the claim's own paragraph a contrast is
    enough; outside it has to say both that it limits and what is doubtful. What stands before a
    colon is passed over (注：ただし… / Note: however …).
    """
    said = _LABEL.sub("", sentence, count=1)
    contrasts = _limits(LEXICON).match(said.lstrip(_OPENING_SIGNS)) is not None
    if same_paragraph and (contrasts or _limits_by_itself(said)):
        return True
    if not _doubts(LEXICON).search(said):
        return False
    refers_back = _back_references(LEXICON).search(sentence) is not None
    return contrasts or (same_paragraph and refers_back)


def _limits_by_itself(sentence: str) -> bool:
    """Whether it can't do anything else: ただし… / The company denies it."""
    sure = _sure_limits(LEXICON).match(sentence)
    return sure is not None or _denials(LEXICON).search(sentence) is not None


def is_notice(sentence: str) -> bool:
    """Whether it addresses the reader instead of telling something: 続きは… / Follow us."""
    return _notices(LEXICON).search(QUOTATION.sub("", sentence)) is not None


def makes_the_point(sentence: str) -> bool:
    """Whether a text says there what it is for: 本稿では… / This post … / I propose …."""
    return _points(LEXICON).search(QUOTATION.sub("", sentence)) is not None


def reports_news(sentence: str) -> bool:
    """Whether something became known or was decided there: …と発表した。 / the court ruled."""
    return _reports(LEXICON).search(QUOTATION.sub("", sentence)) is not None


def looks_back(sentence: str) -> bool:
    """Whether it tells what was before the news: かつて… / There were once …."""
    return _backgrounds(LEXICON).search(sentence) is not None


def is_history(sentence: str) -> bool:
    """Whether it tells of what is long past, and of nothing new: 1919年、… / built in 1887."""
    if _histories(LEXICON).search(sentence, 0, _OPENING) is None:
        return False
    return not (reports_news(sentence) or is_of_today(sentence))


def demands(sentence: str) -> bool:
    """Whether it says what has to be done: …べきだ。 / The town should …."""
    return _demands(LEXICON).search(QUOTATION.sub("", sentence)) is not None


def is_opinion(headline: str) -> bool:
    """Whether a headline says that the text argues for something: 社説… / Comment: …."""
    return _opinions(LEXICON).match(headline) is not None


def is_question(sentence: str) -> bool:
    """Whether it asks without a question mark: …ですか。 / …습니까."""
    return _questions(LEXICON).search(sentence) is not None


def is_grammar(letters: str) -> bool:
    """Whether a pair of letters only joins others: を / 的 / 에서."""
    return _grammar(LEXICON).search(letters) is not None


def is_of_today(sentence: str) -> bool:
    """Whether it dates what happened these days or is to come: 13日、… / on Monday."""
    return _today(LEXICON).search(QUOTATION.sub("", sentence)) is not None


def introduces_a_list(sentence: str) -> bool:
    """Whether it only says that something follows: 以下の通り。 / as follows:."""
    return _introductions(LEXICON).search(sentence) is not None


def is_mostly_a_quote(sentence: str) -> bool:
    """Whether somebody speaks there and little else is said."""
    if QUOTATION.match(sentence) is None:
        return False
    quoted = sum(map(len, QUOTATION.findall(sentence)))
    share = _SPOKEN_SHARE if _speech(LEXICON).search(sentence) else _QUOTED_SHARE
    return quoted > share * len(sentence)


@cache
def _speech(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[,{stops(lexicon)}]\s?[\"“”»」』]|[\"“”»],|[」』]と")


@cache
def _connectives(lexicon: Lexicon) -> re.Pattern[str]:
    return _opening_with(lexicon.words(lambda one: one.cues.connectives))


@cache
def _limits(lexicon: Lexicon) -> re.Pattern[str]:
    return _opening_with(lexicon.words(lambda one: one.cues.limits))


def _opening_with(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, as whole words where the script has words."""
    return re.compile("|".join(map(_whole, phrases)), re.IGNORECASE)


def _whole(phrase: str) -> str:
    spaced = re.escape(phrase).replace(r"\ ", r"\s+")
    return spaced if _UNSPACED.match(phrase) else spaced + r"\b"


@cache
def _sure_limits(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_of(lambda one: one.cues.sure_limits))


@cache
def _doubts(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.doubts), re.IGNORECASE)


@cache
def _denials(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.denials), re.IGNORECASE)


@cache
def _notices(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.notices), re.IGNORECASE)


@cache
def _points(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.points), re.IGNORECASE)


@cache
def _reports(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.reports), re.IGNORECASE)


@cache
def _backgrounds(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.backgrounds), re.IGNORECASE)


@cache
def _histories(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.histories), re.IGNORECASE)


@cache
def _today(lexicon: Lexicon) -> re.Pattern[str]:
    weekdays = lexicon.words(lambda one: " ".join(one.calendar.weekdays))
    dense = alternatives(word for word in weekdays if is_dense(word))
    days = lexicon.any_pattern(lambda one: one.cues.today)
    return re.compile(f"{days}|{dense}", re.IGNORECASE)


@cache
def _demands(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.demands), re.IGNORECASE)


@cache
def _opinions(lexicon: Lexicon) -> re.Pattern[str]:
    kinds = lexicon.any_pattern(lambda one: one.cues.opinions)
    return re.compile(rf"\W*(?:{kinds})", re.IGNORECASE)


@cache
def _grammar(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.grammar))


@cache
def _questions(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.questions))


@cache
def _back_references(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_pattern(lambda one: one.cues.back_references), re.IGNORECASE)


@cache
def _introductions(lexicon: Lexicon) -> re.Pattern[str]:
    phrases = lexicon.any_pattern(lambda one: one.cues.introductions)
    return re.compile(rf"(?:{phrases})[{full_stops(lexicon)}：:]?$|[:：]$", re.IGNORECASE)
