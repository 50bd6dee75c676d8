"""The card that tells an editor how far a broadcast is, and its final report."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    AssumeDelivered,
    CancelBroadcast,
    PauseBroadcast,
    ResendUnknown,
    ResumeBroadcast,
    RetryRefused,
    RetryTooLate,
    SendNow,
)
from bot.views.desk.letters import vote_lines
from bot.views.desk.publication.publishing_callbacks import (
    AskStop,
    ResumeStopped,
    ShowBroadcast,
)
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import title_of
from bot.views.plain_words import words_of
from bot.views.rich_text import aside, bold, join, plain, to_html
from digests.delivery.model import (
    RESTORED,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Progress,
    Undelivered,
)
from digests.model import Announcement, Edition, SubscriberState
from digests.values.feedback import VoteSums

_BAR = 12
"""Cells of the progress bar: fits beside its figure on the narrowest phone."""
_LONGEST_TITLE = 80
"""Characters of an announcement's first line."""
OVER = frozenset({BroadcastState.FINISHED, BroadcastState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a broadcast stands.

    `rate` is recipients a second of late, None where that is not known; `ends` is when it will be
    through at that rate, and `zone` the clock to tell it by. `votes` are the readers', by item.
    `is_resumable` says that it was stopped, and can go on.
    """

    content: Edition | Announcement | None
    broadcast: Broadcast
    progress: Progress
    rate: float | None = None
    ends: datetime | None = None
    zone: str = "UTC"
    votes: Mapping[int, VoteSums] = field(default_factory=dict)
    is_resumable: bool = False


def broadcast_message(translator: Translator, stand: Stand) -> OutgoingMessage:
    """How far a broadcast is; once it is finished, the report."""
    progress = stand.progress
    text = join(
        "\n",
        [
            bold(headline(translator, stand.broadcast)),
            plain(title_of_content(translator, stand.content)),
            plain(_bar(progress)) if progress.owed else (),
            *(plain(f"• {line}") for line in progress_lines(translator, progress)),
            plain(_pace(translator, stand)),
            *map(plain, vote_lines(stand.votes)),
            aside(translator, _note(translator, stand)),
        ],
    )
    return OutgoingMessage(text=to_html(text), keyboard=keyboard(_ways(translator, stand)))


def headline(translator: Translator, broadcast: Broadcast) -> str:
    """What a broadcast does, or how it stands; both where it does not go on."""
    kinds = {
        BroadcastKind.CORRECTION: translator.gettext("✏️ Correction"),
        BroadcastKind.RECALL: translator.gettext("↩️ Recall"),
        BroadcastKind.ERRATUM: translator.gettext("✏️ Telling readers what was corrected"),
    }
    does, stands = kinds.get(broadcast.kind), _state_words(translator, broadcast.state)
    if does is None:
        return stands
    is_held_up = broadcast.state in {BroadcastState.PAUSED, BroadcastState.CANCELLED}
    return f"{does} · {stands}" if is_held_up else does


def _state_words(translator: Translator, state: BroadcastState) -> str:
    states = {
        BroadcastState.RUNNING: translator.gettext("📣 Going out"),
        BroadcastState.PAUSED: translator.gettext("⏸ Paused"),
        BroadcastState.FINISHED: translator.gettext("✅ Delivered"),
        BroadcastState.CANCELLED: translator.gettext("⏹ Stopped"),
    }
    return states[state]


def title_of_content(translator: Translator, content: Edition | Announcement | None) -> str:
    """What it is about in a line: of an announcement its beginning, of a round-up what that is."""
    if content is None:
        return translator.gettext("Headlines for readers with days of their own")
    if isinstance(content, Edition):
        return title_of(translator, content)
    first = words_of(content.content).partition("\n")[0]
    return first if len(first) <= _LONGEST_TITLE else f"{first[: _LONGEST_TITLE - 1]}…"


def _bar(progress: Progress) -> str:
    full = _BAR * percent(progress) // 100
    return f"{'▓' * full}{'░' * (_BAR - full)} {percent(progress)} %"


def percent(progress: Progress) -> int:
    """How many of all are settled, those included whose hour is still to come, in percent."""
    everybody = progress.owed + progress.later
    return 100 * (progress.owed - progress.left) // everybody if everybody else 0


def progress_lines(translator: Translator, progress: Progress) -> list[str]:
    """How many recipients there are of each fate, those that nobody had left out."""
    counts = [
        translator.ngettext("{count} delivered", "{count} delivered", progress.sent),
        progress.left and translator.ngettext("{count} to go", "{count} to go", progress.left),
        progress.later
        and translator.ngettext(
            "{count} waits for its hour", "{count} wait for their hour", progress.later
        ),
        progress.gone
        and translator.ngettext(
            "{count} can't be reached", "{count} can't be reached", progress.gone
        ),
        progress.refused
        and translator.ngettext("{count} refused", "{count} refused", progress.refused),
        progress.unknown
        and translator.ngettext("{count} in doubt", "{count} in doubt", progress.unknown),
        progress.too_late
        and translator.ngettext("{count} too late", "{count} too late", progress.too_late),
    ]
    return [line for line in counts if line]


def _pace(translator: Translator, stand: Stand) -> str:
    if not (stand.rate and stand.ends and stand.progress.left):
        return ""
    clock = translator.moment(stand.ends, stand.zone)
    return translator.gettext(
        "{rate} a second, done about {clock}", rate=translator.decimal(stand.rate), clock=clock
    )


def _note(translator: Translator, stand: Stand) -> str:
    note = stand.broadcast.pause_note
    if stand.broadcast.state is not BroadcastState.PAUSED or not note:
        return ""
    if note.startswith(RESTORED):
        since = datetime.fromisoformat(note.removeprefix(RESTORED))
        return translator.gettext(
            "My data were restored from a backup of {moment}. Whoever has had this since then gets "
            "it again if it goes on. Nobody else is written to until you decide.",
            moment=translator.moment(since, stand.zone),
        )
    return translator.gettext(
        "Telegram refused the text: {note}. Nobody else is written to until you decide.", note=note
    )


def _ways(translator: Translator, stand: Stand) -> list[Sequence[InlineKeyboardButton]]:
    number, progress = stand.broadcast.id, stand.progress
    if stand.broadcast.state is BroadcastState.CANCELLED:
        go_on = button(translator.gettext("▶ Send to the rest"), ResumeStopped(number))
        return [[go_on]] if stand.is_resumable else []
    again = [
        button(translator.gettext("🔁 Send the doubtful again"), ResendUnknown(number)),
        button(translator.gettext("✓ Take them as arrived"), AssumeDelivered(number)),
    ]
    retry = [button(translator.gettext("🔁 Send the refused again"), RetryRefused(number))]
    late = [button(translator.gettext("🔁 Send it late"), RetryTooLate(number))]
    return [
        _steering(translator, stand),
        again if progress.unknown else [],
        retry if progress.refused else [],
        late if progress.too_late > progress.told else [],
    ]


def _steering(translator: Translator, stand: Stand) -> list[InlineKeyboardButton]:
    number = stand.broadcast.id
    stop = button(translator.gettext("⏹ Stop"), AskStop(number))
    if stand.broadcast.state is BroadcastState.RUNNING:
        send_now = [button(translator.gettext("📣 To all now"), SendNow(number))]
        pause = button(translator.gettext("⏸ Pause"), PauseBroadcast(number))
        return [*(send_now if stand.progress.later else []), pause, stop]
    if stand.broadcast.state is BroadcastState.PAUSED:
        return [button(translator.gettext("▶ Resume"), ResumeBroadcast(number)), stop]
    return []


def stop_question(translator: Translator, stand: Stand) -> OutgoingMessage:
    """The question whether a broadcast shall be stopped, with the way to only pause it."""
    number, progress = stand.broadcast.id, stand.progress
    ask = translator.gettext(
        "Stop sending “{title}”?", title=title_of_content(translator, stand.content)
    )
    left = progress.left + progress.later
    what = translator.ngettext(
        "{count} recipient would not be written to. For a week you can still send it to them.",
        "{count} recipients would not be written to. For a week you can still send it to them.",
        left,
    )
    pause = button(translator.gettext("⏸ Pause"), PauseBroadcast(number))
    is_running = stand.broadcast.state is BroadcastState.RUNNING
    keys = [
        [
            *([pause] if is_running else []),
            button(translator.gettext("⏹ Yes, stop"), CancelBroadcast(number)),
        ],
        [button(translator.gettext("↩ Back"), ShowBroadcast(number))],
    ]
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), plain(what)])), keyboard=keyboard(keys)
    )


def exceptions_message(
    translator: Translator, broadcast: Broadcast, those: Sequence[Undelivered]
) -> OutgoingMessage:
    """Everyone who does not have it for certain, as a CSV file (RFC 4180)."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(("chat_id", "part", "failure", "detail", "at"))
    for one in those:
        detail = (one.chat_id, one.part, one.failure, one.detail, one.at.isoformat())
        rows.writerow(detail)
    said = translator.ngettext(
        "It is uncertain whether {count} recipient has it.",
        "It is uncertain whether {count} recipients have it.",
        len(those),
    )
    name = f"exceptions-{broadcast.id}.csv"
    return OutgoingMessage(text=to_html(plain(said)), document=(name, table.getvalue().encode()))


def status_message(
    translator: Translator, readers: Mapping[SubscriberState, int]
) -> OutgoingMessage:
    """How many chats get the digest, and how many don't any more."""
    lines = [
        bold(translator.gettext("📊 Readers")),
        plain(
            translator.gettext("Subscribed: {count}", count=readers.get(SubscriberState.ACTIVE, 0))
        ),
        plain(
            translator.gettext(
                "Can't be reached: {count}", count=readers.get(SubscriberState.PAUSED, 0)
            )
        ),
        plain(
            translator.gettext(
                "Not subscribed: {count}", count=readers.get(SubscriberState.LEFT, 0)
            )
        ),
    ]
    return OutgoingMessage(text=to_html(join("\n", lines)))
