"""What somebody means who types what stands on a button that they see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from telegram import InlineKeyboardMarkup

from bot.intents.folding import folded
from bot.intents.intent import Carry, Intent, PressButton, TellEditors
from bot.views import callbacks
from bot.views.callbacks import Callback
from bot.views.desk import decisions
from bot.views.desk.publication import publishing_callbacks
from bot.views.desk.readership import figure_callbacks
from bot.views.desk.roles import staff_callbacks
from bot.views.keyboards import unpack
from bot.views.reading import letter_callbacks

_OPENED_BY: Mapping[str, tuple[type[Callback], ...]] = MappingProxyType(
    {
        "drafts": (
            callbacks.ShowPreview,
            callbacks.ShowAsReader,
            callbacks.OfferPreviews,
            callbacks.PreviewAs,
            callbacks.SendTestToMe,
            callbacks.SendTestToChat,
            callbacks.PublishDraft,
            callbacks.PublishAnyway,
            callbacks.PublishOld,
            callbacks.ArchiveOnly,
            callbacks.AskMoment,
            callbacks.PublishAt,
            callbacks.ReplaceEdition,
            callbacks.DiscardDraft,
            callbacks.AskRecall,
            callbacks.RecallEdition,
            decisions.OpenChanges,
            decisions.OpenItemChanges,
            decisions.AskWords,
            decisions.LeaveWords,
            decisions.OfferDays,
            decisions.SetEditionDay,
            decisions.ChooseSlot,
            decisions.ChoosePaper,
            decisions.CorrectAndTell,
            decisions.TakeTitle,
            decisions.TakeOutlet,
            decisions.ChangeItem,
            decisions.OpenText,
            decisions.ChangeText,
            decisions.TakeStructure,
            decisions.SettleProblem,
            decisions.UndoChange,
            decisions.OpenLinks,
            decisions.CutLink,
            decisions.MendLink,
            publishing_callbacks.AskPublish,
            publishing_callbacks.ConfirmPublish,
            publishing_callbacks.PublishAtHour,
            publishing_callbacks.PublishAtAnyway,
            publishing_callbacks.Unschedule,
            publishing_callbacks.Approve,
        ),
        "queue": (
            callbacks.SendNow,
            callbacks.PauseBroadcast,
            callbacks.ResumeBroadcast,
            callbacks.CancelBroadcast,
            callbacks.ResendUnknown,
            callbacks.AssumeDelivered,
            callbacks.RetryRefused,
            callbacks.RetryTooLate,
            publishing_callbacks.ShowBroadcast,
            publishing_callbacks.AskStop,
            publishing_callbacks.ResumeStopped,
        ),
        "stats": (
            figure_callbacks.ShowFigures,
            figure_callbacks.DrawFigures,
            figure_callbacks.SendFigures,
        ),
        "roles": (
            staff_callbacks.InviteForAll,
            staff_callbacks.InviteForPaper,
            staff_callbacks.InviteStaff,
            staff_callbacks.TakeBackRole,
            staff_callbacks.WithdrawInvite,
        ),
        "audit": (staff_callbacks.TurnAudit,),
        "announce": (
            decisions.OfferReaders,
            decisions.ChooseReaders,
            decisions.SendAnnouncement,
            decisions.LeaveAnnouncement,
        ),
        "help": (letter_callbacks.BlockSender, letter_callbacks.AllowSender),
    }
)
"""What staff decide is decided by a press alone: who types it is led to where it is pressed."""
_COMMANDS = MappingProxyType(
    {kind: command for command, kinds in _OPENED_BY.items() for kind in kinds}
)
_ABOUT_LETTERS = (
    letter_callbacks.WriteToEditor,
    letter_callbacks.ReportMistake,
    letter_callbacks.SendReport,
    letter_callbacks.SendLetter,
)
"""Those that need the message below which they stand."""
_SAID_ANYWAY = (callbacks.OpenItem, callbacks.TurnToItem, callbacks.SayWords)
"""What is understood by what stands on them."""


def buttons_of(keyboards: Iterable[InlineKeyboardMarkup | None]) -> Mapping[str, Callback]:
    """What the buttons of some messages carry, by what stands on them."""
    rows = [row for one in keyboards if one for row in one.inline_keyboard]
    data = [(key.text, key.callback_data) for row in rows for key in row]
    carried = [(label, unpack(said)) for label, said in data if isinstance(said, str)]
    return {label: callback for label, callback in carried if callback}


def pressed(text: str, shown: Mapping[str, Callback]) -> Intent | None:
    """What it means to type what stands on one of the buttons shown last.

    Ornaments may be left out where no other button has the same words. None for what stands on
    none, and for what means the same without them.
    """
    callback = shown.get(text.strip()) or _worded(folded(text), shown)
    if callback is None or isinstance(callback, _SAID_ANYWAY):
        return None
    if isinstance(callback, _ABOUT_LETTERS):
        return TellEditors()
    if isinstance(callback, letter_callbacks.SearchInstead):
        return Carry("search")
    command = _COMMANDS.get(type(callback))
    return Carry(command) if command else PressButton(callback)


def _worded(plain: str, shown: Mapping[str, Callback]) -> Callback | None:
    found = [callback for label, callback in shown.items() if folded(label) == plain]
    return found[0] if plain and len(found) == 1 else None
