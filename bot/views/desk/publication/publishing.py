"""What an editor is asked before a draft appears, and before an edition is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    ArchiveOnly,
    PublishAt,
    RecallEdition,
    ShowPreview,
)
from bot.views.desk.decisions import NO_ITEM, AskWords, Field, SettleProblem
from bot.views.desk.problems import CONFIRMATIONS, problem_sentence
from bot.views.desk.publication.draft_slots import slot_line
from bot.views.desk.publication.prospects import name_of
from bot.views.desk.publication.publishing_callbacks import ConfirmPublish, PublishAtAnyway, Told
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.rich_text import aside, begun, bold, circled, join, plain, to_html
from digests.model import Change, ChangeKind, Draft, Edition, Severity

_LONGEST_REASONS = 3_300
"""Characters, which leave room for a question below them."""
_MOST_PROBLEMS = 10
_LONGEST_ALERT = 190
"""Characters that an alert has room for (Bot API, answerCallbackQuery: 200)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an editor is asked about: an edition, to so many readers.

    `draft` is what can be changed about it, `moment` when it shall appear, None for now.
    """

    edition: Edition
    readers: int
    draft: Draft | None = None
    moment: datetime | None = None

    @property
    def revision(self) -> int:
        """That of the draft."""
        return self.draft.revision if self.draft else 0


def publish_question(translator: Translator, plan: Plan) -> OutgoingMessage:
    """The question whether to publish now, with the numbers and what still looks wrong."""
    edition = plan.edition
    ask = translator.gettext("Publish “{title}” now?", title=name_of(translator, edition))
    doubts = [one for one in edition.problems if one.severity is not Severity.NOTES]
    lines = [plain(problem_sentence(translator, one)) for one in doubts[:_MOST_PROBLEMS]]
    left = len(doubts) - len(lines)
    if left > 0:
        lines.append(plain(translator.ngettext("… and {count} more", "… and {count} more", left)))
    keys = [
        button(
            translator.gettext("📣 Yes, publish"),
            ConfirmPublish(edition.id, plan.revision, Told.COUNTS),
        ),
        button(translator.gettext("↩ Back"), ShowPreview(edition.id)),
    ]
    told = [bold(ask), plain(counts_line(translator, plan)), begun(join("\n", lines), 3_000)]
    return OutgoingMessage(
        text=to_html(join("\n", [one for one in told if one])), keyboard=keyboard([keys])
    )


def counts_line(translator: Translator, plan: Plan) -> str:
    """How much goes to how many, and when: `8 items, 2 doubts, 1,204 readers`.

    When is said of what does not come at each reader's hour, in a line of its own.
    """
    problems = plan.edition.problems
    doubts = sum(problem.severity is not Severity.NOTES for problem in problems)
    items, number = len(plan.edition.digest.items), translator.number(plan.readers)
    counts = translator.gettext(", ").join(
        [
            translator.ngettext("{count} item", "{count} items", items),
            translator.ngettext("{count} doubt", "{count} doubts", doubts),
            translator.ngettext("{number} reader", "{number} readers", plan.readers, number=number),
        ]
    )
    return "\n".join(filter(None, (counts, slot_line(translator, plan.edition.slot))))


def changed_words(translator: Translator, changes: Sequence[Change]) -> str:
    """That a draft says something else by now, and what as far as an alert has room."""
    said = translator.gettext("It has changed meanwhile; here is how it stands now.")
    signs = {ChangeKind.ADDED: "＋", ChangeKind.REMOVED: "－", ChangeKind.CHANGED: "✏️"}
    for change in changes:
        number = circled(change.number) if change.number is not None else ""
        line = f"{signs[change.kind]} {number} {change.headline}".replace("  ", " ").strip()
        if len(said) + len(line) >= _LONGEST_ALERT:
            break
        said = f"{said}\n{line}"
    return said


def approval_message(translator: Translator, name: str, what: str) -> OutgoingMessage:
    """That an editor wants something published to which another has to agree."""
    said = translator.gettext(
        "{name} wants to {what}. It happens once you or another editor agrees.",
        name=name,
        what=what,
    )
    return OutgoingMessage(text=to_html(plain(said)))


def confirm_message(translator: Translator, plan: Plan) -> OutgoingMessage:
    """The question whether to publish although something blocks it.

    What an editor may say is right has a button that has it asked no more.
    """
    edition, draft = plan.edition, plan.draft
    blocking = [p for p in edition.problems if p.severity is Severity.BLOCKS]
    settling = [
        button(
            translator.gettext(CONFIRMATIONS[kind]), SettleProblem(edition.id, draft.revision, kind)
        )
        for kind in dict.fromkeys(problem.kind for problem in blocking)
        if draft and kind in CONFIRMATIONS
    ]
    lines = [plain(problem_sentence(translator, problem)) for problem in blocking]
    said = begun(join("\n", lines), _LONGEST_REASONS)
    ask = bold(translator.gettext("Publish it all the same?"))
    counts = plain(counts_line(translator, plan))
    anyway = ConfirmPublish(edition.id, plan.revision, Told.PROBLEMS)
    keys = [
        button(translator.gettext("Publish anyway"), anyway),
        button(translator.gettext("↩ Back"), ShowPreview(edition.id)),
    ]
    ways = [*rows(settling, 1), keys]
    return OutgoingMessage(text=to_html(join("\n", [said, counts, ask])), keyboard=keyboard(ways))


def _all_the_same(translator: Translator, plan: Plan) -> InlineKeyboardButton:
    edition = plan.edition
    anyway = (
        PublishAtAnyway.of(edition.id, plan.moment, plan.revision)
        if plan.moment
        else ConfirmPublish(edition.id, plan.revision, Told.DAY)
    )
    return button(translator.gettext("📣 Send it all the same"), anyway)


def old_message(translator: Translator, plan: Plan) -> OutgoingMessage:
    """The question whether an edition of a day long past shall be sent to anybody."""
    edition = plan.edition
    ask = translator.gettext(
        "“{title}” is dated {day}. Send it to everyone, or only add it to the archive?",
        title=name_of(translator, edition),
        day=translator.day(edition.date),
    )
    keys = [
        [button(translator.gettext("🗄 Archive only"), ArchiveOnly(edition.id, plan.revision))],
        [_all_the_same(translator, plan)],
        [button(translator.gettext("↩ Back"), ShowPreview(edition.id))],
    ]
    counts = plain(counts_line(translator, plan))
    return OutgoingMessage(text=to_html(join("\n", [bold(ask), counts])), keyboard=keyboard(keys))


def far_ahead_message(translator: Translator, plan: Plan) -> OutgoingMessage:
    """The question whether an edition is of a day that is far ahead."""
    edition = plan.edition
    ask = translator.gettext(
        "“{title}” is of {day}, and nobody is sent it before that day. Is that the day?",
        title=name_of(translator, edition),
        day=translator.day(edition.date),
    )
    keys = [
        [button(translator.gettext("📅 Day"), AskWords(edition.id, NO_ITEM, Field.DAY))],
        [_all_the_same(translator, plan)],
        [button(translator.gettext("↩ Back"), ShowPreview(edition.id))],
    ]
    counts = plain(counts_line(translator, plan))
    return OutgoingMessage(text=to_html(join("\n", [bold(ask), counts])), keyboard=keyboard(keys))


def schedule_message(
    translator: Translator, plan: Plan, moments: Sequence[datetime], zone: str
) -> OutgoingMessage:
    """The question when to publish, with the next likely moments; a reply may name another."""
    edition = plan.edition
    keys = [
        button(translator.moment(moment, zone), PublishAt.of(edition.id, moment, plan.revision))
        for moment in moments
    ]
    ask = translator.gettext(
        "When should “{title}” be published?", title=name_of(translator, edition)
    )
    hint = translator.gettext(
        "Or write a time: 07:30, tomorrow 19:00. Times are those of {zone}.",
        zone=translator.zone(zone),
    )
    back = [button(translator.gettext("↩ Back"), ShowPreview(edition.id))]
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), aside(translator, hint)])),
        keyboard=keyboard([*rows(keys, 2), back]),
    )


def recall_question(translator: Translator, edition: Edition) -> OutgoingMessage:
    """The question whether to take a published edition back."""
    ask = translator.gettext(
        "Take “{title}” back from everyone?", title=name_of(translator, edition)
    )
    what = translator.gettext(
        "Messages younger than 48 hours are deleted, older ones replaced by a notice."
    )
    keys = [
        button(translator.gettext("Take it back"), RecallEdition(edition.id)),
        button(translator.gettext("↩ Back"), ShowPreview(edition.id)),
    ]
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), plain(what)])), keyboard=keyboard([keys])
    )
