"""What an admin sees of a posted digest: what was understood, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Speech
from bot.views.callbacks import Act
from bot.views.editions import title_of
from bot.views.items import circled
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import Letter
from bot.views.problems import problem_sentence
from bot.views.rich_text import FOLDED, Styled, bold, italic, join, paginate, plain, to_html, within
from digests.corrections import Change, ChangeKind, differences
from digests.model import Edition, EditionState, Item, Severity


def preview_letters(
    speech: Speech, edition: Edition, *, same_day: Edition | None, zone: str
) -> list[Letter]:
    """What was understood of a draft; `same_day` is the published edition it would replace."""
    sections = [
        _opening(speech, edition, zone),
        *(_item_line(speech, item) for item in edition.digest.items),
        _left_over(speech, edition),
        _problems(speech, edition),
        _question(speech, edition, same_day),
    ]
    pages = paginate([section for section in sections if section], "\n\n")
    keys = preview_keyboard(speech, edition, same_day=same_day)
    return [
        Letter(text=to_html(page.text), keyboard=keys if page is pages[-1] else None)
        for page in pages
    ]


def _opening(speech: Speech, edition: Edition, zone: str) -> Styled:
    digest = edition.digest
    facts = [
        speech.day(edition.date),
        digest.author or speech.t("no author"),
        speech.n("{count} item", "{count} items", len(digest.items)),
    ]
    return join(
        "\n",
        [
            bold(f"📄 {title_of(speech, edition)}"),
            plain(" · ".join(facts)),
            italic(state_line(speech, edition, zone)),
        ],
    )


def state_line(speech: Speech, edition: Edition, zone: str) -> str:
    """Where the edition is on its way to readers."""
    states = {
        EditionState.DRAFT: speech.t("Draft: readers don't see it yet."),
        EditionState.SCHEDULED: speech.t(
            "Scheduled for {moment}.", moment=_moment(speech, edition.publish_at, zone)
        ),
        EditionState.PUBLISHED: speech.t(
            "Published {moment}.", moment=_moment(speech, edition.published_at, zone)
        ),
        EditionState.REPLACED: speech.t("Replaced by a later edition of its day."),
        EditionState.DISCARDED: speech.t("Discarded."),
        EditionState.RECALLED: speech.t("Recalled."),
    }
    return states[edition.state]


def _moment(speech: Speech, moment: datetime | None, zone: str) -> str:
    return speech.moment(moment, zone) if moment else ""


def _item_line(speech: Speech, item: Item) -> Styled:
    sources = speech.n("{count} source", "{count} sources", len(item.sources))
    day = speech.short_day(item.date) if item.date else speech.t("no date")
    facts = filter(None, (day, item.outlet, sources, item.section))
    head = bold(f"{circled(item.number)} {item.headline}")
    return join("\n", [head, plain(" · ".join(facts))])


def _left_over(speech: Speech, edition: Edition) -> Styled:
    texts = edition.digest.left_over
    if not texts:
        return ()
    label = bold(speech.t("Belongs to no item:"))
    return join("\n", [label, within(FOLDED, plain("\n\n".join(texts)))])


def _problems(speech: Speech, edition: Edition) -> Styled:
    if not edition.problems:
        return plain(speech.t("✅ Nothing looks wrong."))
    worst_first = sorted(edition.problems, key=lambda p: list(Severity).index(p.severity))
    return join("\n", [plain(problem_sentence(speech, problem)) for problem in worst_first])


def _question(speech: Speech, edition: Edition, same_day: Edition | None) -> Styled:
    if same_day and edition.state is EditionState.DRAFT:
        told = speech.t(
            "An edition of {day} is already published. Replacing it shows this one instead; "
            "nobody is sent the day twice.",
            day=speech.day(edition.date),
        )
        changes = differences(same_day.digest, edition.digest)
        return join("\n", [plain(told), *(_change_line(speech, change) for change in changes)])
    return ()


def _change_line(speech: Speech, change: Change) -> Styled:
    signs = {
        ChangeKind.ADDED: speech.t("＋ new: {headline}", headline=_marked(change.item)),
        ChangeKind.REMOVED: speech.t("－ gone: {headline}", headline=_marked(change.item)),
        ChangeKind.CHANGED: speech.t("✏️ changed: {headline}", headline=_marked(change.item)),
    }
    return plain(signs[change.kind])


def _marked(item: Item) -> str:
    return f"{circled(item.number)} {item.headline}"


def preview_keyboard(
    speech: Speech, edition: Edition, *, same_day: Edition | None
) -> InlineKeyboardMarkup | None:
    """What can be done with an edition in its state."""
    show = button(speech.t("👁 As readers see it"), Act.SHOW, edition.id)
    if edition.state is EditionState.DRAFT:
        return keyboard([*_draft_rows(speech, edition, same_day), [show]])
    if edition.state is EditionState.SCHEDULED:
        now = button(speech.t("📣 Publish now"), Act.PUBLISH, edition.id)
        discard = button(speech.t("🗑 Discard"), Act.DISCARD, edition.id)
        return keyboard([[now], [show, discard]])
    if edition.state is EditionState.PUBLISHED:
        return keyboard([[show, button(speech.t("↩️ Recall"), Act.RECALL, edition.id)]])
    return keyboard([[show]])


def _draft_rows(
    speech: Speech, edition: Edition, same_day: Edition | None
) -> Sequence[Sequence[InlineKeyboardButton]]:
    discard = button(speech.t("🗑 Discard"), Act.DISCARD, edition.id)
    if same_day:
        replace = speech.t("🔁 Replace the edition of {day}", day=speech.short_day(edition.date))
        return [[button(replace, Act.REPLACE, edition.id)], [discard]]
    return [
        [button(speech.t("📣 Publish now"), Act.PUBLISH, edition.id)],
        [button(speech.t("🕖 Schedule"), Act.SCHEDULE, edition.id), discard],
    ]


def confirm_letter(speech: Speech, edition: Edition) -> Letter:
    """The question whether to publish although something blocks it."""
    blocking = [p for p in edition.problems if p.severity is Severity.BLOCKS]
    lines = [plain(problem_sentence(speech, problem)) for problem in blocking]
    ask = bold(speech.t("Publish it all the same?"))
    keys = [
        button(speech.t("Publish anyway"), Act.CONFIRM, edition.id),
        button(speech.t("↩ Back"), Act.PREVIEW, edition.id),
    ]
    return Letter(text=to_html(join("\n", [*lines, ask])), keyboard=keyboard([keys]))


def schedule_letter(
    speech: Speech, edition: Edition, moments: Sequence[datetime], zone: str
) -> Letter:
    """The question when to publish, with the next likely moments; a reply may name another."""
    keys = [
        button(speech.moment(moment, zone), Act.AT, edition.id, int(moment.timestamp()))
        for moment in moments
    ]
    ask = speech.t("When shall “{title}” be published?", title=title_of(speech, edition))
    hint = speech.t("Times are those of {zone}.", zone=zone)
    back = [button(speech.t("↩ Back"), Act.PREVIEW, edition.id)]
    return Letter(
        text=to_html(join("\n", [bold(ask), italic(hint)])),
        keyboard=keyboard([*rows(keys, 2), back]),
    )


def recall_question(speech: Speech, edition: Edition) -> Letter:
    """The question whether to take a published edition back."""
    ask = speech.t("Take “{title}” back from everyone?", title=title_of(speech, edition))
    what = speech.t("Messages younger than 48 hours are deleted, older ones replaced by a notice.")
    keys = [
        button(speech.t("Take it back"), Act.RECALL_NOW, edition.id),
        button(speech.t("↩ Back"), Act.PREVIEW, edition.id),
    ]
    return Letter(text=to_html(join("\n", [bold(ask), plain(what)])), keyboard=keyboard([keys]))
