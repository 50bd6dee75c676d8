"""Numbers as the digest prints them."""

from __future__ import annotations

_FIRST_CIRCLED = ((36, 0x32B1), (21, 0x3251), (1, 0x2460))
"""Where Unicode's circled numbers 1–20, 21–35 and 36–50 begin."""


def circled(number: int) -> str:
    """①…㊿ for 1–50, `51.` and so on beyond."""
    if not 1 <= number <= 50:
        return f"{number}."
    first, code = next(pair for pair in _FIRST_CIRCLED if pair[0] <= number)
    return chr(code + number - first)
