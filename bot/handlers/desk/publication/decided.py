"""What every decision about an edition shows: where it stands now, on each card of it."""

from __future__ import annotations

from bot.handlers.desk.draft_card import messages_of
from bot.handlers.request import Request, Toast
from bot.views.callbacks import PublishAt
from bot.views.desk.problems import problem_sentence
from bot.views.keyboards import carried
from digests.model import Edition


def refused(request: Request, edition: Edition) -> Toast | None:
    """Why readers can't be sent a draft, whatever its editor decides; None where they can."""
    excesses = request.services.newsroom.excesses(edition)
    if not excesses:
        return None
    return Toast(problem_sentence(request.translator, excesses[0]), alert=True)


def already_decided(request: Request) -> Toast:
    """What is told who decides about what was decided."""
    return Toast(request.translator.gettext("That was already decided."), alert=True)


async def show_settled(request: Request, edition_id: int) -> None:
    """Show where an edition stands now in place of what was pressed, and on its other cards.

    What its day has by now may keep others from appearing: theirs say so too.
    """
    edition = await request.services.newsroom.edition(edition_id)
    if edition is None:
        return
    accepted = await request.services.newsroom.look(edition)
    pressed = request.message.message_id if request.message and request.query else None
    if pressed is not None and not asks_when(request):
        await request.show((await messages_of(request, accepted))[-1])
    await request.services.draft_cards.refresh_day(edition, besides=(request.chat.id, pressed))


def asks_when(request: Request) -> bool:
    """Whether what was pressed is the question when, which stays for another choice."""
    markup = request.message.reply_markup if request.message and request.query else None
    return carried(markup, PublishAt) is not None
