"""The list of what is coming: drafts, what is scheduled or waits, and broadcasts under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import ShowPreview
from bot.views.desk.broadcasts import headline, percent, title_of_content
from bot.views.desk.publication.prospects import name_in_list, name_of, obstacle_line, prospect_line
from bot.views.desk.publication.publishing_callbacks import ShowBroadcast
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rich_text import RichText, begun, bold, join, paginate, plain, to_html
from digests.broadcasts import BroadcastStatus
from digests.model import Announcement, Edition
from digests.values.orders import Prospect

_MOST = 40
"""Entries, each with a button: one keyboard has room for a hundred."""

_LONGEST_NAME = 200
"""Characters of what an edition is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An edition that is not decided about, and how it is to be published."""

    edition: Edition
    prospect: Prospect


def queue_messages(
    translator: Translator,
    coming: Sequence[Coming],
    under_way: Sequence[BroadcastStatus],
    zone: str,
) -> list[OutgoingMessage]:
    """What is going out, then what is coming, each with its state and a button to its card."""
    if not coming and not under_way:
        said = translator.gettext("Nothing is coming. Post a file, and it becomes a draft.")
        return [OutgoingMessage(text=to_html(plain(said)))]
    going, drafts = under_way[:_MOST], coming[: max(0, _MOST - len(under_way))]
    left = len(coming) + len(under_way) - len(going) - len(drafts)
    sections = [
        *(_going(translator, one) for one in going),
        *(_coming(translator, one, zone) for one in drafts),
        plain(translator.ngettext("… and {count} more", "… and {count} more", left))
        if left
        else (),
    ]
    keys = [_way_to(translator, one) for one in going]
    keys += [
        [button(name_in_list(translator, one.edition), ShowPreview(one.edition.id))]
        for one in drafts
    ]
    pages = paginate([one for one in sections if one], "\n\n")
    return [
        OutgoingMessage(
            text=to_html(page.text), keyboard=keyboard(keys) if page is pages[-1] else None
        )
        for page in pages
    ]


def _way_to(translator: Translator, status: BroadcastStatus) -> list[InlineKeyboardButton]:
    name = _name_in_list(translator, status.content)
    return [button(f"📣 {name}", ShowBroadcast(status.broadcast.id))]


def _name_in_list(translator: Translator, content: Edition | Announcement | None) -> str:
    if isinstance(content, Edition):
        return name_in_list(translator, content)
    return title_of_content(translator, content)


def _going(translator: Translator, status: BroadcastStatus) -> RichText:
    return join(
        "\n",
        [
            begun(bold(title_of_content(translator, status.content)), _LONGEST_NAME),
            plain(f"{headline(translator, status.broadcast)} · {percent(status.progress)} %"),
        ],
    )


def _coming(translator: Translator, coming: Coming, zone: str) -> RichText:
    edition, prospect = coming.edition, coming.prospect
    lines = [
        begun(bold(name_of(translator, edition)), _LONGEST_NAME),
        plain(standing_line(translator, edition, zone, prospect)),
        plain(obstacle_line(translator, edition, prospect)),
    ]
    return join("\n", [line for line in lines if line])


def standing_line(translator: Translator, edition: Edition, zone: str, prospect: Prospect) -> str:
    """Where an undecided edition stands."""
    decided = prospect_line(translator, edition, zone, prospect)
    if decided or edition.publish_at is None:
        return decided or translator.gettext("Draft: readers don't see it yet.")
    moment = translator.moment(edition.publish_at, zone)
    return translator.gettext("Scheduled for {moment}.", moment=moment)
