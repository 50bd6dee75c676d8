"""Tells the line that names who took or gave a picture."""

from __future__ import annotations

import re

_CREDIT = re.compile(
    r"©|\(c\)\s|\bvia\s+[A-Z]|\bhandout\b|courtesy of|^(?:photo|image|credit|фото)\b|/\s?pool\b|"
    r"^[(（]?(?:提供|撮影|写真|画像|クレジット)\s*[:：＝=／/]",
    re.IGNORECASE,
)
_LONGEST = 120


def is_credit(text: str) -> bool:
    """Whether a line is a photo's credit: short, no sentence, `提供：…`, `©`, `… via …`."""
    short = len(text) <= _LONGEST and not text.endswith(("。", "."))
    return short and _CREDIT.search(text) is not None
