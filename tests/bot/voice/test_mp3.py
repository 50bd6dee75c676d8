"""MP3 files are measured by their frames, and put behind each other with chapters."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.voice.mp3 import NotMp3Error, Recording, joined, sound_of, starts_of
from tests.support.speech.silence import FRAME, silence

CD = b"\xff\xfb\x90\x00" + bytes(413)
"""A frame of 44.1 kHz, 128 kbit/s, two channels: 417 bytes."""
ABOUT_ALL = FRAME[:13] + b"Info" + FRAME[17:]


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        (silence(125), 3.0),
        (CD * 1225, 32.0),
        (ABOUT_ALL + silence(125), 3.0),
        (b"ID3\x03\x00\x00\x00\x00\x01\x02" + bytes(130) + silence(125), 3.0),
        (silence(125) + b"TAG" + bytes(125), 3.0),
        (silence(125) + FRAME[:50], 3.0),
    ],
    ids=["plain", "cd", "about all", "tag before", "tag behind", "cut short"],
)
def test_a_file_lasts_as_long_as_its_frames(data: bytes, seconds: float) -> None:
    assert sound_of(data).seconds == pytest.approx(seconds)


@pytest.mark.parametrize(
    "data", [b"", b"RIFF\x24\x00\x00\x00WAVEfmt ", b"OggS" + bytes(80), b'{"error": 1}', ABOUT_ALL]
)
def test_what_is_no_mp3_is_refused(data: bytes) -> None:
    with pytest.raises(NotMp3Error):
        sound_of(data)


@given(st.binary(max_size=400), st.integers(0, 3))
def test_no_bytes_do_more_than_being_refused(data: bytes, frames: int) -> None:
    try:
        assert sound_of(silence(frames) + data).seconds > 0
    except NotMp3Error:
        assert not frames


def test_chapters_follow_each_other_and_the_file_says_when() -> None:
    sounds = [sound_of(silence(frames)) for frames in (125, 250, 50)]
    names = ("渡し船", "Library", "Bell")
    file = joined("号外", [*zip(names, sounds, strict=True)])
    assert sound_of(file).seconds == pytest.approx(10.2)
    assert starts_of(sounds) == (0, 3, 9)
    found = file.index(b"CHAP", file.index(b"chapter1"))
    found = file.index(b"chapter1\0", found)
    assert struct.unpack(">II", file[found + 9 : found + 17]) == (3000, 9000)
    assert "渡し船".encode("utf-16") in file


def test_chapters_of_different_rates_are_not_put_together() -> None:
    chapters = [("a", sound_of(silence(2))), ("b", sound_of(CD * 2))]
    with pytest.raises(NotMp3Error, match="sample rates"):
        joined("号外", chapters)


def test_the_size_of_what_the_file_says_of_itself_is_told_in_seven_bits() -> None:
    sound = Recording(frames=FRAME, seconds=0.024, rate=24_000)
    file = joined("x" * 500, [("y" * 300, sound)])
    assert file.endswith(FRAME)
    assert sound_of(file) == sound
