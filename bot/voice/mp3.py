"""MP3 files: how long one is, and several as one with chapters.

ISO/IEC 11172-3 and 13818-3 (Layer III), https://id3.org/id3v2.3.0, and
https://id3.org/id3v2-chapters-1.0.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_RATES = (44_100, 48_000, 32_000)
_KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_FEWER_KILOBITS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Of MPEG-2 and 2.5, which have half the samples a frame as well."""
_RATE_DIVISORS = (4, 0, 2, 1)
"""By the two bits for MPEG 2.5, nothing, 2 and 1."""
_HEADER = 4
_ABOUT_ALL = (b"Xing", b"Info", b"VBRI")
"""What the first frame has in it where it is no sound, but tells of all others."""
_TELLS_WITHIN = 44
"""Bytes of a frame behind whose beginning that stands, at most."""
_TOP_AND_ORDERED = 3
_NO_OFFSET = 0xFFFFFFFF


class NotMp3Error(ValueError):
    """What should be an MP3 file is none, or one that can't be joined to the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The frames of an MP3 file, without what it says of itself; `rate` in samples a second."""

    frames: bytes = field(repr=False)
    seconds: float
    rate: int


@dataclass(frozen=True, slots=True)
class _Frame:
    size: int
    samples: int
    rate: int


def sound_of(data: bytes) -> Recording:
    """What is to be heard of a file; raises `NotMp3Error` where it holds no MP3."""
    start = _behind_tag(data)
    end, samples, rate = start, 0, 0
    for frame in _frames(data, start):
        tells = data[end + _HEADER : end + _TELLS_WITHIN]
        if not samples and any(sign in tells for sign in _ABOUT_ALL):
            start = end = end + frame.size
            continue
        end, samples, rate = end + frame.size, samples + frame.samples, frame.rate
    if not samples:
        raise NotMp3Error("there is no MP3 in it")
    return Recording(frames=data[start:end], seconds=samples / rate, rate=rate)


def joined(title: str, chapters: Sequence[tuple[str, Recording]]) -> bytes:
    """One file that has the chapters, each with its title; raises `NotMp3Error` if they differ."""
    if len({sound.rate for _, sound in chapters}) > 1:
        raise NotMp3Error("the chapters have different sample rates")
    return _tag(title, chapters) + b"".join(sound.frames for _, sound in chapters)


def starts_of(sounds: Sequence[Recording]) -> tuple[int, ...]:
    """When each of several begins that are heard one after another, in whole seconds."""
    return tuple(int(sum(one.seconds for one in sounds[:at])) for at in range(len(sounds)))


def _behind_tag(data: bytes) -> int:
    """Where the sound begins, behind what a tag says of it."""
    if not data.startswith(b"ID3") or len(data) < 10:
        return 0
    size = 0
    for seven_bits in data[6:10]:
        size = size << 7 | seven_bits & 0x7F
    return 10 + size


def _frames(data: bytes, at: int) -> Iterator[_Frame]:
    """The whole frames that follow each other from there on."""
    while frame := _frame_at(data, at):
        if at + frame.size > len(data):
            return
        yield frame
        at += frame.size


def _frame_at(data: bytes, at: int) -> _Frame | None:
    head = data[at : at + _HEADER]
    if len(head) < _HEADER or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    divisor = _RATE_DIVISORS[head[1] >> 3 & 3]
    bits, rated, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if not divisor or bits in {0, 15} or rated == 3:
        return None
    rate = _RATES[rated] // divisor
    samples, kilobits = (1152, _KILOBITS) if divisor == 1 else (576, _FEWER_KILOBITS)
    size = samples // 8 * kilobits[bits] * 1000 // rate + padding
    return _Frame(size, samples, rate)


# --- what a file says of itself ------------------------------------------------------------------


def _tag(title: str, chapters: Sequence[tuple[str, Recording]]) -> bytes:
    ids = [f"chapter{number}".encode() + b"\0" for number in range(len(chapters))]
    contents = struct.pack(">BB", _TOP_AND_ORDERED, len(ids)) + b"".join(ids)
    body = _titled(title) + _field(b"CTOC", b"contents\0" + contents)
    start = 0.0
    for name, (words, sound) in zip(ids, chapters, strict=True):
        end = start + sound.seconds
        span = struct.pack(">IIII", int(start * 1000), int(end * 1000), _NO_OFFSET, _NO_OFFSET)
        body += _field(b"CHAP", name + span + _titled(words))
        start = end
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body


def _titled(words: str) -> bytes:
    return _field(b"TIT2", b"\x01" + words.encode("utf-16"))


def _field(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + b"\0\0" + body
