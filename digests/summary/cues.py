"""Phrases that tell what a sentence does to the one before it, in the languages we know.

A language that is missing here loses a refinement, never its summary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from digests.text.characters import HAN, KANA, THAI
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense
from digests.text.lexicon.language import Cues
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
    return _patterns(LEXICON).connectives.match(sentence.lstrip(_OPENING_SIGNS)) is not None


def limits_the_former(sentence: str, *, same_paragraph: bool) -> bool:
    """Whether it takes back part of what the sentence before it claims.

    ただし、証拠はない / However, there is no evidence. In the claim's own paragraph a contrast is
    enough; outside it has to say both that it limits and what is doubtful. What stands before a
    colon is passed over (注：ただし… / Note: however …).
    """
    said = _LABEL.sub("", sentence, count=1)
    contrasts = _patterns(LEXICON).limits.match(said.lstrip(_OPENING_SIGNS)) is not None
    if same_paragraph and (contrasts or _limits_by_itself(said)):
        return True
    if not _patterns(LEXICON).doubts.search(said):
        return False
    refers_back = _patterns(LEXICON).back_references.search(sentence) is not None
    return contrasts or (same_paragraph and refers_back)


def _limits_by_itself(sentence: str) -> bool:
    """Whether it can't do anything else: ただし… / The company denies it."""
    sure = _patterns(LEXICON).sure_limits.match(sentence)
    return sure is not None or _patterns(LEXICON).denials.search(sentence) is not None


def is_notice(sentence: str) -> bool:
    """Whether it addresses the reader instead of telling something: 続きは… / Follow us."""
    return _patterns(LEXICON).notices.search(QUOTATION.sub("", sentence)) is not None


def makes_the_point(sentence: str) -> bool:
    """Whether a text says there what it is for: 本稿では… / This post … / I propose …."""
    return _patterns(LEXICON).points.search(QUOTATION.sub("", sentence)) is not None


def reports_news(sentence: str) -> bool:
    """Whether something became known or was decided there: …と発表した。 / the court ruled."""
    return _patterns(LEXICON).reports.search(QUOTATION.sub("", sentence)) is not None


def looks_back(sentence: str) -> bool:
    """Whether it tells what was before the news: かつて… / There were once …."""
    return _patterns(LEXICON).backgrounds.search(sentence) is not None


def is_history(sentence: str) -> bool:
    """Whether it tells of what is long past, and of nothing new: 1919年、… / built in 1887."""
    if _patterns(LEXICON).histories.search(sentence, 0, _OPENING) is None:
        return False
    return not (reports_news(sentence) or is_of_today(sentence))


def demands(sentence: str) -> bool:
    """Whether it says what has to be done: …べきだ。 / The town should …."""
    return _patterns(LEXICON).demands.search(QUOTATION.sub("", sentence)) is not None


def is_opinion(headline: str) -> bool:
    """Whether a headline says that the text argues for something: 社説… / Comment: …."""
    return _patterns(LEXICON).opinions.match(headline) is not None


def is_question(sentence: str) -> bool:
    """Whether it asks without a question mark: …ですか。 / …습니까."""
    return _patterns(LEXICON).questions.search(sentence) is not None


def is_grammar(letters: str) -> bool:
    """Whether a pair of letters only joins others: を / 的 / 에서."""
    return _patterns(LEXICON).grammar.search(letters) is not None


def is_of_today(sentence: str) -> bool:
    """Whether it dates what happened these days or is to come: 13日、… / on Monday."""
    return _patterns(LEXICON).today.search(QUOTATION.sub("", sentence)) is not None


def introduces_a_list(sentence: str) -> bool:
    """Whether it only says that something follows: 以下の通り。 / as follows:."""
    return _patterns(LEXICON).introductions.search(sentence) is not None


def is_mostly_a_quote(sentence: str) -> bool:
    """Whether somebody speaks there and little else is said."""
    if QUOTATION.match(sentence) is None:
        return False
    quoted = sum(map(len, QUOTATION.findall(sentence)))
    share = _SPOKEN_SHARE if _patterns(LEXICON).speech.search(sentence) else _QUOTED_SHARE
    return quoted > share * len(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patterns:
    """The cues of all languages, ready to be looked for (`digests.text.lexicon.language.Cues`)."""

    connectives: re.Pattern[str]
    limits: re.Pattern[str]
    sure_limits: re.Pattern[str]
    doubts: re.Pattern[str]
    denials: re.Pattern[str]
    notices: re.Pattern[str]
    points: re.Pattern[str]
    reports: re.Pattern[str]
    backgrounds: re.Pattern[str]
    histories: re.Pattern[str]
    today: re.Pattern[str]
    demands: re.Pattern[str]
    opinions: re.Pattern[str]
    grammar: re.Pattern[str]
    questions: re.Pattern[str]
    back_references: re.Pattern[str]
    introductions: re.Pattern[str]
    speech: re.Pattern[str]
    """Signs of somebody speaking within a quotation, or right behind it."""


def prepare() -> None:
    """Compile what is looked for; else the first summary takes a tenth of a second longer."""
    _patterns(LEXICON)


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    def any_case(of: Callable[[Cues], str], around: str = "{}") -> re.Pattern[str]:
        cues = lexicon.any_pattern(lambda one: of(one.cues))
        return re.compile(around.replace("{}", cues), re.IGNORECASE)

    weekdays = lexicon.words(lambda one: " ".join(one.calendar.weekdays))
    dense = alternatives(word for word in weekdays if is_dense(word))
    ends = full_stops(lexicon)
    return _Patterns(
        connectives=_opening_with(lexicon.words(lambda one: one.cues.connectives)),
        limits=_opening_with(lexicon.words(lambda one: one.cues.limits)),
        sure_limits=re.compile(lexicon.any_of(lambda one: one.cues.sure_limits)),
        doubts=any_case(lambda one: one.doubts),
        denials=any_case(lambda one: one.denials),
        notices=any_case(lambda one: one.notices),
        points=any_case(lambda one: one.points),
        reports=any_case(lambda one: one.reports),
        backgrounds=any_case(lambda one: one.backgrounds),
        histories=any_case(lambda one: one.histories),
        today=any_case(lambda one: one.today, f"{{}}|{dense}"),
        demands=any_case(lambda one: one.demands),
        opinions=any_case(lambda one: one.opinions, r"\W*(?:{})"),
        grammar=any_case(lambda one: one.grammar),
        questions=any_case(lambda one: one.questions),
        back_references=any_case(lambda one: one.back_references),
        introductions=any_case(lambda one: one.introductions, rf"(?:{{}})[{ends}：:]?$|[:：]$"),
        speech=re.compile(rf"[,{stops(lexicon)}]\s?[\"“”»」』]|[\"“”»],|[」』]と"),
    )


def _opening_with(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, as whole words where the script has words."""
    return re.compile("|".join(map(_whole, phrases)), re.IGNORECASE)


def _whole(phrase: str) -> str:
    spaced = re.escape(phrase).replace(r"\ ", r"\s+")
    return spaced if _UNSPACED.match(phrase) else spaced + r"\b"
