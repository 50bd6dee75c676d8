"""One item as a reader sees it: headline, who said it, summary, the whole text, its links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenItem, TurnToItem, TurnToPage
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import short_day_of, title_of
from bot.views.personal.rules import follow_button
from bot.views.personal.saved import saved_rows
from bot.views.reading.continuations import continuation_line, story_row
from bot.views.reading.corrections import corrections_of_item
from bot.views.reading.letters import letter_row
from bot.views.reading.running_text import rich_paragraph, run_on, shortens, size_of
from bot.views.rich_text import (
    CAPTION_LIMIT,
    FOLDED,
    RichText,
    Span,
    aside,
    begun,
    bold,
    circled,
    fits,
    join,
    link,
    parts_of,
    plain,
    split,
    to_html,
    within,
)
from bot.views.translation.translated_edition import item_in_words
from digests.export.link_names import link_names
from digests.model import (
    Edition,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Related,
    Source,
)
from digests.summary.gaps import gaps
from digests.text.characters import width
from digests.text.sentences import sentences
from digests.translation import ItemTranslation

_MOST_PHOTOS = 10
"""Of one item: as many as Telegram takes in an album; each is a message of its own here."""
_LONG = 1_500
"""Characters of a text above which it is folded below its summary."""
_LOOKED_AT, _LONGEST_OPENING = 2_000, 600
"""Characters of a text in which its first sentences are looked for, and that are told of them."""


def item_messages(  # noqa: PLR0913 - see `item_keyboard`
    translator: Translator,
    edition: Edition,
    item: Item,
    *,
    latest: Edition | None = None,
    address: str | None = None,
    letters: bool = False,
    is_saved: bool | None = None,
    translation: ItemTranslation | None = None,
) -> list[OutgoingMessage]:
    """The messages that show an item; the last one carries the buttons.

    Its photo stands above its text in one message, where that is short enough for a caption.
    Where the same number of the `latest` edition may have been meant, a button leads to it; at
    `address` others find the item too. With `letters` readers can write to the editors and vote.
    `is_saved` says whether they saved it, None where it can't be saved. A `translation` stands
    above the original.
    """
    photos = photo_messages(item)

    def told(shown: Sequence[Picture]) -> RichText:
        return item_text(translator, edition, item, shown=shown, translation=translation)

    below = told(item.pictures[: len(photos) - 1])
    is_caption = bool(photos) and fits(below, CAPTION_LIMIT)
    text = below if is_caption else told(item.pictures)
    parts = split(text)
    turn = not photos and len(parts) == 1
    keys = item_keyboard(
        translator,
        edition,
        item,
        turn=turn,
        latest=latest,
        address=address,
        letters=letters,
        is_saved=is_saved,
    )
    if is_caption:
        return [*photos[:-1], replace(photos[-1], text=to_html(below), keyboard=keys)]
    texts = [
        OutgoingMessage(text=to_html(part), keyboard=keys if part is parts[-1] else None)
        for part in parts
    ]
    return [*photos, *texts]


def photo_messages(item: Item) -> list[OutgoingMessage]:
    """The item's photos, each with its caption."""
    return pictures_shown(item.pictures, f"{circled(item.number)} {item.headline}")


def pictures_shown(pictures: Sequence[Picture], said: str = "") -> list[OutgoingMessage]:
    """Photos, each with its caption, or with what is `said` where it has none."""
    return [_photo_message(picture, said) for picture in pictures[:_MOST_PHOTOS]]


def _photo_message(picture: Picture, said: str) -> OutgoingMessage:
    caption = next(parts_of(plain(picture.caption or said), CAPTION_LIMIT), ())
    return OutgoingMessage(text=to_html(caption), photo=picture.key)


def item_text(
    translator: Translator,
    edition: Edition,
    item: Item,
    *,
    shown: Sequence[Picture] = (),
    translation: ItemTranslation | None = None,
) -> RichText:
    """Everything there is of an item, in reading order, each thing once.

    The captions of the pictures that are `shown` stand below them. A `translation` is told first.
    """
    whole = body(item.paragraphs)
    is_folded = shortens(item) and size_of(item.paragraphs) > _LONG
    return join(
        "\n\n",
        [
            item_in_words(translator, item, translation),
            join("\n", [heading(translator, item), continuation_line(translator, edition, item)]),
            corrections_of_item(translator, edition, item),
            summary(item) if is_folded else (),
            within(FOLDED, whole) if is_folded else whole,
            captions(_untold(item, shown)),
            related(translator, item.related),
            source_lines(item.sources, item.outlet),
            aside(translator, footer(translator, edition, item)),
        ],
    )


def _untold(item: Item, shown: Sequence[Picture]) -> tuple[str, ...]:
    """The captions that neither a picture nor the headline nor the text says word for word."""
    said = {item.headline, *(paragraph.text for paragraph in item.paragraphs)}
    said |= {picture.caption for picture in shown if picture.caption}
    return tuple(caption for caption in item.captions if caption not in said)


def summary(item: Item) -> RichText:
    """The item in short: sentences run on, list entries stand below each other."""
    return run_on(item.summary, gaps(item))


def opening(item: Item, language: str, least: int) -> RichText:
    """The first sentences of the summary, else of the text, until `least` columns are told.

    A sentence without an end is cut: it would push all other news out of the message.
    """
    pieces = item.summary or tuple(
        Paragraph(text=sentence)
        for paragraph in item.paragraphs[:1]
        for sentence in sentences(paragraph.text[:_LOOKED_AT], language)
    )
    told: list[Paragraph] = []
    for piece in pieces:
        if told and sum(width(one.text) for one in told) >= least:
            break
        told.append(piece)
    return begun(run_on(told, gaps(item)), _LONGEST_OPENING)


def heading(translator: Translator, item: Item) -> RichText:
    """The headline with its number, and the line that says where and when."""
    return join(
        "\n", [bold(f"{circled(item.number)} {item.headline}"), plain(byline(translator, item))]
    )


def byline(translator: Translator, item: Item) -> str:
    """Outlet, day and section, as far as they are known."""
    known = (item.outlet, translator.day(item.date) if item.date else None, item.section)
    return " · ".join(filter(None, known))


def body(paragraphs: Sequence[Paragraph]) -> RichText:
    """Paragraphs below each other: prose with air between, lists close together."""
    spans: list[Span] = []
    before: ParagraphKind | None = None
    for paragraph in paragraphs:
        if before:
            both = {before, paragraph.kind} == {ParagraphKind.BULLET}
            spans.append(Span("\n" if both else "\n\n"))
        spans += rich_paragraph(paragraph)
        before = paragraph.kind
    return tuple(spans)


def pictures_of(item: Item) -> Sequence[Picture]:
    """The pictures that are shown of an item."""
    return item.pictures[:_MOST_PHOTOS]


def unpictured(item: Item) -> tuple[str, ...]:
    """The captions that are told nowhere else where each photo has its own."""
    return _untold(item, pictures_of(item))


def captions(texts: Iterable[str]) -> RichText:
    """What the editor wrote below photos."""
    return join("\n", [plain(f"📷 {text}") for text in texts])


def related(translator: Translator, pieces: Sequence[Related]) -> RichText:
    """Further news that the editor placed inside the item."""
    if not pieces:
        return ()
    return join(
        "\n",
        [bold(translator.gettext("Related")), *(_related(translator, piece) for piece in pieces)],
    )


def _related(translator: Translator, piece: Related) -> RichText:
    day = f" ({translator.short_day(piece.date)})" if piece.date else ""
    return join("\n", [plain(f"▸ {piece.headline}{day}"), source_lines(piece.sources)])


def source_lines(sources: Sequence[Source], outlet: str | None = None) -> RichText:
    """A line a link, named so that they are told apart; what can't be opened as it was written."""
    names = link_names([source.url for source in sources], outlet)
    return join(
        "\n",
        [
            join("", [plain("🔗 "), link(name, one.url) if name else plain(one.raw)])
            for one, name in zip(sources, names, strict=True)
        ],
    )


def footer(translator: Translator, edition: Edition, item: Item) -> str:
    """Which edition this is of and where in it."""
    return f"{title_of(translator, edition)} · {item.number}/{edition.digest.items[-1].number}"


def item_keyboard(  # noqa: PLR0913 - where each of its buttons leads
    translator: Translator,
    edition: Edition,
    item: Item,
    *,
    turn: bool,
    latest: Edition | None = None,
    address: str | None = None,
    letters: bool = False,
    is_saved: bool | None = None,
) -> InlineKeyboardMarkup | None:
    """The item's neighbours, the way back to the list, to the `latest` edition's and to others.

    With `letters` also the way to the editors; unless `is_saved` is None, the ways to save it and
    to follow what it is about.

    `turn` lets the neighbours take this message's place, which only a single message allows.
    """
    callback = TurnToItem if turn else OpenItem
    older, newer = neighbours(edition, item)
    ways: list[InlineKeyboardButton] = []
    if older:
        ways.append(button(f"◀ {circled(older.number)}", callback(edition.id, older.number)))
    ways.append(button(translator.gettext("📋 Items"), TurnToPage(edition.id, item.number)))
    if newer:
        ways.append(button(f"{circled(newer.number)} ▶", callback(edition.id, newer.number)))
    share = _share(translator, item, address) if address else ()
    own: list[Sequence[InlineKeyboardButton]] = []
    follow: list[InlineKeyboardButton] = []
    if is_saved is not None:
        follow.append(follow_button(translator, edition.id, item.number))
        own = saved_rows(translator, edition.id, item.number, is_saved=is_saved)
    first, more = [key for row in own[:1] for key in row], own[1:]
    return keyboard(
        [
            ways,
            _same_of(translator, latest, item.number),
            story_row(translator, edition, item),
            letter_row(edition, item) if letters else (),
            [*first, *follow, *share],
            *more,
        ]
    )


def _share(translator: Translator, item: Item, address: str) -> Sequence[InlineKeyboardButton]:
    """A link that lets people choose a chat for it (https://core.telegram.org/widgets/share)."""
    query = urlencode({"url": address, "text": item.headline})
    url = f"https://t.me/share/url?{query}"
    return [InlineKeyboardButton(translator.gettext("↗ Share"), url=url)]


def _same_of(
    translator: Translator, latest: Edition | None, number: int
) -> Sequence[InlineKeyboardButton]:
    if latest is None or latest.digest.item(number) is None:
        return ()
    label = f"{circled(number)} {short_day_of(translator, latest)}"
    return [button(label, OpenItem(latest.id, number))]


def neighbours(edition: Edition, item: Item) -> tuple[Item | None, Item | None]:
    """The items before and after one in its edition."""
    items = edition.digest.items
    place = items.index(item)
    before = items[place - 1] if place else None
    after = items[place + 1] if place + 1 < len(items) else None
    return before, after
