"""The card that tells an admin how far a broadcast is, and its final report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton

from bot.messages.buttons import Act, button, keyboard
from bot.messages.editions import title_of
from bot.messages.letter import Letter
from bot.messages.speech import Speech
from bot.messages.styled import bold, italic, join, plain, to_html
from digests.delivery.ledger import Broadcast, BroadcastKind, BroadcastState, Progress
from digests.model import Edition, SubscriberState

_BAR = 12
"""Cells of the progress bar: fits beside its figure on the narrowest phone."""


def broadcast_letter(
    speech: Speech, edition: Edition, broadcast: Broadcast, progress: Progress
) -> Letter:
    """How far a broadcast is; once it is finished, the report."""
    text = join(
        "\n",
        [
            bold(_headline(speech, broadcast)),
            plain(title_of(speech, edition)),
            plain(_bar(progress)) if progress.owed else (),
            *(plain(f"• {line}") for line in progress_lines(speech, progress)),
            italic(_note(speech, broadcast)),
        ],
    )
    return Letter(text=to_html(text), keyboard=keyboard([_ways(speech, broadcast, progress)]))


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


def _note(speech: Speech, broadcast: Broadcast) -> str:
    if broadcast.state is BroadcastState.PAUSED and broadcast.pause_note:
        return speech.t(
            "Telegram refused the text: {note}. Nobody else is written to until you decide.",
            note=broadcast.pause_note,
        )
    return ""


def _ways(
    speech: Speech, broadcast: Broadcast, progress: Progress
) -> Sequence[InlineKeyboardButton]:
    number = broadcast.id
    cancel = button(speech.t("⏹ Stop"), Act.CANCEL, number)
    if broadcast.state is BroadcastState.RUNNING:
        ways = [button(speech.t("⏸ Pause"), Act.PAUSE, number), cancel]
        if progress.later:
            ways.insert(0, button(speech.t("📣 To all now"), Act.HURRY, number))
        return ways
    if broadcast.state is BroadcastState.PAUSED:
        return [button(speech.t("▶ Resume"), Act.RESUME, number), cancel]
    return []


def status_letter(speech: Speech, readers: Mapping[SubscriberState, int]) -> Letter:
    """How many chats get the digest, and how many don't any more."""
    lines = [
        bold(speech.t("📊 Readers")),
        plain(speech.t("Subscribed: {count}", count=readers.get(SubscriberState.ACTIVE, 0))),
        plain(speech.t("Can't be reached: {count}", count=readers.get(SubscriberState.PAUSED, 0))),
        plain(speech.t("Not subscribed: {count}", count=readers.get(SubscriberState.LEFT, 0))),
    ]
    return Letter(text=to_html(join("\n", lines)))
