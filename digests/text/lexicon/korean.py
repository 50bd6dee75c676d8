"""Korean."""

from __future__ import annotations

from digests.text.characters import HANGUL
from digests.text.lexicon.language import CalendarWords, Cues, Language

KOREAN = Language(
    code="ko",
    script=HANGUL,
    calendar=CalendarWords(
        date_signs=("년", "월", "일"),
        weekdays="월요일 화요일 수요일 목요일 금요일 토요일 일요일",
        days_ago=("오늘", "어제", "그제 그저께"),
        weekday_signs="월화수목금토일",
    ),
    cues=Cues(
        connectives=("하지만 그러나 그런데 또 또한 한편 이에 이어 그래서 따라서 반면 다만 특히"),
        limits="다만 하지만 그러나",
        sure_limits="다만",
        doubts="증거|확인되지|확인하지|불분명|알려지지|밝히지 않",
        introductions="다음과 같다",
        report_particles="이라고 라고 이라며 라며 이라는 라는 고 며 는 면서",
    ),
)
