"""What editors are told when something fails, and readers who ask meanwhile or too much."""

from __future__ import annotations

from datetime import datetime

from bot.i18n.translator import Translator
from digests.errors import StoreBusyError, StoreError


def trouble_sentence(translator: Translator, error: StoreError) -> str:
    """The database does not do what it is asked: what it says, what to do, what becomes of all."""
    said = str(error)
    if isinstance(error, StoreBusyError):
        return translator.gettext(
            "⚠️ My database is locked or out of reach; it says: {said}. Please look whether "
            "another program keeps it locked, or whether its server is down. Until then I send "
            "nothing and take no changes. Nothing is lost: I go on by myself where I stopped.",
            said=said,
        )
    return translator.gettext(
        "⚠️ My database can't write; it says: {said}. Most often the disk is full: please make "
        "room on it. Until then I send nothing and take no changes. Nothing is lost: I go on by "
        "myself where I stopped.",
        said=said,
    )


def well_sentence(translator: Translator) -> str:
    """The database works again."""
    return translator.gettext("✅ My database works again. I go on where I stopped.")


def set_back_sentence(translator: Translator, before: datetime, after: datetime, zone: str) -> str:
    """The machine's clock was set back, as the clocks of a zone show it."""
    return translator.gettext(
        "⚠️ The clock of my computer was set back, from {before} to {after}. Nobody gets an "
        "edition twice, but hours and schedules go by the new time. If it is wrong, please set "
        "the clock right.",
        before=translator.moment(before, zone),
        after=translator.moment(after, zone),
    )


def apology(translator: Translator, error: Exception | None) -> str:
    """Something failed for a person who asked; at most 200 characters (answerCallbackQuery)."""
    if isinstance(error, StoreBusyError):
        return translator.gettext("I am very busy just now. Please try again in a moment.")
    if isinstance(error, StoreError):
        return translator.gettext(
            "I can't write anything down just now, so this has to wait; the editors know. "
            "Reading works: try /today."
        )
    return translator.gettext("Something went wrong here. Nothing is lost; please try again.")


def ask_in_private_sentence(translator: Translator, link: str) -> str:
    """A group has had all messages of this minute; at most 200 characters, for an alert too."""
    return translator.gettext(
        "Telegram lets me write only 20 messages a minute in a group. Ask me in private: {link}",
        link=link,
    )


def too_many_sentence(translator: Translator) -> str:
    """More of somebody's messages wait than will be answered."""
    return translator.gettext(
        "That is more than I can answer at once. I take the first of it in turn; please send the "
        "rest again later."
    )
