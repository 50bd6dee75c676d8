"""The buttons: what each one carries (1–64 bytes, `InlineKeyboardButton`) and how they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TypeVar
from unicodedata import category

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    AcceptRichForm,
    ArchiveOnly,
    AskMoment,
    AskRecall,
    AssumeDelivered,
    Callback,
    CancelBroadcast,
    DeclineRichForm,
    DiscardDraft,
    FillPlace,
    ForgetChat,
    InChannel,
    ListPages,
    ListSources,
    OfferAllHours,
    OfferForms,
    OfferHours,
    OfferLanguages,
    OfferPreviews,
    OfferZones,
    OpenArchive,
    OpenEdition,
    OpenHit,
    OpenItem,
    OpenItemOfDay,
    PauseBroadcast,
    PreviewAs,
    PublishAnyway,
    PublishAt,
    PublishDraft,
    PublishOld,
    RecallEdition,
    ReplaceEdition,
    ResendUnknown,
    ResumeBroadcast,
    RetryRefused,
    RetryTooLate,
    SayWords,
    SendNow,
    SendTestToChat,
    SendTestToMe,
    SetForm,
    SetLanguage,
    SetMinute,
    SetZone,
    ShowAsReader,
    ShowPreview,
    ShowSettings,
    Subscribe,
    TurnArchive,
    TurnBest,
    TurnCalendar,
    TurnLongBest,
    TurnLongSearch,
    TurnSearch,
    TurnToItem,
    TurnToPage,
    Unsubscribe,
)
from bot.views.desk.decisions import (
    AskWords,
    ChangeItem,
    ChangeText,
    ChoosePaper,
    ChooseReaders,
    ChooseSlot,
    CorrectAndTell,
    CutLink,
    LeaveAnnouncement,
    LeaveWords,
    MendLink,
    OfferDays,
    OfferReaders,
    OpenChanges,
    OpenItemChanges,
    OpenLinks,
    OpenText,
    SendAnnouncement,
    SetEditionDay,
    SettleProblem,
    TakeOutlet,
    TakeStructure,
    TakeTitle,
    UndoChange,
)
from bot.views.desk.publication.publishing_callbacks import (
    Approve,
    AskPublish,
    AskStop,
    ConfirmPublish,
    PublishAtAnyway,
    PublishAtHour,
    ResumeStopped,
    ShowBroadcast,
    Unschedule,
)
from bot.views.desk.readership.figure_callbacks import DrawFigures, SendFigures, ShowFigures
from bot.views.desk.roles.staff_callbacks import (
    InviteForAll,
    InviteForPaper,
    InviteStaff,
    JoinStaff,
    TakeBackRole,
    TurnAudit,
    WithdrawInvite,
)
from bot.views.papers.extras_callbacks import OfferExtras, SetExtras
from bot.views.papers.paper_callbacks import OfferPapers, ReadPaper
from bot.views.personal.personal_callbacks import ForgetElsewhere
from bot.views.personal.rule_callbacks import (
    DropRule,
    ListRules,
    OfferRules,
    PutRule,
    RingFor,
    TakeOutRule,
)
from bot.views.personal.saved_callbacks import (
    CancelReminder,
    DropSaved,
    RemindOfItem,
    SaveItem,
    TurnSaved,
    UnsaveItem,
)
from bot.views.reading.letter_callbacks import (
    AllowSender,
    BlockSender,
    CastVote,
    LeaveLetter,
    ReportMistake,
    SearchInstead,
    SendLetter,
    SendReport,
    WriteToEditor,
)
from bot.views.reading.listen_callbacks import ListenToEdition
from bot.views.reading.story_callbacks import TurnStory, UnfoldStory
from bot.views.rhythm.rhythm_callbacks import (
    EndPause,
    OfferQuietHours,
    OfferRhythm,
    OfferVacation,
    PauseFromTo,
    PauseUntil,
    SetDays,
    SetQuietHours,
    SetRoundUp,
    SetSound,
    ShowMissed,
    TurnMissed,
)
from bot.views.rich_text import shortened
from bot.views.translation.translation_callbacks import (
    SetTranslated,
    ShowOriginal,
    ShowTranslation,
)
from digests.text.characters import width

C = TypeVar("C", bound=Callback)

_PER_ROW = 5
_MOST = 100
"""Buttons that Telegram takes on one keyboard, all rows together."""

_LONGEST_LABEL = 60
"""Characters of a label; a phone shows fewer, and what it names stands elsewhere in full."""

_ROW, _AROUND = 42, 2
"""Columns of a row on a phone of 390 pixels, and those that a button keeps free beside its label.

Telegram gives the buttons of a row equal shares and cuts what is wider.
"""


CALLBACKS: tuple[type[Callback], ...] = (
    OpenItem,
    TurnToItem,
    OpenHit,
    OpenItemOfDay,
    OpenEdition,
    TurnToPage,
    ListPages,
    ListSources,
    ListenToEdition,
    ShowOriginal,
    ShowTranslation,
    OpenArchive,
    TurnArchive,
    TurnCalendar,
    FillPlace,
    SayWords,
    TurnSearch,
    TurnLongSearch,
    TurnBest,
    TurnLongBest,
    InChannel,
    Subscribe,
    Unsubscribe,
    ShowSettings,
    OfferLanguages,
    SetLanguage,
    OfferHours,
    OfferAllHours,
    SetMinute,
    OfferZones,
    SetZone,
    OfferForms,
    SetForm,
    AcceptRichForm,
    DeclineRichForm,
    OfferRhythm,
    SetDays,
    SetRoundUp,
    PauseUntil,
    OfferVacation,
    PauseFromTo,
    EndPause,
    SetSound,
    OfferQuietHours,
    SetQuietHours,
    ShowMissed,
    TurnMissed,
    ForgetChat,
    ForgetElsewhere,
    ShowPreview,
    ShowAsReader,
    OfferPreviews,
    PreviewAs,
    SendTestToMe,
    SendTestToChat,
    PublishDraft,
    PublishAnyway,
    PublishOld,
    ArchiveOnly,
    AskMoment,
    PublishAt,
    ReplaceEdition,
    DiscardDraft,
    AskRecall,
    RecallEdition,
    ShowFigures,
    DrawFigures,
    SendFigures,
    SendNow,
    PauseBroadcast,
    ResumeBroadcast,
    CancelBroadcast,
    ResendUnknown,
    AssumeDelivered,
    RetryRefused,
    RetryTooLate,
    OpenChanges,
    OpenItemChanges,
    AskWords,
    LeaveWords,
    OfferDays,
    SetEditionDay,
    TakeTitle,
    TakeOutlet,
    ChangeItem,
    OpenText,
    ChangeText,
    TakeStructure,
    SettleProblem,
    UndoChange,
    OpenLinks,
    CutLink,
    MendLink,
    UnfoldStory,
    TurnStory,
    WriteToEditor,
    CastVote,
    ReportMistake,
    SendReport,
    SendLetter,
    LeaveLetter,
    SearchInstead,
    BlockSender,
    AllowSender,
    SaveItem,
    UnsaveItem,
    RemindOfItem,
    TurnSaved,
    CancelReminder,
    DropSaved,
    OfferRules,
    PutRule,
    TakeOutRule,
    ListRules,
    DropRule,
    RingFor,
    JoinStaff,
    InviteForAll,
    InviteForPaper,
    InviteStaff,
    WithdrawInvite,
    TakeBackRole,
    TurnAudit,
    CorrectAndTell,
    OfferReaders,
    ChooseReaders,
    SendAnnouncement,
    LeaveAnnouncement,
    AskPublish,
    ConfirmPublish,
    PublishAtHour,
    PublishAtAnyway,
    Unschedule,
    Approve,
    ShowBroadcast,
    AskStop,
    ResumeStopped,
    ChooseSlot,
    OfferExtras,
    SetExtras,
    SetTranslated,
    OfferPapers,
    ReadPaper,
    ChoosePaper,
)
"""Every action that a button can carry."""

_BY_WORD: Mapping[str, type[Callback]] = MappingProxyType({kind.word: kind for kind in CALLBACKS})


def unpack(carried: str) -> Callback | None:
    """What a button carried, read back; None for what no button of ours carries.

    Whoever presses may have made it up, so nothing in it is believed but its shape.
    """
    word, colon, values = carried.partition(":")
    kind = _BY_WORD.get(word)
    try:
        return kind.read(values if colon else None) if kind else None
    except ValueError:
        return None


def button(text: str, callback: Callback) -> InlineKeyboardButton:
    """A button that comes back to the bot; what is longer than a row is cut."""
    return InlineKeyboardButton(shortened(text, _LONGEST_LABEL), callback_data=callback.pack())


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    """A keyboard of the rows that have buttons, cut to what Telegram takes; None without any.

    A row whose labels would be cut becomes several.
    """
    kept: list[list[InlineKeyboardButton]] = []
    left = _MOST
    for row in chain.from_iterable(map(_fitting, rows)):
        if row and left > 0:
            kept.append(list(row[:left]))
            left -= len(row)
    return InlineKeyboardMarkup(kept) if kept else None


def room(count: int) -> int:
    """The columns that each label has where so many buttons share a row of a phone's width."""
    return _ROW // count - _AROUND


def columns(label: str) -> int:
    """The columns that a label takes where letters take one and CJK characters and signs two."""
    return sum(_columns_of(char) for char in label)


def _columns_of(char: str) -> int:
    kind = category(char)
    if kind in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if kind in {"So", "No"} else width(char)


def _fitting(row: Sequence[InlineKeyboardButton]) -> Iterable[Sequence[InlineKeyboardButton]]:
    """The row, or as few as possible in its place in which each label has room.

    Alone in its row a label has all the room that there is.
    """
    per_row = len(row)
    while per_row > 1:
        parts = rows(row, per_row)
        if all(columns(key.text) <= room(len(part)) for part in parts for key in part):
            return parts
        per_row -= 1
    return rows(row, 1)


def marked(label: str, chosen: bool) -> str:
    """A label, with a sign where that is what is chosen."""
    return f"✓ {label}" if chosen else label


def rows(
    buttons: Sequence[InlineKeyboardButton], per_row: int = _PER_ROW
) -> list[Sequence[InlineKeyboardButton]]:
    """Buttons in rows of equal length."""
    return [buttons[start : start + per_row] for start in range(0, len(buttons), per_row)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which of a list one page shows: `size` of its `total`, from `offset` on."""

    offset: int
    size: int
    total: int

    def row(
        self, labels: tuple[str, str], turned: Callable[[int], Callback]
    ) -> list[InlineKeyboardButton]:
        """The ways to the page before and to the one behind, as far as there are such pages.

        `turned` is what shows the list from an offset on.
        """
        before, after = max(0, self.offset - self.size), self.offset + self.size
        back = [button(labels[0], turned(before))] if self.offset else []
        return [*back, button(labels[1], turned(after))] if after < self.total else back


def newest_first(translator: Translator) -> tuple[str, str]:
    """The ways to turn the pages of a list that begins with what is newest."""
    return translator.gettext("◀ Newer"), translator.gettext("Older ▶")


def carried(markup: InlineKeyboardMarkup | None, kind: type[C]) -> C | None:
    """The first callback of a kind that a message's buttons carry.

    So Telegram keeps for us what a message of ours is about, for as long as it stands there.
    """
    keys = [key for row in markup.inline_keyboard for key in row] if markup else []
    found = (unpack(key.callback_data) for key in keys if isinstance(key.callback_data, str))
    return next((one for one in found if isinstance(one, kind)), None)
