"""How much each candidate is news: of these days, or of what was before and around it."""

from __future__ import annotations

from collections.abc import Sequence

from digests.model import ParagraphKind
from digests.summary.candidates import CandidateSentence
from digests.summary.cues import (
    demands,
    is_history,
    is_mostly_a_quote,
    is_of_today,
    looks_back,
    reports_news,
)

_REPORT, _TODAY, _DEMAND, _PAST = 0.5, 0.5, 1.5, 3.0


def novelty(found: Sequence[CandidateSentence]) -> tuple[float, ...]:
    """Above 0 for what became known, is dated these days or has to be done, below for what was.

    What goes on behind a history is as old as that, up to the paragraph's end or the day's news.
    A paragraph in which somebody only speaks sets a scene, where another one follows.
    """
    scenes = _scenes(found)
    told: list[float] = []
    paragraph, is_past = -1, False
    for one in found:
        reports, is_today = reports_news(one.text), is_of_today(one.text)
        goes_on = one.paragraph == paragraph and is_past
        is_old = goes_on or is_history(one.text) or one.paragraph in scenes
        is_past = is_old and not (reports or is_today)
        paragraph = one.paragraph
        is_behind = is_past or looks_back(one.text)
        asks = demands(one.text) and not reports
        told.append(_REPORT * reports + _TODAY * is_today + _DEMAND * asks - _PAST * is_behind)
    return tuple(told)


def _scenes(found: Sequence[CandidateSentence]) -> frozenset[int]:
    """The places of paragraphs with a bare quote, and of a first one before it or a history.

    But for the last, behind which no news comes.
    """
    prose = [one for one in found if one.kind is ParagraphKind.PROSE]
    quoted = {one.paragraph for one in prose if is_mostly_a_quote(one.text)}
    first, *others = dict.fromkeys(one.paragraph for one in prose) or (-1,)
    second = next((one for one in prose if one.paragraph in others[:1]), None)
    if second and (second.paragraph in quoted or is_history(second.text)):
        quoted.add(first)
    return frozenset(quoted - {one.paragraph for one in found[-1:]})
