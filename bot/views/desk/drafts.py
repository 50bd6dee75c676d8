"""What an editor sees of a posted digest: what was understood, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    ArchiveOnly,
    AskMoment,
    AskRecall,
    DiscardDraft,
    OfferPreviews,
    PublishAnyway,
    PublishAt,
    PublishDraft,
    PublishOld,
    RecallEdition,
    ReplaceEdition,
    ShowAsReader,
    ShowPreview,
    fits,
)
from bot.views.desk.changes import PARTS, found_days, undo_row
from bot.views.desk.decisions import (
    NO_ITEM,
    AskWords,
    CorrectAndTell,
    Field,
    OpenChanges,
    OpenItemChanges,
    OpenText,
    SettleProblem,
    TakeStructure,
)
from bot.views.desk.letters import vote_lines
from bot.views.desk.problems import CONFIRMATIONS, coverage_line, problem_sentence
from bot.views.desk.structures import structure_words
from bot.views.desk.summaries import maker_of
from bot.views.desk.word_diff import word_diff
from bot.views.items import summary, title_of
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.rich_text import (
    FOLDED,
    RichText,
    aside,
    begun,
    bold,
    circled,
    join,
    paginate,
    plain,
    to_html,
    within,
)
from digests.corrections import summaries_not_kept
from digests.model import (
    Draft,
    Edition,
    EditionState,
    Item,
    ProblemKind,
    Severity,
    VoteSums,
)
from digests.revisions import TextPart, text_of

_MOST_LISTED, _LONGEST_HEADLINE, _LONGEST_TEXT = 400, 300, 40_000
"""Lines of a list and characters of a headline and of a text that an editor is shown."""
_LONGEST_REASONS = 3_500
"""Characters, which leave room for a question below them."""
_LONGEST_SUMMARY, _MOST_SUMMARISED = 1_000, 20_000
"""Characters of a summary, and of all of them, that a preview shows: six messages full."""


def preview_messages(  # noqa: PLR0913 - all that an editor is shown of it
    translator: Translator,
    edition: Edition,
    *,
    same_day: Edition | None,
    zone: str,
    draft: Draft | None = None,
    votes: Mapping[int, VoteSums] | None = None,
    state: str = "",
) -> list[OutgoingMessage]:
    """What was understood of a draft; `same_day` is the published edition it would replace.

    `draft` is what can be changed about it, `votes` are the readers', by item; `state` is the line
    with which the card opens.
    """
    opening = [plain(state), _opening(translator, edition, zone), _structure(translator, draft)]
    sections = [
        join("\n", opening),
        join("\n", map(plain, vote_lines(votes or {}))),
        _texts(translator, translator.gettext("Before the first item:"), edition.digest.preface),
        *_item_lines(translator, edition.digest.items[:_MOST_LISTED]),
        _further(translator, len(edition.digest.items)),
        _texts(translator, translator.gettext("Belongs to no item:"), edition.digest.left_over),
        _texts(translator, translator.gettext("After the last item:"), edition.digest.afterword),
        _problems(translator, edition),
        _question(translator, edition, same_day),
    ]
    pages = paginate([section for section in sections if section], "\n\n")
    keys = preview_keyboard(translator, edition, same_day=same_day, draft=draft)
    return [
        OutgoingMessage(text=to_html(page.text), keyboard=keys if page is pages[-1] else None)
        for page in pages
    ]


def _opening(translator: Translator, edition: Edition, zone: str) -> RichText:
    digest = edition.digest
    facts = [
        translator.day(edition.date),
        digest.author or translator.gettext("no author"),
        translator.ngettext("{count} item", "{count} items", len(digest.items)),
    ]
    return join(
        "\n",
        [
            bold(f"📄 {title_of(translator, edition)}"),
            plain(" · ".join(facts)),
            *(plain(line) for line in [coverage_line(translator, digest)] if line),
            aside(translator, state_line(translator, edition, zone)),
        ],
    )


def _structure(translator: Translator, draft: Draft | None) -> RichText:
    """As what the file was read, where it may be read as something else."""
    found = draft.alternatives if draft else None
    if found is None or found.structure is None or not found.structures:
        return ()
    words = structure_words(translator, found.structure)
    said = translator.gettext(
        "Read as: {structure}. The buttons offer other ways.", structure=words
    )
    return plain(said)


def state_line(translator: Translator, edition: Edition, zone: str) -> str:
    """Where the edition is on its way to readers."""
    states = {
        EditionState.DRAFT: translator.gettext("Draft: readers don't see it yet."),
        EditionState.SCHEDULED: translator.gettext(
            "Scheduled for {moment}.", moment=_moment(translator, edition.publish_at, zone)
        ),
        EditionState.PUBLISHED: translator.gettext(
            "Published {moment}.", moment=_moment(translator, edition.published_at, zone)
        ),
        EditionState.REPLACED: translator.gettext("Replaced by a later edition of its day."),
        EditionState.DISCARDED: translator.gettext("Discarded."),
        EditionState.RECALLED: translator.gettext("Recalled."),
    }
    return states[edition.state]


def _moment(translator: Translator, moment: datetime | None, zone: str) -> str:
    return translator.moment(moment, zone) if moment else ""


def _item_lines(translator: Translator, items: Sequence[Item]) -> Iterator[RichText]:
    """Each item with its summary, folded; how many of the last have theirs in their own cards."""
    room, left_out = _MOST_SUMMARISED, 0
    for item in items:
        told = begun(summary(item), _LONGEST_SUMMARY)
        room -= sum(len(span.text) for span in told)
        left_out += bool(told) and room < 0
        shown = within(FOLDED, told) if told and room >= 0 else ()
        yield join("\n", [_item_line(translator, item), shown])
    if left_out:
        yield plain(
            translator.ngettext(
                "{count} more summary is shown with its item (✏️ Change).",
                "{count} more summaries are shown with their items (✏️ Change).",
                left_out,
            )
        )


def _item_line(translator: Translator, item: Item) -> RichText:
    sources = translator.ngettext("{count} source", "{count} sources", len(item.sources))
    day = translator.short_day(item.date) if item.date else translator.gettext("no date")
    maker = maker_of(translator, item)
    facts = filter(None, (day, item.outlet, sources, item.section, maker))
    head = begun(bold(f"{circled(item.number)} {item.headline}"), _LONGEST_HEADLINE)
    return join("\n", [head, plain(" · ".join(facts))])


def _further(translator: Translator, count: int) -> RichText:
    """That a list goes on behind what is shown of it."""
    left = count - _MOST_LISTED
    if left <= 0:
        return ()
    return plain(translator.ngettext("… and {count} more", "… and {count} more", left))


def _texts(translator: Translator, label: str, texts: Sequence[str]) -> RichText:
    """What stands in no item, folded; of far too much its beginning and its length."""
    whole = "\n\n".join(texts)
    if not whole:
        return ()
    shown = [bold(label), within(FOLDED, plain(whole[:_LONGEST_TEXT]))]
    if len(whole) > _LONGEST_TEXT:
        told = translator.ngettext(
            "… {count} character in all", "… {count} characters in all", len(whole)
        )
        shown.append(plain(told))
    return join("\n", shown)


def _problems(translator: Translator, edition: Edition) -> RichText:
    if not edition.problems:
        return plain(translator.gettext("✅ Nothing looks wrong."))
    worst_first = sorted(edition.problems, key=lambda p: list(Severity).index(p.severity))
    shown = worst_first[:_MOST_LISTED]
    lines = [plain(problem_sentence(translator, problem)) for problem in shown]
    return join("\n", [*lines, _further(translator, len(worst_first))])


def _question(translator: Translator, edition: Edition, same_day: Edition | None) -> RichText:
    if same_day and edition.state is EditionState.DRAFT:
        told = translator.gettext(
            "An edition of {day} is already published. Correcting it shows this one instead; "
            "nobody is sent the day twice.",
            day=translator.day(edition.date),
        )
        changes = word_diff(translator, same_day.digest, edition.digest)
        not_kept = _not_kept(translator, summaries_not_kept(same_day.digest, edition.digest))
        return join("\n", [plain(told), *changes, not_kept])
    return ()


def _not_kept(translator: Translator, numbers: Sequence[int]) -> RichText:
    """Of which items the summary that an editor wrote is not there any more."""
    if not numbers:
        return ()
    told = translator.gettext(
        "✏️ The editor's summary is not kept, because the text is another one: {items}",
        items=" ".join(map(circled, numbers)),
    )
    return plain(told)


def preview_keyboard(
    translator: Translator,
    edition: Edition,
    *,
    same_day: Edition | None,
    draft: Draft | None = None,
) -> InlineKeyboardMarkup | None:
    """What can be done with an edition in its state."""
    show = button(translator.gettext("👁 As readers see it"), ShowAsReader(edition.id))
    previews = button(
        translator.gettext("📱 Preview and test"), OfferPreviews(edition.id, translator.language)
    )
    changes = _change_rows(translator, edition, draft) if draft else []
    if edition.state is EditionState.DRAFT:
        return keyboard([*_draft_rows(translator, edition, same_day), *changes, [show, previews]])
    if edition.state is EditionState.SCHEDULED:
        now = button(translator.gettext("📣 Publish now"), PublishDraft(edition.id))
        discard = button(translator.gettext("🗑 Discard"), DiscardDraft(edition.id))
        return keyboard([[now], *changes, [show, previews], [discard]])
    if edition.state is EditionState.PUBLISHED:
        return keyboard([[show, button(translator.gettext("↩️ Recall"), AskRecall(edition.id))]])
    return keyboard([[show]])


def _draft_rows(
    translator: Translator, edition: Edition, same_day: Edition | None
) -> Sequence[Sequence[InlineKeyboardButton]]:
    if same_day:
        silently = translator.gettext("✏️ Correct silently")
        tell = translator.gettext("📣 Correct and tell")
        leave = translator.gettext("↩ Leave as it was")
        return [
            [
                button(silently, ReplaceEdition(edition.id)),
                button(tell, CorrectAndTell(edition.id)),
            ],
            [button(leave, DiscardDraft(edition.id))],
        ]
    discard = button(translator.gettext("🗑 Discard"), DiscardDraft(edition.id))
    return [
        [button(translator.gettext("📣 Publish now"), PublishDraft(edition.id))],
        [button(translator.gettext("🕖 Schedule"), AskMoment(edition.id)), discard],
    ]


def _change_rows(
    translator: Translator, edition: Edition, draft: Draft
) -> Sequence[Sequence[InlineKeyboardButton]]:
    """What the file may be as well, what is doubtful, and the way to all that can be changed."""
    structures = [
        button(structure_words(translator, one), TakeStructure(edition.id, draft.revision, one.key))
        for one in draft.alternatives.structures
        if fits(TakeStructure(edition.id, draft.revision, one.key))
    ]
    change = button(translator.gettext("✏️ Change"), OpenChanges(edition.id, 0))
    return [
        *rows(structures, 2),
        *_doubts(translator, edition, draft),
        [change, *undo_row(translator, edition, draft)],
    ]


_MOST_DOUBTFUL = 5
"""Buttons that fit beside each other on a phone."""
_OF_DAY = frozenset(
    {
        ProblemKind.NO_EDITION_DATE,
        ProblemKind.EDITION_DATE_CONFLICT,
        ProblemKind.EDITION_DATE_GUESSED,
    }
)
_OF_TEXT: Mapping[ProblemKind, TextPart] = MappingProxyType(
    {
        ProblemKind.LONG_PREFACE: TextPart.GREETING,
        ProblemKind.TEXT_LEFT_OVER: TextPart.LEFT_OVER,
    }
)


def _doubts(
    translator: Translator, edition: Edition, draft: Draft
) -> list[Sequence[InlineKeyboardButton]]:
    """Buttons that settle what looks wrong with the whole, or lead there."""
    kinds = {problem.kind for problem in edition.problems}
    days = found_days(translator, edition, draft) if kinds & _OF_DAY else []
    other = translator.gettext("📅 Another day")
    if days:
        days.append(button(other, AskWords(edition.id, NO_ITEM, Field.DAY)))
    ways = [
        button(translator.gettext(PARTS[part]), OpenText(edition.id, part))
        for kind, part in _OF_TEXT.items()
        if kind in kinds and text_of(edition.digest, part)
    ]
    if ProblemKind.NO_TITLE in kinds:
        title = AskWords(edition.id, NO_ITEM, Field.TITLE)
        ways.append(button(translator.gettext("🏷 Title"), title))
    return [*rows(days, 2), ways, _doubtful_items(edition)]


def _doubtful_items(edition: Edition) -> list[InlineKeyboardButton]:
    """The first items with which something is probably wrong, each leading to what can be done."""
    told = [one for one in edition.problems if one.severity is not Severity.NOTES]
    numbers = dict.fromkeys(one.place.item for one in told if one.place.item)
    return [
        button(f"⚠️ {circled(number)}", OpenItemChanges(edition.id, number))
        for number in sorted(numbers)[:_MOST_DOUBTFUL]
        if edition.digest.item(number)
    ]


def confirm_message(
    translator: Translator, edition: Edition, draft: Draft | None = None
) -> OutgoingMessage:
    """The question whether to publish although something blocks it.

    What an editor may say is right has a button that has it asked no more.
    """
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
    keys = [
        button(translator.gettext("Publish anyway"), PublishAnyway(edition.id)),
        button(translator.gettext("↩ Back"), ShowPreview(edition.id)),
    ]
    ways = [*rows(settling, 1), keys]
    return OutgoingMessage(text=to_html(join("\n", [said, ask])), keyboard=keyboard(ways))


def old_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """The question whether an edition of a day long past shall be sent to anybody."""
    ask = translator.gettext(
        "“{title}” is dated {day}. Send it to everyone, or only add it to the archive?",
        title=title_of(translator, edition),
        day=translator.day(edition.date),
    )
    keys = [
        [button(translator.gettext("🗄 Archive only"), ArchiveOnly(edition.id))],
        [button(translator.gettext("📣 Send it all the same"), PublishOld(edition.id))],
        [button(translator.gettext("↩ Back"), ShowPreview(edition.id))],
    ]
    return OutgoingMessage(text=to_html(bold(ask)), keyboard=keyboard(keys))


def far_ahead_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """The question whether an edition is of a day that is far ahead."""
    ask = translator.gettext(
        "“{title}” is of {day}, and nobody is sent it before that day. Is that the day?",
        title=title_of(translator, edition),
        day=translator.day(edition.date),
    )
    keys = [
        [button(translator.gettext("📅 Day"), AskWords(edition.id, NO_ITEM, Field.DAY))],
        [button(translator.gettext("📣 Send it all the same"), PublishOld(edition.id))],
        [button(translator.gettext("↩ Back"), ShowPreview(edition.id))],
    ]
    return OutgoingMessage(text=to_html(bold(ask)), keyboard=keyboard(keys))


def schedule_message(
    translator: Translator, edition: Edition, moments: Sequence[datetime], zone: str
) -> OutgoingMessage:
    """The question when to publish, with the next likely moments; a reply may name another."""
    keys = [
        button(translator.moment(moment, zone), PublishAt.of(edition.id, moment))
        for moment in moments
    ]
    ask = translator.gettext(
        "When should “{title}” be published?", title=title_of(translator, edition)
    )
    hint = translator.gettext("Times are those of {zone}.", zone=zone)
    back = [button(translator.gettext("↩ Back"), ShowPreview(edition.id))]
    return OutgoingMessage(
        text=to_html(join("\n", [bold(ask), aside(translator, hint)])),
        keyboard=keyboard([*rows(keys, 2), back]),
    )


def recall_question(translator: Translator, edition: Edition) -> OutgoingMessage:
    """The question whether to take a published edition back."""
    ask = translator.gettext(
        "Take “{title}” back from everyone?", title=title_of(translator, edition)
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
