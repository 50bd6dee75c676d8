"""An edition that was read out: the way to it, its message, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenEdition
from bot.views.keyboards import button, keyboard
from bot.views.message import AudioFile, OutgoingMessage
from bot.views.reading.listen_callbacks import ListenToEdition
from bot.views.rich_text import (
    CAPTION_LIMIT,
    RichText,
    aside,
    begun,
    bold,
    circled,
    fits,
    join,
    plain,
    shortened,
    to_html,
)
from digests.export.spoken import Chapter, SpokenEdition
from digests.model import Edition
from digests.values.narration import Narration

_WIDTHS = (60, 40, 24, 12)
"""Characters of a headline in the list of chapters; the shorter, the more chapters there are."""


def with_listening(
    translator: Translator, message: OutgoingMessage, edition: Edition
) -> OutgoingMessage:
    """The same message, with the way to hear the edition below all its buttons."""
    listen = button(translator.gettext("🎧 Listen"), ListenToEdition(edition.id))
    return replace(message, keyboard=keyboard([*message.rows, [listen]]))


def audio_message(
    translator: Translator,
    edition: Edition,
    script: SpokenEdition,
    narration: Narration,
    content: bytes | None = None,
) -> OutgoingMessage:
    """The edition as audio, below it when each chapter begins; apps jump there when tapped."""
    whole = button(translator.gettext("📋 Items"), OpenEdition(edition.id))
    return OutgoingMessage(
        text=to_html(_caption(translator, script, narration)),
        keyboard=keyboard([[whole]]),
        audio=AudioFile(
            key=narration.key,
            name=f"{edition.date.isoformat()}.mp3",
            title=script.title,
            performer=edition.digest.author or "",
            seconds=narration.seconds,
            content=content,
        ),
    )


def _caption(translator: Translator, script: SpokenEdition, narration: Narration) -> RichText:
    by = aside(translator, translator.gettext("A computer's voice reads this out."))
    captions = (
        join("\n\n", [bold(f"🎧 {script.title}"), by, _times(script.chapters, narration, width)])
        for width in _WIDTHS
    )
    *_, shortest = told = [*captions]
    fitting = (caption for caption in told if fits(caption, CAPTION_LIMIT))
    return next(fitting, begun(shortest, CAPTION_LIMIT))


def _times(chapters: Sequence[Chapter], narration: Narration, width: int) -> RichText:
    """A line for each item; the opening needs none, it is where one begins to listen."""
    lines = [
        f"{_clock(start)} {circled(chapter.number)} {shortened(chapter.title, width)}"
        for chapter, start in zip(chapters, narration.starts, strict=True)
        if chapter.number is not None
    ]
    return plain("\n".join(lines))


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


# --- what is said instead ------------------------------------------------------------------------


def being_read(translator: Translator) -> str:
    """It comes by itself."""
    return translator.gettext(
        "The edition is being read out. That takes some minutes; then it comes here."
    )


def too_long_to_read(translator: Translator) -> str:
    """Of this edition there will be none."""
    return translator.gettext("This edition is too long to be read out.")


def no_voice_now(translator: Translator) -> str:
    """It may go well later."""
    return translator.gettext("Editions can't be read out just now. Please try again later.")


def no_voice(translator: Translator) -> str:
    """The operator has set none, or took it away since the button was sent."""
    return translator.gettext("I can't read editions out: no voice is set up here.")


def not_to_be_heard(translator: Translator) -> str:
    """The edition was recalled, or is no more."""
    return translator.gettext("That edition is no longer available.")
