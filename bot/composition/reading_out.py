"""What reads editions out, where the operator has set a voice."""

from __future__ import annotations

from bot.settings import OfflineSettings, environment_of_others
from bot.voice.narrator import Narrator
from bot.voice.voices import CommandVoice, EndpointVoice, Voice
from digests.store import Store


def narrator(settings: OfflineSettings, store: Store) -> Narrator | None:
    """Whoever reads editions out; None where nobody is to."""
    voice = _voice(settings)
    return Narrator(voice, store.narrations) if voice else None


def _voice(settings: OfflineSettings) -> Voice | None:
    if settings.voice_command:
        return CommandVoice.of(settings.voice_command, environment_of_others())
    if settings.voice_url and settings.voice_model:
        return EndpointVoice(
            url=str(settings.voice_url).rstrip("/"),
            model=settings.voice_model,
            speaker=settings.voice_speaker,
            key=settings.voice_key.get_secret_value() if settings.voice_key else None,
        )
    return None
