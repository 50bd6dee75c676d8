"""How a draft is to be published, as far as that is decided, and why it can't be so."""

from __future__ import annotations

from bot.i18n.translator import Translator
from bot.views.papers.slots import day_of, short_day_of, title_of
from digests.model import Edition, EditionState
from digests.values.orders import Obstacle, OrderKind, Prospect, PublishOrder


def name_of(translator: Translator, edition: Edition) -> str:
    """What a draft is called: its title, else its day and its first headline."""
    has_title = edition.digest.title or not edition.digest.items
    return title_of(translator, edition) if has_title else name_in_list(translator, edition)


def name_in_list(translator: Translator, edition: Edition) -> str:
    """The same among others, always with its day."""
    items = edition.digest.items
    name = edition.digest.title or (items[0].headline if items else "")
    return f"{short_day_of(translator, edition)} {name}".rstrip()


def prospect_line(translator: Translator, edition: Edition, zone: str, prospect: Prospect) -> str:
    """What an edition waits for; empty where its state says all."""
    if not edition.is_undecided or prospect.order is None:
        return ""
    if prospect.is_waiting:
        return translator.gettext(
            "Waits until another editor agrees: {what}.",
            what=order_words(translator, prospect.order, zone),
        )
    if edition.state is EditionState.SCHEDULED and prospect.is_at_once and edition.publish_at:
        clock = translator.second_at(edition.publish_at, zone)
        if prospect.is_correction:
            return translator.gettext(
                "The edition is corrected at {clock}. Until then you can undo it.", clock=clock
            )
        return translator.gettext("Goes out at {clock}. Until then you can undo it.", clock=clock)
    return ""


def order_words(translator: Translator, order: PublishOrder, zone: str) -> str:
    """What an editor decided, in a few words."""
    if order.kind is OrderKind.AT and order.moment:
        return translator.gettext("publish {moment}", moment=translator.moment(order.moment, zone))
    if order.kind is OrderKind.ARCHIVE:
        return translator.gettext("archive only")
    if order.kind is OrderKind.REPLACE:
        return translator.gettext("replace the edition of its day")
    if order.kind is OrderKind.TELL:
        return translator.gettext("replace the edition of its day, and tell whoever has it")
    return translator.gettext("publish now")


def obstacle_line(translator: Translator, edition: Edition, prospect: Prospect) -> str:
    """Why an edition can't appear as it was decided, and what to do; empty where it can."""
    if prospect.obstacle is Obstacle.DAY_TAKEN:
        return translator.gettext(
            "⚠️ It can't appear: an edition of {day} is already published. Replace that one, give "
            "this one another day, or discard it.",
            day=day_of(translator, edition),
        )
    if prospect.obstacle is Obstacle.PASSED:
        return translator.gettext("⚠️ Its moment has passed. Choose another one, or publish it now.")
    return ""
