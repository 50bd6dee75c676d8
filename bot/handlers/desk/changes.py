"""How editors change a draft: by buttons, and by replies to what shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.handlers.desk.audit import entry_of
from bot.handlers.desk.draft_card import card_here, refresh_card
from bot.handlers.request import Request, Toast
from bot.views.callbacks import ShowAsReader
from bot.views.desk.changes import (
    changes_message,
    days_message,
    item_changes_message,
    outlets_of,
    question_message,
    text_changes_message,
    titles_of,
)
from bot.views.desk.decisions import (
    NO_ITEM,
    OF_EDITION,
    AboutDraft,
    AskWords,
    ChangeItem,
    ChangeText,
    ChoosePaper,
    ChooseSlot,
    ItemChange,
    LeaveWords,
    OfferDays,
    OpenChanges,
    OpenItemChanges,
    OpenText,
    SetEditionDay,
    SettleProblem,
    TakeOutlet,
    TakeStructure,
    TakeTitle,
    TextChange,
    UndoChange,
)
from bot.views.desk.problems import fault_sentence
from bot.views.keyboards import carried
from bot.views.message import OutgoingMessage
from digests.editing import Outcome
from digests.errors import ReadingError
from digests.model import Draft, Edition
from digests.newsroom import Accepted
from digests.revisions import (
    Decision,
    DropItem,
    DropText,
    JoinItem,
    MakeItem,
    MoveItem,
    MoveText,
    SetDay,
    SetOutlet,
    SetPaper,
    SetSlot,
    SetTitle,
    Settle,
    TextPart,
    text_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A draft as it is when somebody asks for it, beside the edition that readers have."""

    accepted: Accepted
    draft: Draft

    @property
    def edition(self) -> Edition:
        """The edition that it is to be."""
        return self.accepted.edition


async def view_of(request: Request, edition_id: int) -> DraftView | None:
    """A draft that can be changed; None where it is none any more."""
    edition = await request.services.newsroom.edition(edition_id)
    if edition is None or not edition.is_undecided:
        return None
    accepted = await request.services.newsroom.look(edition)
    return DraftView(accepted=accepted, draft=accepted.draft) if accepted.draft else None


def no_draft(request: Request) -> Toast:
    """That it is no draft any more."""
    return Toast(
        request.translator.gettext(
            "That can no longer be changed: it was published or discarded, or is very old. "
            "Post it again to change it."
        ),
        alert=True,
    )


# --- what is shown ---


async def open_below(request: Request, message: OutgoingMessage) -> None:
    """Show something below the card, or in place of what was shown there before."""
    markup = request.message.reply_markup if request.message else None
    if carried(markup, ShowAsReader):
        await request.send([message])
    else:
        await request.show(message)


async def press_changes(request: Request, callback: OpenChanges) -> Toast | None:
    """Show what can be changed."""
    view = await view_of(request, callback.edition)
    if view is None:
        return no_draft(request)
    await open_below(request, _menu(request, view, callback.offset))
    return None


def _menu(request: Request, view: DraftView, offset: int = 0) -> OutgoingMessage:
    return changes_message(request.translator, view.edition, view.draft, offset)


async def press_item(request: Request, callback: OpenItemChanges) -> Toast | None:
    """Show an item with what can be changed about it."""
    view = await view_of(request, callback.edition)
    if view is None:
        return no_draft(request)
    await open_below(request, shown_item(request, view, callback.number))
    return None


def shown_item(request: Request, view: DraftView, number: int) -> OutgoingMessage:
    """What can be changed about an item, or all of them where it is none any more."""
    item = view.edition.digest.item(number)
    if item is None:
        return _menu(request, view)
    return item_changes_message(request.translator, view.edition, view.draft, item)


async def press_text(request: Request, callback: OpenText) -> Toast | None:
    """Show a text that is in no item."""
    view = await view_of(request, callback.edition)
    if view is None:
        return no_draft(request)
    there = text_of(view.edition.digest, callback.part)
    await open_below(
        request,
        text_changes_message(request.translator, view.edition, view.draft, callback.part)
        if there
        else _menu(request, view),
    )
    return None


async def press_ask(request: Request, callback: AskWords) -> Toast | None:
    """Ask what a field shall say."""
    view = await view_of(request, callback.edition)
    if view is None:
        return no_draft(request)
    is_there = callback.field in OF_EDITION or view.edition.digest.item(callback.number)
    await open_below(
        request,
        question_message(request.translator, view.edition, view.draft, callback)
        if is_there
        else _menu(request, view),
    )
    return None


async def press_leave(request: Request, callback: LeaveWords) -> Toast | None:
    """Ask no more."""
    view = await view_of(request, callback.edition)
    if view is None:
        return no_draft(request)
    await request.show(shown_item(request, view, callback.number))
    return None


async def press_days(request: Request, callback: OfferDays) -> Toast | None:
    """Offer other days."""
    view = await view_of(request, callback.edition)
    if view is None:
        return no_draft(request)
    shown = days_message(request.translator, view.edition, view.draft, callback.around)
    await open_below(request, shown)
    return None


# --- what is decided ---

Change = Callable[[], Awaitable[Outcome]]
Shown = Callable[[DraftView], OutgoingMessage]
"""What stands in place of what was pressed, of the draft as it is then."""


async def press_day(request: Request, callback: SetEditionDay) -> Toast | None:
    """Let the edition be of a day."""
    return await _decide(request, callback, callback.revision, SetDay(day=callback.day))


async def press_slot(request: Request, callback: ChooseSlot) -> Toast | None:
    """Let the edition be that of its day, of its evening, or an extra."""
    return await _decide(request, callback, callback.revision, SetSlot(slot=callback.slot))


async def press_paper(request: Request, callback: ChoosePaper) -> Toast | None:
    """Let the edition be one of another paper."""
    return await _decide(request, callback, callback.revision, SetPaper(paper=callback.key))


async def press_title(request: Request, callback: TakeTitle) -> Toast | None:
    """Let the digest have one of the titles that were found."""
    draft = await request.services.editing.draft(callback.edition)
    titles = titles_of(draft) if draft else ()
    if callback.place >= len(titles):
        return no_draft(request)
    decision = SetTitle(title=titles[callback.place])
    return await _decide(request, callback, callback.revision, decision)


async def press_outlet(request: Request, callback: TakeOutlet) -> Toast | None:
    """Let an item be of one of the outlets that were offered, or of none."""
    edition = await request.services.newsroom.edition(callback.edition)
    names = (None, *(outlets_of(edition, callback.number) if edition else ()))
    if callback.place >= len(names):
        return no_draft(request)
    decision = SetOutlet(number=callback.number, outlet=names[callback.place])
    return await _decide(request, callback, callback.revision, decision, number=callback.number)


async def press_change_item(request: Request, callback: ChangeItem) -> Toast | None:
    """Drop an item, join it with the one before, or let it be none."""
    number = callback.number
    decisions: Mapping[ItemChange, Decision] = MappingProxyType(
        {
            ItemChange.DROP: DropItem(number=number),
            ItemChange.JOIN: JoinItem(number=number),
            ItemChange.GREETING: MoveItem(number=number, to=TextPart.GREETING),
            ItemChange.AFTERWORD: MoveItem(number=number, to=TextPart.AFTERWORD),
        }
    )
    decision = decisions[callback.change]
    shown = max(1, number - 1) if callback.change is ItemChange.JOIN else NO_ITEM
    return await _decide(request, callback, callback.revision, decision, number=shown)


async def press_change_text(request: Request, callback: ChangeText) -> Toast | None:
    """Let a text be an item, or stand elsewhere, or drop it."""
    part = callback.part
    decisions: Mapping[TextChange, Decision] = MappingProxyType(
        {
            TextChange.ITEM: MakeItem(part=part),
            TextChange.GREETING: MoveText(part=part, to=TextPart.GREETING),
            TextChange.AFTERWORD: MoveText(part=part, to=TextPart.AFTERWORD),
            TextChange.DROP: DropText(part=part),
        }
    )
    return await _decide(request, callback, callback.revision, decisions[callback.change])


async def press_right(request: Request, callback: SettleProblem) -> Toast | None:
    """Take what looked wrong for right."""
    return await _decide(request, callback, callback.revision, Settle(kind=callback.kind))


async def press_structure(request: Request, callback: TakeStructure) -> Toast | None:
    """Read the file again, as one of another structure."""
    editing, entry = request.services.editing, entry_of(request)

    async def change() -> Outcome:
        return await editing.take_structure(
            callback.edition, callback.key, revision=callback.revision, entry=entry
        )

    if request.is_private:
        await request.known()  # so that /forget finds what is remembered of the editor
    try:
        return await _change(request, callback, change, lambda view: _menu(request, view))
    except ReadingError as error:
        return Toast(fault_sentence(request.translator, error), alert=True)


async def press_undo(request: Request, callback: UndoChange) -> Toast | None:
    """Let the draft say what it did before its last change."""
    editing, entry = request.services.editing, entry_of(request)

    async def change() -> Outcome:
        return await editing.undo(callback.edition, revision=callback.revision, entry=entry)

    return await _change(request, callback, change, lambda view: _menu(request, view))


async def _decide(
    request: Request,
    callback: AboutDraft,
    revision: int,
    decision: Decision,
    *,
    number: int = NO_ITEM,
) -> Toast | None:
    """Let a decision hold, and show the item of that number, or all of them."""

    async def change() -> Outcome:
        return await request.services.editing.decide(
            callback.edition, decision, revision=revision, entry=entry_of(request)
        )

    return await _change(request, callback, change, lambda view: shown_item(request, view, number))


async def _change(
    request: Request, callback: AboutDraft, change: Change, shown: Shown
) -> Toast | None:
    """Change a draft, and show what it says then wherever it stands."""
    before = await view_of(request, callback.edition)
    if before is None:
        return no_draft(request)
    outcome = await change()
    after = await view_of(request, callback.edition)
    if after is None or outcome is Outcome.DECIDED:
        return no_draft(request)
    card = await card_here(request, callback.edition)
    await refresh_card(request, before.accepted, after.accepted)
    pressed = request.message.message_id if request.message else None
    # A message of the card shows the change already.
    if pressed not in {*card, *await card_here(request, callback.edition)}:
        await request.show(shown(after))
    return outcome_toast(request, outcome)


def outcome_toast(request: Request, outcome: Outcome) -> Toast | None:
    """What became of a decision, in a few words."""
    translator = request.translator
    if outcome is Outcome.OUTDATED:
        said = translator.gettext("It has changed meanwhile; here is how it stands now.")
        return Toast(said, alert=True)
    if outcome is Outcome.IMPOSSIBLE:
        return Toast(translator.gettext("There is nothing to change there."), alert=True)
    return Toast(translator.gettext("✓ Changed."))
