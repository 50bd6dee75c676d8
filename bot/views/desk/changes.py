"""What an editor sees who changes a draft: what can be changed, an item, a text, a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from telegram import InlineKeyboardButton

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.desk.decisions import (
    NO_ITEM,
    AskWords,
    ChangeItem,
    ChangeText,
    Field,
    ItemChange,
    LeaveWords,
    OfferDays,
    OpenChanges,
    OpenItemChanges,
    OpenText,
    SetEditionDay,
    TakeOutlet,
    TakeTitle,
    TextChange,
    UndoChange,
)
from bot.views.desk.summaries import maker_of
from bot.views.keyboards import Paging, button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import title_of
from bot.views.rich_text import (
    FOLDED,
    RichText,
    aside,
    bold,
    circled,
    join,
    plain,
    split,
    to_html,
    within,
)
from digests.model import Draft, Edition, Item
from digests.revisions import TextPart, pictures_of, text_of

_PER_ROW = 6
_ITEMS_PER_PAGE = 60
_WEEK = 7
_MOST_OUTLETS = 8
_SHOWN = 3_000
"""Characters of a text that are shown to decide about it."""

PARTS: Mapping[TextPart, str] = MappingProxyType(
    {
        TextPart.GREETING: mark("Greeting"),
        TextPart.LEFT_OVER: mark("Left over"),
        TextPart.AFTERWORD: mark("Afterword"),
    }
)

FIELDS: Mapping[TextPart, Field] = MappingProxyType(
    {TextPart.GREETING: Field.GREETING, TextPart.AFTERWORD: Field.AFTERWORD}
)
"""The parts that readers are sent, which an editor may write anew."""

QUESTIONS: Mapping[Field, str] = MappingProxyType(
    {
        Field.TITLE: mark("What is the title? Choose one, or reply to this message with another."),
        Field.DAY: mark("Which day is it for? Choose one, or reply to this message: 14 March."),
        Field.GREETING: mark("Reply to this message with what readers shall be greeted with."),
        Field.AFTERWORD: mark("Reply to this message with what shall stand behind the last item."),
        Field.HEADLINE: mark("Reply to this message with the new headline."),
        Field.SUMMARY: mark("Reply to this message with the new summary."),
        Field.SOURCE: mark("Reply to this message with the link, or with several."),
        Field.OUTLET: mark("Who published it? Choose, or reply to this message with a name."),
    }
)

WORDS: Mapping[Field, str] = MappingProxyType(
    {
        Field.TITLE: mark("title"),
        Field.DAY: mark("day"),
        Field.GREETING: mark("greeting"),
        Field.AFTERWORD: mark("afterword"),
        Field.HEADLINE: mark("headline"),
        Field.SUMMARY: mark("summary"),
        Field.SOURCE: mark("source"),
        Field.OUTLET: mark("outlet"),
    }
)
"""What an editor may write before a colon, to say what a reply changes."""


def changes_message(
    translator: Translator, edition: Edition, draft: Draft, offset: int = 0
) -> OutgoingMessage:
    """What of a draft can be changed: its day, title, texts, and each of its items."""
    ask = translator.gettext(
        "What would you like to change in “{title}”?", title=title_of(translator, edition)
    )
    hint = translator.gettext(
        "A number opens its item. You can also reply to the preview: “3 headline: …”, "
        "“3 summary: …”, “3 source: …”, “title: …”."
    )
    items = edition.digest.items[offset : offset + _ITEMS_PER_PAGE]
    numbers = [button(circled(i.number), OpenItemChanges(edition.id, i.number)) for i in items]
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), aside(translator, hint)])),
        keyboard=keyboard(
            [
                _whole(translator, edition),
                _parts(translator, edition),
                *rows(numbers, _PER_ROW),
                _pages(edition, offset),
                undo_row(translator, edition, draft),
            ]
        ),
    )


def _whole(translator: Translator, edition: Edition) -> list[InlineKeyboardButton]:
    day = translator.gettext("📅 Day")
    title = translator.gettext("🏷 Title")
    return [
        button(day, AskWords(edition.id, NO_ITEM, Field.DAY)),
        button(title, AskWords(edition.id, NO_ITEM, Field.TITLE)),
    ]


def _parts(translator: Translator, edition: Edition) -> list[InlineKeyboardButton]:
    there = [part for part in TextPart if text_of(edition.digest, part)]
    lacking = [part for part in FIELDS if part not in there]
    return [
        *(button(translator.gettext(PARTS[one]), OpenText(edition.id, one)) for one in there),
        *(button(f"＋ {translator.gettext(PARTS[one])}", _asking(edition, one)) for one in lacking),
    ]


def _asking(edition: Edition, part: TextPart) -> AskWords:
    return AskWords(edition.id, NO_ITEM, FIELDS[part])


def _pages(edition: Edition, offset: int) -> list[InlineKeyboardButton]:
    paging = Paging(offset=offset, size=_ITEMS_PER_PAGE, total=len(edition.digest.items))
    return paging.row(("◀", "▶"), lambda start: OpenChanges(edition.id, start))


def undo_row(translator: Translator, edition: Edition, draft: Draft) -> list[InlineKeyboardButton]:
    """The way back from the last change, where there was one."""
    undo = UndoChange(edition.id, draft.revision)
    return [button(translator.gettext("↶ Undo"), undo)] if draft.is_changed else []


# --- one item ---


def item_changes_message(
    translator: Translator, edition: Edition, draft: Draft, item: Item
) -> OutgoingMessage:
    """An item as it is now, with what can be changed about it."""
    text = split(_item(translator, item), _SHOWN)[0]
    at, number = edition.id, item.number
    words = [
        button(translator.gettext("✏️ Headline"), AskWords(at, number, Field.HEADLINE)),
        button(translator.gettext("✏️ Summary"), AskWords(at, number, Field.SUMMARY)),
    ]
    facts = [
        button(translator.gettext("🔗 Source"), AskWords(at, number, Field.SOURCE)),
        button(translator.gettext("📰 Outlet"), AskWords(at, number, Field.OUTLET)),
    ]
    return OutgoingMessage(
        text=to_html(text),
        keyboard=keyboard(
            [
                words,
                facts,
                *_places(translator, edition, draft, item),
                undo_row(translator, edition, draft),
                _neighbours(translator, edition, item),
            ]
        ),
    )


def _item(translator: Translator, item: Item) -> RichText:
    day = translator.short_day(item.date) if item.date else translator.gettext("no date")
    facts = [day, item.outlet or translator.gettext("no outlet"), item.section]
    facts.append(maker_of(translator, item))
    sources = [source.url for source in item.sources] or [translator.gettext("No source link.")]
    body = "\n\n".join(paragraph.text for paragraph in item.paragraphs)
    return join(
        "\n",
        [
            bold(f"{circled(item.number)} {item.headline}"),
            plain(" · ".join(filter(None, facts))),
            *(plain(f"🔗 {source}") for source in sources),
            *(plain(f"› {sentence.text}") for sentence in item.summary),
            within(FOLDED, plain(body)) if body else (),
        ],
    )


def _places(
    translator: Translator, edition: Edition, draft: Draft, item: Item
) -> list[list[InlineKeyboardButton]]:
    """What else an item may be: a part of the one before, greeting, afterword, nothing."""

    def way(label: str, change: ItemChange) -> InlineKeyboardButton:
        return button(label, ChangeItem(edition.id, draft.revision, item.number, change))

    at = edition.digest.items.index(item)
    before = edition.digest.items[at - 1] if at else None
    join_label = translator.gettext(
        "⤴ Join with {number}", number=circled(before.number) if before else ""
    )
    greeting = way(translator.gettext("It is the greeting"), ItemChange.GREETING)
    afterword = way(translator.gettext("It is the afterword"), ItemChange.AFTERWORD)
    drop = way(translator.gettext("🗑 Drop it"), ItemChange.DROP)
    return [
        [*([way(join_label, ItemChange.JOIN)] if before else []), drop],
        [greeting, afterword],
    ]


def _neighbours(translator: Translator, edition: Edition, item: Item) -> list[InlineKeyboardButton]:
    items, at = edition.digest.items, edition.digest.items.index(item)
    ways = []
    if at:
        number = items[at - 1].number
        ways.append(button(f"◀ {circled(number)}", OpenItemChanges(edition.id, number)))
    page = at // _ITEMS_PER_PAGE * _ITEMS_PER_PAGE
    ways.append(button(translator.gettext("↩ Back"), OpenChanges(edition.id, page)))
    if at + 1 < len(items):
        number = items[at + 1].number
        ways.append(button(f"{circled(number)} ▶", OpenItemChanges(edition.id, number)))
    return ways


# --- a text that is in no item ---


def text_changes_message(
    translator: Translator, edition: Edition, draft: Draft, part: TextPart
) -> OutgoingMessage:
    """A text that stands in no item, with what else it may be."""

    def way(label: str, change: TextChange) -> InlineKeyboardButton:
        return button(label, ChangeText(edition.id, draft.revision, part, change))

    said = "\n\n".join(text_of(edition.digest, part))
    pictures = len(pictures_of(edition.digest, part))
    count = translator.ngettext("🖼 {count} picture", "🖼 {count} pictures", pictures)
    head = join("\n", [bold(translator.gettext(PARTS[part])), plain(count if pictures else "")])
    text = join("\n", [head, plain(said)])
    anew = translator.gettext("✏️ Write it anew")
    edit = [button(anew, _asking(edition, part))] if part in FIELDS else []
    greeting = way(translator.gettext("It is the greeting"), TextChange.GREETING)
    afterword = way(translator.gettext("It is the afterword"), TextChange.AFTERWORD)
    return OutgoingMessage(
        text=to_html(split(text, _SHOWN)[0]),
        keyboard=keyboard(
            [
                edit,
                [way(translator.gettext("It is an item"), TextChange.ITEM)],
                [
                    *([greeting] if part is not TextPart.GREETING else []),
                    *([afterword] if part is not TextPart.AFTERWORD else []),
                ],
                [way(translator.gettext("🗑 Drop it"), TextChange.DROP)],
                [button(translator.gettext("↩ Back"), OpenChanges(edition.id, 0))],
            ]
        ),
    )


# --- what a field shall say ---


def question_message(
    translator: Translator, edition: Edition, draft: Draft, asked: AskWords
) -> OutgoingMessage:
    """What a field says, the question what it shall say, and what it may say as buttons."""
    item = edition.digest.item(asked.number)
    said = _said(translator, edition, item, asked.field)
    return OutgoingMessage(
        text=to_html(join("\n", [said, bold(translator.gettext(QUESTIONS[asked.field]))])),
        keyboard=keyboard(
            [
                *_offers(translator, edition, draft, asked),
                [
                    button(
                        translator.gettext("↩ Back"),
                        LeaveWords(edition.id, asked.number, asked.field),
                    )
                ],
            ]
        ),
    )


def _said(translator: Translator, edition: Edition, item: Item | None, field: Field) -> RichText:
    """What a field says; of an item below its headline."""
    if item is None:
        return join("", split(plain(_said_of_edition(translator, edition, field)), _SHOWN)[:1])
    values = {
        Field.SUMMARY: "\n".join(sentence.text for sentence in item.summary),
        Field.SOURCE: "\n".join(source.url for source in item.sources),
        Field.OUTLET: item.outlet or "",
    }
    head = bold(f"{circled(item.number)} {item.headline}")
    return split(join("\n", [head, plain(values.get(field, ""))]), _SHOWN)[0]


def _said_of_edition(translator: Translator, edition: Edition, field: Field) -> str:
    match field:
        case Field.DAY:
            return translator.day(edition.date)
        case Field.GREETING:
            return "\n\n".join(edition.digest.greeting)
        case Field.AFTERWORD:
            return "\n\n".join(edition.digest.afterword)
    return edition.digest.title or ""


def _offers(
    translator: Translator, edition: Edition, draft: Draft, asked: AskWords
) -> list[Sequence[InlineKeyboardButton]]:
    match asked.field:
        case Field.DAY:
            return day_rows(translator, edition, draft, edition.date)
        case Field.TITLE:
            return [
                [button(title, TakeTitle(edition.id, draft.revision, place))]
                for place, title in enumerate(titles_of(draft))
                if title != edition.digest.title
            ]
        case Field.OUTLET:
            return _outlet_rows(translator, edition, draft, asked.number)
    return []


def titles_of(draft: Draft) -> Sequence[str]:
    """What may be the title, the one that was read first."""
    read = draft.alternatives.title
    return (*([read] if read else []), *draft.alternatives.titles)


def outlets_of(edition: Edition, number: int) -> Sequence[str]:
    """Who may have published an item: whoever is named at others, the most frequent first."""
    names = [item.outlet for item in edition.digest.items if item.outlet]
    item = edition.digest.item(number)
    own = item.outlet if item else None
    often = sorted(dict.fromkeys(names), key=lambda name: -names.count(name))
    return [name for name in often if name != own][:_MOST_OUTLETS]


def _outlet_rows(
    translator: Translator, edition: Edition, draft: Draft, number: int
) -> list[Sequence[InlineKeyboardButton]]:
    names = outlets_of(edition, number)
    offers = [
        button(name, TakeOutlet(edition.id, draft.revision, number, place))
        for place, name in enumerate(names, 1)
    ]
    none = translator.gettext("None")
    return [*rows(offers, 2), [button(none, TakeOutlet(edition.id, draft.revision, number, 0))]]


def days_message(
    translator: Translator, edition: Edition, draft: Draft, around: date
) -> OutgoingMessage:
    """The question of which day an edition is, with the days around one."""
    back = LeaveWords(edition.id, NO_ITEM, Field.DAY)
    return OutgoingMessage(
        text=to_html(
            join(
                "\n",
                [
                    plain(translator.day(edition.date)),
                    bold(translator.gettext(QUESTIONS[Field.DAY])),
                ],
            )
        ),
        keyboard=keyboard(
            [
                *day_rows(translator, edition, draft, around),
                [button(translator.gettext("↩ Back"), back)],
            ]
        ),
    )


def day_rows(
    translator: Translator, edition: Edition, draft: Draft, around: date
) -> list[Sequence[InlineKeyboardButton]]:
    """The days that were found, and those around one, by which a week can be gone on or back."""
    week = [around + timedelta(days=step) for step in range(-(_WEEK // 2), _WEEK // 2 + 1)]
    turns = [
        button("◀", OfferDays(edition.id, around - timedelta(days=_WEEK))),
        button("▶", OfferDays(edition.id, around + timedelta(days=_WEEK))),
    ]
    month = translator.month(around.year, around.month)
    home = [button(month, OfferDays(edition.id, edition.date))]
    days = [button(str(day.day), SetEditionDay(edition.id, draft.revision, day)) for day in week]
    return [*rows(found_days(translator, edition, draft), 2), home, days, turns]


def found_days(
    translator: Translator, edition: Edition, draft: Draft
) -> list[InlineKeyboardButton]:
    """The days that the file may be of, each as a button; the one that was taken too."""
    found = (draft.alternatives.day or edition.date, *draft.alternatives.days)
    return [
        button(f"📅 {translator.short_day(day)}", SetEditionDay(edition.id, draft.revision, day))
        for day in dict.fromkeys(found)
    ][:4]
