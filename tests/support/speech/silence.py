"""MP3 files of silence: MPEG-2 Layer III, 24 kHz, one channel, 32 kbit/s, 24 ms a frame."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

FRAME = b"\xff\xf3\x44\xc0" + bytes(92)
"""A header and nothing in it; the first bytes of the latter say that nothing is to be heard."""
FRAMES_A_SECOND = 1000 / 24

_SAY = """
import os, pathlib, sys
said = sys.stdin.read()
with pathlib.Path(__file__).with_suffix(".said").open("a", encoding="utf-8") as file:
    file.write(os.environ["VOICE_LANGUAGE"] + ": " + said.replace(chr(10), " / ") + chr(10))
sys.stdout.buffer.write((bytes.fromhex("fff344c0") + bytes(92)) * 25 * len(said))
"""


def silence(frames: int) -> bytes:
    return FRAME * frames


def silent_voice(folder: Path) -> str:
    """A command that is silent for 0.6 seconds a character, and writes down what it was to say."""
    script = folder / "voice.py"
    script.write_text(_SAY, encoding="utf-8")
    return shlex.join((sys.executable, "-I", str(script)))


def said_by(folder: Path) -> list[str]:
    """What that command was to say, a line a chapter, behind the language."""
    file = folder / "voice.said"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
