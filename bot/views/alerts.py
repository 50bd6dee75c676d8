"""What editors are told when something fails, and readers who ask meanwhile or too much."""

from __future__ import annotations

from datetime import datetime

from bot.i18n.translator import Translator
from bot.views.papers.slots import title_of
from digests.errors import StoreBusyError, StoreError
from digests.model import Edition


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


def deaf_sentence(translator: Translator, said: str) -> str:
    """What is written to the bot does not reach it; `said` is what failed, in Telegram's words."""
    if "409" in said:
        return translator.gettext(
            "⚠️ Another program takes the messages that are written to me: it runs with my token, "
            "or has set a webhook. Please stop one of the two. Until then I answer only some of "
            "them, or none."
        )
    return translator.gettext(
        "⚠️ I can't receive messages; the last answer I got: {said}. I'll keep trying. Nothing "
        "is lost: Telegram keeps messages for a day.",
        said=said or "–",
    )


def hears_sentence(translator: Translator, minutes: int) -> str:
    """What is written to the bot reaches it again."""
    return translator.ngettext(
        "✅ I can receive messages again, after {count} minute without any.",
        "✅ I can receive messages again, after {count} minutes without any.",
        minutes,
    )


def stuck_sentence(translator: Translator) -> str:
    """The work of a minute does not come to an end."""
    return translator.gettext(
        "⚠️ What I do each minute does not come to an end, so scheduled editions and readers' "
        "hours are late. If this lasts, please have me started again; nothing is lost by that."
    )


def unstuck_sentence(translator: Translator, minutes: int) -> str:
    """The work of a minute comes to an end again."""
    return translator.ngettext(
        "✅ I keep time again, after {count} minute. What was due meanwhile goes out now.",
        "✅ I keep time again, after {count} minutes. What was due meanwhile goes out now.",
        minutes,
    )


def set_back_sentence(translator: Translator, before: datetime, after: datetime, zone: str) -> str:
    """The machine's clock was set back, as the clocks of a zone show it."""
    return translator.gettext(
        "⚠️ The clock of my computer was set back, from {before} to {after}. Nobody gets an "
        "edition twice, but hours and schedules go by the new time. If it is wrong, please set "
        "the clock right.",
        before=translator.moment(before, zone),
        after=translator.moment(after, zone),
    )


def superseded_sentence(translator: Translator, edition: Edition) -> str:
    """A scheduled edition whose place another has taken, and what can be done."""
    return translator.gettext(
        "⚠️ “{title}” was scheduled, but its day has another edition by now. It is a draft again: "
        "/drafts offers to put it in the other's place or to discard it.",
        title=title_of(translator, edition),
    )


def held_back_sentence(translator: Translator, edition: Edition, zone: str) -> str:
    """An edition that was scheduled when the database was restored."""
    return translator.gettext(
        "⚠️ My data were restored from a backup. “{title}” was scheduled for {moment}, and may have "
        "gone out since then. So it is a draft: /drafts offers to publish it or to discard it.",
        title=title_of(translator, edition),
        moment=translator.moment(edition.publish_at or edition.created_at, zone),
    )


def set_aside_sentence(translator: Translator, update: int) -> str:
    """An update that ended the bot each time it was handled, given up."""
    return translator.gettext(
        "⚠️ Each time I handled update {update}, I crashed. I have stopped trying, and told whoever "
        "sent it where I could. It stays in my database for two days: please look at it, and at "
        "what my log and my computer say about those moments.",
        update=update,
    )


def failed_sentence(translator: Translator, kind: str, failure_id: str) -> str:
    """A handler failed for somebody; the log has the `kind` of error under `failure_id`."""
    return translator.gettext(
        "⚠️ Something went wrong while I answered somebody: {kind} ({id}). My log has the details "
        "under this id. I tell you of the same kind once an hour at most.",
        kind=kind,
        id=failure_id,
    )


def backup_failed_sentence(translator: Translator, said: str) -> str:
    """The backup of the day was not made; `said` is why."""
    return translator.gettext(
        "⚠️ My backup of today was not made: {said}. Please look after it: what readers have chosen "
        "is the one thing that can't be made again.",
        said=said,
    )


def no_backups_sentence(translator: Translator, program: str) -> str:
    """No backups can be made, because a program of PostgreSQL's lacks."""
    return translator.gettext(
        "⚠️ I make no backups: {program} of PostgreSQL is not installed where I run. Please install "
        "it, no older than the server, and start me again; or set BOT_BACKUP_KEEP=0 if backups are "
        "made in another way. What readers have chosen is the one thing that can't be made again.",
        program=program,
    )


def backup_made_sentence(translator: Translator, _minutes: int) -> str:
    """A backup was made again."""
    return translator.gettext("✅ My backups are made again.")


def apology(translator: Translator, error: Exception | None, failure_id: str) -> str:
    """Something failed for a person who asked; at most 200 characters (answerCallbackQuery).

    `failure_id` is what the log has it under, which they can tell the editors.
    """
    return translator.gettext(
        "{apology} ({id})", apology=_apology(translator, error), id=failure_id
    )


def _apology(translator: Translator, error: Exception | None) -> str:
    if isinstance(error, StoreBusyError):
        return translator.gettext("I am very busy just now. Please try again in a moment.")
    if isinstance(error, StoreError):
        return translator.gettext(
            "I can't save anything just now, so this has to wait; the editors know. Reading "
            "still works: try /today."
        )
    return translator.gettext("Something went wrong here. Nothing is lost; please try again.")


def given_up_sentence(translator: Translator) -> str:
    """What somebody sent can't be handled; at most 200 characters, for an alert too."""
    return translator.gettext(
        "I can't handle this: it failed each time I tried. The editors know. Please try "
        "another way."
    )


def ask_in_private_sentence(translator: Translator, link: str) -> str:
    """A group has had all messages of this minute; at most 200 characters, for an alert too."""
    return translator.gettext(
        "Telegram lets me write only 20 messages a minute in a group. Ask me in private: {link}",
        link=link,
    )


def too_many_sentence(translator: Translator) -> str:
    """More of somebody's messages wait than will be answered."""
    return translator.gettext(
        "That is more than I can answer at once. I'll take the first few in turn; please send "
        "the rest again later."
    )
