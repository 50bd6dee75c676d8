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
    ReplaceEdition,
    ShowAsReader,
    fits,
)
from bot.views.desk.changes import PARTS, found_days, undo_row
from bot.views.desk.continuations import link_line, link_row
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
from bot.views.desk.publication.draft_slots import paper_rows, slot_rows
from bot.views.desk.publication.prospects import obstacle_line, prospect_line
from bot.views.desk.publication.publishing_callbacks import (
    Approve,
    AskPublish,
    PublishAtHour,
    Unschedule,
)
from bot.views.desk.structures import structure_words
from bot.views.desk.summaries import maker_of
from bot.views.desk.word_diff import word_diff
from bot.views.items import summary
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import day_of, title_of
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
from digests.model import Draft, Edition, EditionState, Item, ProblemKind, Severity
from digests.revisions import TextPart, text_of
from digests.values.feedback import VoteSums
from digests.values.orders import Prospect
from digests.values.papers import Paper
from digests.values.slots import SlotKind, kind_of

_MOST_LISTED, _LONGEST_HEADLINE, _LONGEST_TEXT = 400, 300, 40_000
"""Lines of a list and characters of a headline and of a text that an editor is shown."""
_UNDECIDED = Prospect()
_LONGEST_SUMMARY, _MOST_SUMMARISED = 1_000, 20_000
"""Characters of a summary, and of all of them, that a preview shows: six messages full."""


def preview_messages(  # noqa: PLR0913 - all that its editors are told
    translator: Translator,
    edition: Edition,
    *,
    same_day: Edition | None,
    zone: str,
    draft: Draft | None = None,
    votes: Mapping[int, VoteSums] | None = None,
    state: str = "",
    prospect: Prospect = _UNDECIDED,
    papers: Sequence[Paper] = (),
) -> list[OutgoingMessage]:
    """What was understood of a draft; `same_day` is the published edition it would replace.

    `draft` is what can be changed about it, `prospect` how it is to be published, `papers` are
    those of which it may be one, `votes` the readers', by item; `state` is the line with which the
    card opens.
    """
    opening = [
        plain(state),
        _opening(translator, edition, zone, prospect),
        plain(_corrects(translator, edition, same_day)),
        _structure(translator, draft),
    ]
    sections = [
        join("\n", opening),
        join("\n", map(plain, vote_lines(votes or {}))),
        _texts(translator, translator.gettext("Before the first item:"), edition.digest.preface),
        *_item_lines(translator, edition),
        _further(translator, len(edition.digest.items)),
        _texts(translator, translator.gettext("Belongs to no item:"), edition.digest.left_over),
        _texts(translator, translator.gettext("After the last item:"), edition.digest.afterword),
        _problems(translator, edition),
        _question(translator, edition, same_day),
    ]
    pages = paginate([section for section in sections if section], "\n\n")
    keys = preview_keyboard(
        translator, edition, same_day=same_day, draft=draft, prospect=prospect, papers=papers
    )
    return [
        OutgoingMessage(text=to_html(page.text), keyboard=keys if page is pages[-1] else None)
        for page in pages
    ]


def _opening(translator: Translator, edition: Edition, zone: str, prospect: Prospect) -> RichText:
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
            aside(translator, _standing(translator, edition, zone, prospect)),
            plain(obstacle_line(translator, edition, prospect)),
        ],
    )


def _corrects(translator: Translator, edition: Edition, same_day: Edition | None) -> str:
    """That it has another's day, which is why it can't be published beside it."""
    if same_day is None or edition.state is not EditionState.DRAFT:
        return ""
    return translator.gettext("✏️ Its day is out already: it would correct that edition.")


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


def _standing(translator: Translator, edition: Edition, zone: str, prospect: Prospect) -> str:
    decided = prospect_line(translator, edition, zone, prospect)
    return decided or state_line(translator, edition, zone)


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
        EditionState.RECALLED: translator.gettext(
            "Recalled. Post the same file again, and it is a new draft."
        ),
    }
    return states[edition.state]


def _moment(translator: Translator, moment: datetime | None, zone: str) -> str:
    return translator.moment(moment, zone) if moment else ""


def _item_lines(translator: Translator, edition: Edition) -> Iterator[RichText]:
    """Each item with its summary, folded; how many of the last have theirs in their own cards."""
    room, left_out = _MOST_SUMMARISED, 0
    for item in edition.digest.items[:_MOST_LISTED]:
        told = begun(summary(item), _LONGEST_SUMMARY)
        room -= sum(len(span.text) for span in told)
        left_out += bool(told) and room < 0
        shown = within(FOLDED, told) if told and room >= 0 else ()
        goes_on = link_line(translator, edition, item)
        yield join("\n", [_item_line(translator, item), goes_on, shown])
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
            day=day_of(translator, edition),
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


def preview_keyboard(  # noqa: PLR0913 - all that can be decided about
    translator: Translator,
    edition: Edition,
    *,
    same_day: Edition | None,
    draft: Draft | None = None,
    prospect: Prospect = _UNDECIDED,
    papers: Sequence[Paper] = (),
) -> InlineKeyboardMarkup | None:
    """What can be done with an edition in its state."""
    show = button(translator.gettext("👁 As readers see it"), ShowAsReader(edition.id))
    previews = button(
        translator.gettext("📱 Preview and test"), OfferPreviews(edition.id, translator.language)
    )
    if edition.state is EditionState.PUBLISHED:
        return keyboard([[show, button(translator.gettext("↩️ Recall"), AskRecall(edition.id))]])
    if not edition.is_undecided:
        return keyboard([[show]])
    if edition.state is EditionState.SCHEDULED and prospect.is_at_once:
        words = (
            translator.gettext("↶ Undo the correction")
            if prospect.is_correction
            else translator.gettext("↶ Undo publishing")
        )
        return keyboard([[button(words, Unschedule(edition.id))], [show]])
    changes = _change_rows(translator, edition, draft) if draft else []
    discard = button(translator.gettext("🗑 Discard"), DiscardDraft(edition.id))
    if prospect.is_waiting:
        agree = button(translator.gettext("✅ Agree"), Approve(edition.id))
        withdraw = button(translator.gettext("✖ Withdraw"), Unschedule(edition.id))
        return keyboard([[agree, withdraw], *changes, [show, previews], [discard]])
    revision = draft.revision if draft else 0
    if edition.state is EditionState.DRAFT:
        ways = _draft_rows(translator, edition, same_day, revision)
        slots = slot_rows(translator, edition, draft, prospect.extras) if draft else []
        of_papers = paper_rows(edition, draft, papers) if draft else []
        return keyboard([*ways, *changes, [show, previews], *slots, *of_papers])
    ways = _scheduled_rows(translator, edition, same_day, revision)
    return keyboard([*ways, *changes, [show, previews], [discard]])


def _scheduled_rows(
    translator: Translator, edition: Edition, same_day: Edition | None, revision: int
) -> Sequence[Sequence[InlineKeyboardButton]]:
    unschedule = button(translator.gettext("✖ Unschedule"), Unschedule(edition.id))
    if same_day:
        return [_correcting(translator, edition, revision), [unschedule]]
    move = button(translator.gettext("🕖 Move"), AskMoment(edition.id, revision))
    return [[_publishing(translator, edition, revision)], [move, unschedule]]


def _publishing(translator: Translator, edition: Edition, revision: int) -> InlineKeyboardButton:
    return button(translator.gettext("📣 Publish now"), AskPublish(edition.id, revision))


def _correcting(
    translator: Translator, edition: Edition, revision: int
) -> list[InlineKeyboardButton]:
    """Ways to let it take the place of the edition of its day."""
    return [
        button(translator.gettext("✏️ Correct silently"), ReplaceEdition(edition.id, revision)),
        button(translator.gettext("📣 Correct and tell"), CorrectAndTell(edition.id, revision)),
    ]


def _draft_rows(
    translator: Translator, edition: Edition, same_day: Edition | None, revision: int
) -> Sequence[Sequence[InlineKeyboardButton]]:
    if same_day:
        leave = button(translator.gettext("↩ Leave as it was"), DiscardDraft(edition.id))
        return [_correcting(translator, edition, revision), [leave]]
    discard = button(translator.gettext("🗑 Discard"), DiscardDraft(edition.id))
    at_hour = translator.gettext("🌅 At the readers' hour")
    waits = kind_of(edition.slot) is not SlotKind.EXTRA
    return [
        [_publishing(translator, edition, revision)],
        [
            *([button(at_hour, PublishAtHour(edition.id, revision))] if waits else []),
            button(translator.gettext("🕖 Schedule"), AskMoment(edition.id, revision)),
        ],
        [button(translator.gettext("🗄 Archive only"), ArchiveOnly(edition.id, revision)), discard],
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
        _repeats(translator, edition, draft),
        link_row(translator, edition),
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
    if kinds & {ProblemKind.NO_TITLE, ProblemKind.TOO_LONG_TITLE}:
        title = AskWords(edition.id, NO_ITEM, Field.TITLE)
        ways.append(button(translator.gettext("🏷 Title"), title))
    return [*rows(days, 2), ways, _doubtful_items(edition)]


def _repeats(translator: Translator, edition: Edition, draft: Draft) -> list[InlineKeyboardButton]:
    """What an editor says of news that was told before and is to be told again."""
    kinds = {problem.kind for problem in edition.problems}
    return [
        button(
            translator.gettext(CONFIRMATIONS[kind]), SettleProblem(edition.id, draft.revision, kind)
        )
        for kind in (ProblemKind.NEAR_COPY, ProblemKind.SAME_PAGE)
        if kind in kinds
    ]


def _doubtful_items(edition: Edition) -> list[InlineKeyboardButton]:
    """The first items with which something is probably wrong, each leading to what can be done."""
    told = [one for one in edition.problems if one.severity is not Severity.NOTES]
    numbers = dict.fromkeys(one.place.item for one in told if one.place.item)
    return [
        button(f"⚠️ {circled(number)}", OpenItemChanges(edition.id, number))
        for number in sorted(numbers)[:_MOST_DOUBTFUL]
        if edition.digest.item(number)
    ]
