"""Bytes to text, in any Japanese, Chinese, Cyrillic or Unicode encoding a tool may have used."""

from __future__ import annotations

import codecs
import re
from types import MappingProxyType

from digests.errors import ReadingError, ReadingFault
from digests.parsing.formats import encoding_scores

_EMBEDDED = re.compile(rb"data:[\w/+.;=-]{1,100},[\w/+=%-]+")  # RFC 2397
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
# Labels that the WHATWG Encoding Standard reads as the wider encoding people mean by them.
_MEANT = MappingProxyType(
    {
        "shift_jis": "cp932",
        "euc_jp": "euc_jis_2004",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "big5": "big5hkscs",
        "iso8859-1": "cp1252",
        "ascii": "cp1252",
        "koi8-r": "koi8-u",
    }
)
_CJK = ("cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949", "euc_kr")
_CYRILLIC = ("koi8-u", "cp866", "cp1251", "iso8859-5", "mac-cyrillic")
_OTHERS = ("cp874", "cp1250", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258")
_OLDER = ("iso8859-2", "iso8859-7", "iso8859-9", "iso8859-15")
_DECLARABLE = frozenset((*_CJK, *_CYRILLIC, *_OTHERS, *_OLDER))
_ISO_2022_JP = ("iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext")
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\(|\([IJ])")
_ESCAPED_RUN = re.compile(rb"\x1b(\$[@B]|\([BIJ])([^\x1b]*)")
_DECLARATION = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096  # bytes; the standard says 1024, and pages put it later
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r"))
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_FEW_BEYOND_ASCII = 0.02  # of the bytes
_DROP_CONTROLS = str.maketrans("", "", "".join(map(chr, _CONTROLS)))
_MOST_CONTROLS = 0.01  # of the bytes: text has none, compressed data about a tenth
_WIDE_SAMPLE = 16 * 1024  # bytes


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The text that `data` spells, without byte order mark and control characters, else verbatim.

    `declared` is the encoding that a file claims (`<meta charset>`); it is believed only where
    the text does not contradict it. Raises ReadingError(NOT_TEXT) where no encoding fits.
    """
    text = _spelled_out(data)
    if text is None:
        text = _inferred(_without_controls(data), declared)
    # A file cut in the middle of a character ends in the sign for one that can't be read.
    return text.removesuffix("\ufffd").translate(_DROP_CONTROLS)


def decode_file(data: bytes, *, most: int) -> str:
    """The text of a whole file, in the encoding that it declares, if it does.

    Raises ReadingError: NOT_TEXT, or TOO_BIG where it has more than `most` bytes besides pictures.
    """
    if len(data) > most and len(_EMBEDDED.sub(b"", data)) > most:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{most // 1_000_000} MB"})
    return decode(data, declared=declared_encoding(data))


def declared_encoding(data: bytes) -> str | None:
    """The label that a page or XML declares near its start, as it stands there."""
    declaration = _DECLARATION.search(data[:_DECLARED_WITHIN])
    return declaration[1].decode("ascii") if declaration else None


def _spelled_out(data: bytes) -> str | None:
    """The text of an encoding that shows in the bytes by itself."""
    decoded = (sniff(data) for sniff in (_marked, _escaped, _wide))
    return next((text for text in decoded if text is not None), None)


def _inferred(data: bytes, declared: str | None) -> str:
    for text in (_strict(data, "utf-8"), _declared(data, declared), _cut_utf8(data)):
        if text is not None:
            return text
    return _guessed(data)


def _marked(data: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            if encoding_scores.is_noise(text):
                raise ReadingError(ReadingFault.NOT_TEXT)
            return text
    return None


def _escaped(data: bytes) -> str | None:
    """ISO-2022-JP, known by its escapes; mail programs add signs that the standard lacks (①)."""
    if not data.isascii() or not _ESCAPE.search(data):
        return None
    for encoding in _ISO_2022_JP:
        text = _strict(data, encoding)
        if text is not None:
            return text
    return _ESCAPED_RUN.sub(_as_cp932, data).decode("cp932", "replace")


def _as_cp932(run: re.Match[bytes]) -> bytes:
    designation, text = run.groups()
    if designation == b"(I":
        return bytes(byte | 0x80 if byte > 0x20 else byte for byte in text)
    if designation in (b"(B", b"(J"):
        return bytes(text)
    return b"".join(_shifted(*pair) for pair in zip(text[::2], text[1::2], strict=False))


def _shifted(row: int, cell: int) -> bytes:
    """A JIS X 0208 code in Shift_JIS, by the arithmetic of JIS X 0208:1997, appendix 1."""
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    trail = cell + 0x1F + (cell >= 0x60) if row % 2 else cell + 0x7E
    return bytes((lead & 0xFF, trail & 0xFF))


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, known by NULs and by what makes sense in which order."""
    if b"\0" not in data:
        return None
    head = data[:_WIDE_SAMPLE]
    best = max(_WIDE, key=lambda encoding: encoding_scores.sense(head.decode(encoding, "replace")))
    if encoding_scores.sense(head.decode(best, "replace")) < encoding_scores.SENSE:
        return None
    return data.decode(best, "replace")


def _without_controls(data: bytes) -> bytes:
    rest = data.translate(None, _CONTROLS)
    if len(data) - len(rest) > _MOST_CONTROLS * len(data):
        raise ReadingError(ReadingFault.NOT_TEXT)
    return rest


def _declared(data: bytes, declared: str | None) -> str | None:
    encoding = _meant(declared) if declared else None
    text = _strict(data, encoding) if encoding else None
    # A page saved again in another encoding keeps its old declaration.
    if text is None or encoding is None or encoding_scores.contradicts(text, encoding):
        return None
    return text


def _meant(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _DECLARABLE else None


def _guessed(data: bytes) -> str:
    guesses = [
        (data.decode(script.encoding, "replace"), script) for script in encoding_scores.SCRIPTS
    ]
    score, text = max((script.score(text), text) for text, script in guesses)
    if score < encoding_scores.SENSE and not _is_mostly_ascii(data):
        raise ReadingError(ReadingFault.NOT_TEXT)
    return text


def _cut_utf8(data: bytes) -> str | None:
    """UTF-8 that ends inside a character, without it."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return None
    # Nothing but ASCII before the odd bytes says nothing about them.
    return None if text.isascii() else text


def _is_mostly_ascii(data: bytes) -> bool:
    """Whether so little is beyond ASCII that a wrong guess costs a few signs, not the text."""
    return len(data) - len(data.translate(None, _BEYOND_ASCII)) <= _FEW_BEYOND_ASCII * len(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
