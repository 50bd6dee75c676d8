"""Rich Text Format as tokens: groups, control words, and the bytes and characters between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)|\\"
)


class TokenKind(StrEnum):
    """What a token of a file is."""

    OPEN = "open"  # a group begins
    CLOSE = "close"  # a group ends
    WORD = "word"  # a control word, `name`, with its `number`
    SIGN = "sign"  # a control symbol, `name`
    BYTE = "byte"  # one byte of text, written in hexadecimal
    TEXT = "text"  # bytes of text as they stand
    BINARY = "binary"  # bytes of a picture as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token; `number` is None where a control word has none."""

    kind: TokenKind
    name: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a file, in order; line ends mean nothing and are none."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        token = _token(found)
        if token is not None and token.kind is TokenKind.WORD and token.name == "bin":
            length = max(0, token.number or 0)
            yield Token(kind=TokenKind.BINARY, data=data[at : at + length])
            at += length
        elif token is not None:
            yield token


def _token(found: re.Match[bytes]) -> Token | None:
    word, number, byte, sign, brace, text = found.groups()
    if word:
        told = int(number) if number else None
        return Token(kind=TokenKind.WORD, name=word.decode("ascii"), number=told)
    if byte:
        return Token(kind=TokenKind.BYTE, data=bytes.fromhex(byte.decode("ascii")))
    if sign:
        return Token(kind=TokenKind.SIGN, name=sign.decode("latin-1"))
    if brace:
        return Token(kind=TokenKind.OPEN if brace == b"{" else TokenKind.CLOSE)
    return Token(kind=TokenKind.TEXT, data=text) if text else None
