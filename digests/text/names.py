"""Tells a person's name on a line of its own from titles and sections."""

from __future__ import annotations

import re

from digests.text.characters import HAN, KANA

_NAME = re.compile(
    rf"[{HAN}ヶヵ]{{1,4}}[\s\u3000]?[{HAN}{KANA}]{{1,8}}|"
    r"[^\W\d_a-zа-я][\w.'’-]*(?:\s+(?:de|van|von|der|di|la|[^\W\d_a-zа-я][\w.'’-]*)){1,3}"
)
_NO_NAME = re.compile(
    r"ニュース|情報|新聞|通信|日報|週報|月報|速報|だより|便り|ダイジェスト|まとめ|目次|一覧|号$|版$|"
    r"記事|国内|国際|海外|本日|今日|政治|経済|社会|科学|文化|芸能|生活|地域|町内|スポーツ|特集|コラム|"
    r"简报|新闻|要闻|摘要|日报|周报|目录|news|digest|weekly|daily|"
    r"edition|issue|contents|update|новости|дайджест|выпуск|обзор|сводка",
    re.IGNORECASE,
)
_LONGEST = 40


def is_name(text: str) -> bool:
    """Whether a line is probably somebody's name and nothing else."""
    if len(text) > _LONGEST or (text.isupper() and text.isascii()):
        return False
    return _NAME.fullmatch(text) is not None and not _NO_NAME.search(text)
