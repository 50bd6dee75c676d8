"""A language that nobody speaks, as an entry of the lexicon."""

from __future__ import annotations

from digests.text.lexicon import LEXICON, Lexicon
from digests.text.lexicon.language import (
    CalendarWords,
    Counting,
    Cues,
    Filters,
    Labels,
    Language,
)

VESPAN = Language(
    code="vx",
    own_letters="ẅ",
    common_words="ozu tek vir dal",
    stops="⸎",
    calendar=CalendarWords(
        months=(
            *("unar", "dunar", "trinar", "kvanar", "kvinar", "sesar", "separ", "okar", "nonar"),
            *("dekar", "elkar", "zelkar"),
        ),
        days_ago=("dizo", "hizo", "anhizo"),
    ),
    labels=Labels(title="titulo", author="skribis", source="fonto", related="vidu_ankaz"),
    counting=Counting(numbers="Num."),
    filters=Filters(since="ekde"),
    cues=Cues(connectives="sedoz"),
)
WITH_VESPAN = Lexicon(languages=(*LEXICON.languages, VESPAN))
