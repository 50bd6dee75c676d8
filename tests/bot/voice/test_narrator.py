"""Editions are read out within bounds, and a voice that fails has a rest."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from bot.voice.narrator import Narrator, NotReadOutError, VoiceLimits
from bot.voice.voices import VoiceError
from digests.export.spoken import Chapter, SpokenEdition
from digests.values.narration import Narration
from tests.support.speech.silence import silence

SCRIPT = SpokenEdition(
    title="The Letter",
    language="en",
    chapters=(Chapter(title="The Letter", text="Hello."), Chapter(title="A", text="B.", number=1)),
)


@dataclass
class Silent:
    """A voice that is silent for three seconds, or fails as it is told to."""

    name: str = "silent"
    sound: bytes = silence(125)
    fails: bool = False
    hangs: bool = False

    async def say(self, text: str, language: str) -> bytes:
        del text, language
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails:
            raise VoiceError("status 500")
        return self.sound


@dataclass
class Kept:
    known: dict[str, Narration] = field(default_factory=dict)

    async def find(self, key: str) -> Narration | None:
        return self.known.get(key)

    async def keep(self, narration: Narration) -> None:
        self.known[narration.key] = narration


async def test_what_was_read_out_is_known_by_its_words_and_its_voice() -> None:
    kept, voice = Kept(), Silent()
    narrator = Narrator(voice, kept)
    assert await narrator.known(SCRIPT) is None
    narration, content = await narrator.read_out(SCRIPT)
    assert (narration.starts, narration.seconds) == ((0, 3), 6)
    assert content.endswith(silence(250))
    assert await narrator.known(SCRIPT) == narration
    voice.name = "another"
    assert await narrator.known(SCRIPT) is None


@pytest.mark.parametrize(
    ("voice", "limits", "why"),
    [
        (Silent(fails=True), VoiceLimits(), "status 500"),
        (Silent(sound=b"RIFF"), VoiceLimits(), "there is no MP3 in it"),
        (Silent(), VoiceLimits(bytes=20_000), "too large"),
        (Silent(hangs=True), VoiceLimits(of_chapter=0.001), "it took too long"),
        (Silent(hangs=True), VoiceLimits(of_edition=0.001), "it took too long"),
    ],
    ids=["refused", "no mp3", "large", "slow chapter", "slow edition"],
)
async def test_an_edition_that_can_t_be_read_out_is_told_in_the_log(
    voice: Silent, limits: VoiceLimits, why: str
) -> None:
    with capture_logs() as logs, pytest.raises(NotReadOutError):
        await Narrator(voice, Kept(), limits=limits).read_out(SCRIPT)
    assert [(log["event"], log["why"]) for log in logs] == [("edition_not_read_out", why)]


def test_what_is_too_long_is_not_taken() -> None:
    assert Narrator(Silent(), Kept()).takes(SCRIPT)
    assert not Narrator(Silent(), Kept(), limits=VoiceLimits(characters=7)).takes(SCRIPT)
    assert not Narrator(Silent(), Kept(), limits=VoiceLimits(chapters=1)).takes(SCRIPT)


async def test_a_voice_that_fails_twice_has_a_rest_and_is_tried_again_then() -> None:
    now, voice = [100.0], Silent(fails=True)
    narrator = Narrator(voice, Kept(), clock=lambda: now[0])
    for is_resting in (False, True):
        with pytest.raises(NotReadOutError):
            await narrator.read_out(SCRIPT)
        assert narrator.is_resting is is_resting
    voice.fails = False
    with pytest.raises(NotReadOutError):
        await narrator.read_out(SCRIPT)
    now[0] += VoiceLimits().rest
    assert not narrator.is_resting
    await narrator.read_out(SCRIPT)
