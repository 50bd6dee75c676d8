"""The card that tells an admin how far a broadcast is, and its final report."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton

from bot.i18n.translator import Speech
from bot.views.callbacks import Act
from bot.views.editions import title_of
from bot.views.keyboards import button, keyboard
from bot.views.message import Letter
from bot.views.rich_text import bold, italic, join, plain, to_html
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Progress, Undelivered
from digests.model import Edition, SubscriberState

_BAR = 12
"""Cells of the progress bar: fits beside its figure on the narrowest phone."""
OVER = frozenset({BroadcastState.FINISHED, BroadcastState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a broadcast stands.

    `rate` is recipients a second of late, None where that is not known; `ends` is when it will be
    through at that rate, and `zone` the clock to tell it by.
    """

    edition: Edition
    broadcast: Broadcast
    progress: Progress
    rate: float | None = None
    ends: datetime | None = None
    zone: str = "UTC"


def broadcast_letter(speech: Speech, stand: Stand) -> Letter:
    """How far a broadcast is; once it is finished, the report."""
    progress = stand.progress
    text = join(
        "\n",
        [
            bold(_headline(speech, stand.broadcast)),
            plain(title_of(speech, stand.edition)),
            plain(_bar(progress)) if progress.owed else (),
            *(plain(f"• {line}") for line in progress_lines(speech, progress)),
            plain(_pace(speech, stand)),
            italic(_note(speech, stand.broadcast)),
        ],
    )
    return Letter(text=to_html(text), keyboard=keyboard(_ways(speech, stand)))


def _headline(speech: Speech, broadcast: Broadcast) -> str:
    if broadcast.kind is BroadcastKind.CORRECTION:
        return speech.t("✏️ Correction")
    if broadcast.kind is BroadcastKind.RECALL:
        return speech.t("↩️ Recall")
    states = {
        BroadcastState.RUNNING: speech.t("📣 Going out"),
        BroadcastState.PAUSED: speech.t("⏸ Paused"),
        BroadcastState.FINISHED: speech.t("✅ Delivered"),
        BroadcastState.CANCELLED: speech.t("⏹ Stopped"),
    }
    return states[broadcast.state]


def _bar(progress: Progress) -> str:
    settled = progress.owed - progress.left
    full = _BAR * settled // progress.owed
    return f"{'▓' * full}{'░' * (_BAR - full)} {100 * settled // progress.owed} %"


def progress_lines(speech: Speech, progress: Progress) -> list[str]:
    """How many recipients there are of each fate, those that nobody had left out."""
    counts = [
        speech.n("{count} delivered", "{count} delivered", progress.sent),
        progress.left and speech.n("{count} to go", "{count} to go", progress.left),
        progress.later
        and speech.n("{count} waits for its hour", "{count} wait for their hour", progress.later),
        progress.gone
        and speech.n("{count} can't be reached", "{count} can't be reached", progress.gone),
        progress.refused and speech.n("{count} refused", "{count} refused", progress.refused),
        progress.unsure and speech.n("{count} in doubt", "{count} in doubt", progress.unsure),
        progress.missed and speech.n("{count} too late", "{count} too late", progress.missed),
    ]
    return [line for line in counts if line]


def _pace(speech: Speech, stand: Stand) -> str:
    if not (stand.rate and stand.ends and stand.progress.left):
        return ""
    clock = speech.moment(stand.ends, stand.zone)
    return speech.t("{rate} a second, done about {clock}", rate=f"{stand.rate:.1f}", clock=clock)


def _note(speech: Speech, broadcast: Broadcast) -> str:
    if broadcast.state is BroadcastState.PAUSED and broadcast.pause_note:
        return speech.t(
            "Telegram refused the text: {note}. Nobody else is written to until you decide.",
            note=broadcast.pause_note,
        )
    return ""


def _ways(speech: Speech, stand: Stand) -> list[Sequence[InlineKeyboardButton]]:
    number, progress = stand.broadcast.id, stand.progress
    if stand.broadcast.state is BroadcastState.CANCELLED:
        return []
    again = [
        button(speech.t("🔁 Send the doubtful again"), Act.RESEND, number),
        button(speech.t("✓ Take them as arrived"), Act.TRUST, number),
    ]
    retry = [button(speech.t("🔁 Send the refused again"), Act.RETRY, number)]
    return [
        _steering(speech, stand),
        again if progress.unsure else [],
        retry if progress.refused else [],
    ]


def _steering(speech: Speech, stand: Stand) -> list[InlineKeyboardButton]:
    number = stand.broadcast.id
    cancel = button(speech.t("⏹ Stop"), Act.CANCEL, number)
    if stand.broadcast.state is BroadcastState.RUNNING:
        hurry = [button(speech.t("📣 To all now"), Act.HURRY, number)]
        pause = button(speech.t("⏸ Pause"), Act.PAUSE, number)
        return [*(hurry if stand.progress.later else []), pause, cancel]
    if stand.broadcast.state is BroadcastState.PAUSED:
        return [button(speech.t("▶ Resume"), Act.RESUME, number), cancel]
    return []


def exceptions_letter(speech: Speech, broadcast: Broadcast, those: Sequence[Undelivered]) -> Letter:
    """Everyone who does not have it for certain, as a CSV file (RFC 4180)."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(("chat_id", "part", "failure", "detail", "at"))
    for one in those:
        detail = (one.chat_id, one.part, one.failure, one.detail, one.at.isoformat())
        rows.writerow(detail)
    said = speech.n(
        "{count} recipient does not have it for certain.",
        "{count} recipients do not have it for certain.",
        len(those),
    )
    name = f"exceptions-{broadcast.id}.csv"
    return Letter(text=to_html(plain(said)), document=(name, table.getvalue().encode()))


def status_letter(speech: Speech, readers: Mapping[SubscriberState, int]) -> Letter:
    """How many chats get the digest, and how many don't any more."""
    lines = [
        bold(speech.t("📊 Readers")),
        plain(speech.t("Subscribed: {count}", count=readers.get(SubscriberState.ACTIVE, 0))),
        plain(speech.t("Can't be reached: {count}", count=readers.get(SubscriberState.PAUSED, 0))),
        plain(speech.t("Not subscribed: {count}", count=readers.get(SubscriberState.LEFT, 0))),
    ]
    return Letter(text=to_html(join("\n", lines)))
