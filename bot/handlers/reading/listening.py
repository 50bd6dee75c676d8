"""Hearing an edition instead of reading it."""

from __future__ import annotations

from bot.botapi.requests import Target
from bot.handlers.reading.audio_requests import AudioAnswer, AudioTarget
from bot.handlers.request import Request, Toast
from bot.views.reading import listening
from bot.views.reading.listen_callbacks import ListenToEdition
from digests.model import Edition, EditionState


async def press_listen(request: Request, callback: ListenToEdition) -> Toast | None:
    """Send an edition read out, now or when it is made."""
    said = await _asked(request, await request.archive.edition(callback.edition))
    return Toast(said) if said else None


async def send_aloud(request: Request, edition: Edition) -> None:
    """The same for who asks in words."""
    if said := await _asked(request, edition):
        await request.say(said)


async def _asked(request: Request, edition: Edition | None) -> str:
    """What is said before the audio comes, or instead of it; nothing where it came at once."""
    translator, audio = request.translator, request.services.audio
    if audio is None:
        return listening.no_voice(translator)
    if edition is None or edition.state is not EditionState.PUBLISHED:
        return listening.not_to_be_heard(translator)
    listener = AudioTarget(Target(request.chat.id, request.topic), translator)
    match await audio.ask(edition, listener):
        case AudioAnswer.SENT:
            return ""
        case AudioAnswer.BEING_READ:
            return listening.being_read(translator)
        case AudioAnswer.TOO_LONG:
            return listening.too_long_to_read(translator)
        case AudioAnswer.NOT_NOW:
            return listening.no_voice_now(translator)
