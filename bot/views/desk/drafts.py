"""What an editor sees of a posted digest: what was understood, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    ArchiveOnly,
    AskMoment,
    AskRecall,
    DiscardDraft,
    PublishAnyway,
    PublishAt,
    PublishDraft,
    PublishOld,
    RecallEdition,
    ReplaceEdition,
    ShowAsReader,
    ShowPreview,
)
from bot.views.desk.problems import coverage_line, problem_sentence
from bot.views.items import title_of
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.rich_text import (
    FOLDED,
    RichText,
    aside,
    bold,
    circled,
    join,
    paginate,
    plain,
    to_html,
    within,
)
from digests.corrections import Change, ChangeKind, differences
from digests.model import Edition, EditionState, Item, Severity


def preview_messages(
    translator: Translator, edition: Edition, *, same_day: Edition | None, zone: str
) -> list[OutgoingMessage]:
    """What was understood of a draft; `same_day` is the published edition it would replace."""
    sections = [
        _opening(translator, edition, zone),
        _texts(translator.gettext("Before the first item:"), edition.digest.preface),
        *(_item_line(translator, item) for item in edition.digest.items),
        _texts(translator.gettext("Belongs to no item:"), edition.digest.left_over),
        _texts(translator.gettext("Behind the last item:"), edition.digest.afterword),
        _problems(translator, edition),
        _question(translator, edition, same_day),
    ]
    pages = paginate([section for section in sections if section], "\n\n")
    keys = preview_keyboard(translator, edition, same_day=same_day)
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


def _item_line(translator: Translator, item: Item) -> RichText:
    sources = translator.ngettext("{count} source", "{count} sources", len(item.sources))
    day = translator.short_day(item.date) if item.date else translator.gettext("no date")
    facts = filter(None, (day, item.outlet, sources, item.section))
    head = bold(f"{circled(item.number)} {item.headline}")
    return join("\n", [head, plain(" · ".join(facts))])


def _texts(label: str, texts: Sequence[str]) -> RichText:
    """What stands in no item, folded."""
    return join("\n", [bold(label), within(FOLDED, plain("\n\n".join(texts)))]) if texts else ()


def _problems(translator: Translator, edition: Edition) -> RichText:
    if not edition.problems:
        return plain(translator.gettext("✅ Nothing looks wrong."))
    worst_first = sorted(edition.problems, key=lambda p: list(Severity).index(p.severity))
    return join("\n", [plain(problem_sentence(translator, problem)) for problem in worst_first])


def _question(translator: Translator, edition: Edition, same_day: Edition | None) -> RichText:
    if same_day and edition.state is EditionState.DRAFT:
        told = translator.gettext(
            "An edition of {day} is already published. Replacing it shows this one instead; "
            "nobody is sent the day twice.",
            day=translator.day(edition.date),
        )
        changes = differences(same_day.digest, edition.digest)
        return join("\n", [plain(told), *(_change_line(translator, change) for change in changes)])
    return ()


def _change_line(translator: Translator, change: Change) -> RichText:
    signs = {
        ChangeKind.ADDED: translator.gettext("＋ new: {headline}", headline=_marked(change.item)),
        ChangeKind.REMOVED: translator.gettext(
            "－ gone: {headline}", headline=_marked(change.item)
        ),
        ChangeKind.CHANGED: translator.gettext(
            "✏️ changed: {headline}", headline=_marked(change.item)
        ),
    }
    return plain(signs[change.kind])


def _marked(item: Item) -> str:
    return f"{circled(item.number)} {item.headline}"


def preview_keyboard(
    translator: Translator, edition: Edition, *, same_day: Edition | None
) -> InlineKeyboardMarkup | None:
    """What can be done with an edition in its state."""
    show = button(translator.gettext("👁 As readers see it"), ShowAsReader(edition.id))
    if edition.state is EditionState.DRAFT:
        return keyboard([*_draft_rows(translator, edition, same_day), [show]])
    if edition.state is EditionState.SCHEDULED:
        now = button(translator.gettext("📣 Publish now"), PublishDraft(edition.id))
        discard = button(translator.gettext("🗑 Discard"), DiscardDraft(edition.id))
        return keyboard([[now], [show, discard]])
    if edition.state is EditionState.PUBLISHED:
        return keyboard([[show, button(translator.gettext("↩️ Recall"), AskRecall(edition.id))]])
    return keyboard([[show]])


def _draft_rows(
    translator: Translator, edition: Edition, same_day: Edition | None
) -> Sequence[Sequence[InlineKeyboardButton]]:
    discard = button(translator.gettext("🗑 Discard"), DiscardDraft(edition.id))
    if same_day:
        replace = translator.gettext(
            "🔁 Replace the edition of {day}", day=translator.short_day(edition.date)
        )
        return [[button(replace, ReplaceEdition(edition.id))], [discard]]
    return [
        [button(translator.gettext("📣 Publish now"), PublishDraft(edition.id))],
        [button(translator.gettext("🕖 Schedule"), AskMoment(edition.id)), discard],
    ]


def confirm_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """The question whether to publish although something blocks it."""
    blocking = [p for p in edition.problems if p.severity is Severity.BLOCKS]
    lines = [plain(problem_sentence(translator, problem)) for problem in blocking]
    ask = bold(translator.gettext("Publish it all the same?"))
    keys = [
        button(translator.gettext("Publish anyway"), PublishAnyway(edition.id)),
        button(translator.gettext("↩ Back"), ShowPreview(edition.id)),
    ]
    return OutgoingMessage(text=to_html(join("\n", [*lines, ask])), keyboard=keyboard([keys]))


def old_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """The question whether an edition of a day long past shall be sent to anybody."""
    ask = translator.gettext(
        "“{title}” is of {day}. Shall everybody be sent it, or does it only go into the archive?",
        title=title_of(translator, edition),
        day=translator.day(edition.date),
    )
    keys = [
        [button(translator.gettext("🗄 Archive only"), ArchiveOnly(edition.id))],
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
        "When shall “{title}” be published?", title=title_of(translator, edition)
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
