"""What an editor sees who announces something: the question, for whom it is, and to confirm it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n.translator import Translator
from bot.views.desk.decisions import (
    ChooseReaders,
    LeaveAnnouncement,
    OfferReaders,
    SendAnnouncement,
)
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.papers import paper_name
from bot.views.rich_text import bold, join, plain, to_html
from digests.model import Announcement
from digests.values.papers import Paper, paper_of


def ask_message(translator: Translator) -> OutgoingMessage:
    """The question what to announce; a reply answers it."""
    ask = translator.gettext("What would you like to tell your readers?")
    hint = translator.gettext(
        "Reply to this message. Bold, links and other formatting stay as they are."
    )
    leave = button(translator.gettext("↩ Tell nobody"), LeaveAnnouncement())
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), plain(hint)])), keyboard=keyboard([[leave]])
    )


def announcement_message(announcement: Announcement) -> OutgoingMessage:
    """An announcement as readers get it."""
    return OutgoingMessage(text=announcement.content)


def readers_message(
    translator: Translator,
    announcement: Announcement,
    readers: Mapping[str, int],
    papers: Mapping[Paper, int],
) -> OutgoingMessage:
    """The question whom to send what stands above it, with how many those are.

    `readers` are by language, `papers` has how many read each.
    """
    count = sum(readers.values())
    ask = translator.gettext("Above is what readers will get. Whom shall I send it to?")
    reached = translator.ngettext("{count} subscriber in all", "{count} subscribers in all", count)
    everybody = translator.gettext("📣 Everybody ({count})", count=count)
    languages = [
        button(
            f"{translator.language_name(language)} ({number})",
            ChooseReaders(announcement.id, language),
        )
        for language, number in readers.items()
    ]
    choices = [
        button(f"📰 {paper_name(paper)} ({number})", ChooseReaders(announcement.id, "", paper.key))
        for paper, number in papers.items()
    ]
    leave = button(translator.gettext("↩ Tell nobody"), LeaveAnnouncement())
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), plain(reached)])),
        keyboard=keyboard(
            [
                [button(everybody, ChooseReaders(announcement.id, ""))],
                *(rows(languages, 2) if len(languages) > 1 else []),
                *(rows(choices, 1) if len(choices) > 1 else []),
                [leave],
            ]
        ),
    )


def confirm_message(
    translator: Translator, announcement: Announcement, papers: Sequence[Paper], count: int
) -> OutgoingMessage:
    """The question whether to send it to its addressees now, who are so many."""
    to = announcement.addressees
    ask = translator.ngettext(
        "Send it to {count} subscriber now?", "Send it to {count} subscribers now?", count
    )
    named = [
        *([translator.language_name(to.language)] if to.language else []),
        *([] if to.paper is None else [paper_name(paper_of(papers, to.paper))]),
    ]
    decision = SendAnnouncement(announcement.id, to.language, to.paper)
    send = button(translator.gettext("📣 Send it now"), decision)
    back = button(translator.gettext("↩ Back"), OfferReaders(announcement.id))
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), *map(plain, named)])), keyboard=keyboard([[send, back]])
    )


def settled_message(said: str) -> OutgoingMessage:
    """What became of it, in the place of the question."""
    return OutgoingMessage(text=to_html(plain(said)))
