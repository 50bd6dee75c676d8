"""The values everything else speaks in: digests, editions, subscribers, deliveries.

All of them are frozen; every `datetime` is aware; every `date` is a calendar day without a zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digests.rhythm import MINUTES_A_DAY, Rhythm

# --- what an editor writes -------------------------------------------------------------------


class ParagraphKind(StrEnum):
    """What a paragraph of an item is."""

    PROSE = "prose"  # running text
    BULLET = "bullet"  # one entry of a list, without its mark
    SUBHEADING = "subheading"  # a heading inside the item, a speaker's label included


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of an item's body, its page-cut sentences joined again.

    Readings over letters stand in it as `digests.text.ruby` says.
    """

    text: str
    kind: ParagraphKind = ParagraphKind.PROSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A link to where an item's news was published.

    `url` is repaired and free of trackers; `raw` is what the editor wrote, to the letter.
    """

    url: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of an item, as bytes that Telegram takes (JPEG or PNG).

    `key` is the SHA-256 of `data` in hex and names the picture everywhere else. `data` is empty
    where only the reference travels, as in an edition read back from the store.
    """

    key: str
    width: int
    height: int
    caption: str | None = None
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A second piece of news that the editor placed inside an item."""

    headline: str
    date: date | None = None
    sources: tuple[Source, ...] = ()


class SummaryMaker(StrEnum):
    """Whose choice an item's summary is."""

    EDITOR = "editor"  # an editor wrote it
    MODEL = "model"  # a language model chose the sentences
    BUILT_IN = "built_in"  # we did, without one


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news of a digest.

    `number` is what readers ask for (`/item 3`), unique within its digest. `printed_number` is
    the mark as printed (`③`, `3.`), None where the digest prints none. Headlines are verbatim,
    less mark and tail. `attribution` is who says it, as the headline names them (`＝関係筋`),
    without the sign; the headline keeps it. `summary` holds sentences or bullets taken verbatim
    from `paragraphs`, in their order, or what an editor wrote instead. `summary_by` is None where
    there is no summary, and in editions for which it was not written down.
    """

    number: int
    headline: str
    printed_number: str | None = None
    date: date | None = None
    outlet: str | None = None
    attribution: str | None = None
    sources: tuple[Source, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    captions: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    related: tuple[Related, ...] = ()
    section: str | None = None
    summary: tuple[Paragraph, ...] = ()
    summary_by: SummaryMaker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a file stands in the items of its digest: text and links, in percent."""

    text: int
    links: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What an editor wrote for one day, as it was understood.

    `title` is normalised (`3月14日の…` where the 日 was lost). `language` is an ISO 639-1 code
    found from the text. `issue` is its number among the editions, as title, masthead or file say
    it; the title keeps it. `preface` is what stands before the first item and belongs to the
    digest, `afterword` what stands behind the last; `left_over` is text that found no place. The
    editor is shown all three. `preface_pictures` and `afterword_pictures` are those of items that
    an editor moved there. `coverage` is None where the digest wasn't read from a file, or long ago.
    """

    title: str | None
    author: str | None = None
    date: date | None = None
    issue: int | None = None
    language: str = "ja"
    preface: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    left_over: tuple[str, ...] = ()
    afterword: tuple[str, ...] = ()
    preface_pictures: tuple[Picture, ...] = ()
    afterword_pictures: tuple[Picture, ...] = ()
    coverage: Coverage | None = field(default=None, compare=False)

    @property
    def greeting(self) -> tuple[str, ...]:
        """What the preface says to readers: without lines that repeat title or author."""
        return tuple(one for one in self.preface if one not in {self.title, self.author})

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture, in the order in which they are met."""
        of_items = (picture for item in self.items for picture in item.pictures)
        return (*self.preface_pictures, *of_items, *self.afterword_pictures)

    def item(self, number: int) -> Item | None:
        """The item readers know by this number, or None; -1 is the last one, -2 that before it."""
        if -len(self.items) <= number < 0:
            return self.items[number]
        return next((item for item in self.items if item.number == number), None)


# --- what looks wrong with it -----------------------------------------------------------------


class Severity(StrEnum):
    """How much a problem matters to publishing."""

    FORBIDS = "forbids"  # it is not published, whoever confirms it
    BLOCKS = "blocks"  # an editor must confirm before it is published
    WARNS = "warns"  # probably a mistake
    NOTES = "notes"  # worth knowing


class ProblemKind(StrEnum):
    """Everything a reader of digests can complain about; each has a sentence in every language."""

    NO_ITEMS = "no_items"  # nothing in the text looks like an item
    NO_TITLE = "no_title"  # no line looks like a title
    NUMBER_GAP = "number_gap"  # {number} is missing between its neighbours
    NUMBER_REPEATED = "number_repeated"  # {number} occurs twice
    NO_SOURCE = "no_source"  # an item without a link
    SOURCE_REPAIRED = "source_repaired"  # a link's text and target disagreed; {url} is kept
    SOURCE_SUSPECT = "source_suspect"  # {url} does not look like a page that can be opened
    NO_DATE = "no_date"  # an item without a date
    ODD_DATE = "odd_date"  # an item's {date} is far from the edition's
    NO_EDITION_DATE = "no_edition_date"  # neither title, items, file name nor message gave a day
    EDITION_DATE_CONFLICT = "edition_date_conflict"  # {found} was read elsewhere, {date} was taken
    EDITION_DATE_GUESSED = "edition_date_guessed"  # {date} comes from {origin}, not from the title
    NEAR_COPY = "near_copy"  # says again what item {number} of {date} says
    SAME_PAGE = "same_page"  # links to the same page as item {number} of {date}
    CAPTION_WITHOUT_PICTURE = "caption_without_picture"  # a photo caption, but no photo
    PICTURE_UNREADABLE = "picture_unreadable"  # a picture that could not be decoded
    TEXT_LEFT_OVER = "text_left_over"  # {count} paragraphs belong to no item
    LITTLE_READ = "little_read"  # only {count} % of the text stands in items
    LINKS_OUTSIDE = "links_outside"  # only {count} % of the links stand in items
    LONG_PREFACE = "long_preface"  # more text stands before the items than in them
    MANY_LINKS = "many_links"  # an item of {count} links
    GUESSED = "guessed"  # nothing marks the items: {count} were told apart by their looks
    LONG_ITEM = "long_item"  # an item of {count} characters
    TOO_MANY_ITEMS = "too_many_items"  # {count}, of which {number} are published
    TOO_LONG_TITLE = "too_long_title"  # {count} characters, of which {number} are published
    TOO_LONG_HEADLINE = "too_long_headline"  # the same of an item's headline
    TOO_LONG_ITEM = "too_long_item"  # the same of all that an item says
    TOO_LONG_EDITION = "too_long_edition"  # the same of all that an edition says
    TOO_MANY_MESSAGES = "too_many_messages"  # {count} to each reader, of which {number} are sent
    EMPTY_ITEM = "empty_item"  # a headline with nothing below it
    PAGES_SKIPPED = "pages_skipped"  # only the first {count} pages were read
    PARTS_UNREAD = "parts_unread"  # {names} are in the file and were not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the file a problem is: 1-based line or page of the input, and the item's number."""

    line: int | None = None
    page: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a digest that looks wrong; `details` fills the placeholders of its sentence."""

    kind: ProblemKind
    severity: Severity
    place: Place = Place()
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A way to see where a digest's items begin, which has so many `items`.

    `key` names it in every edition of a newsletter: the kind of what opens the items, and behind a
    colon its marks or its level (`entries`, `headings:2`, `numbers:circled`).
    """

    key: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """What a file was taken for, and what else it may have meant, the likeliest first.

    `structure`, `day` and `title` were taken; the others were found beside them.
    """

    structure: Structure | None = None
    structures: tuple[Structure, ...] = ()
    day: date | None = None
    days: tuple[date, ...] = ()
    title: str | None = None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading a file gave: the digest, everything that looked wrong, and what else it is."""

    digest: Digest
    problems: tuple[Problem, ...] = ()
    alternatives: Alternatives = Alternatives()


# --- what a correction changes ------------------------------------------------------------------


class ChangeKind(StrEnum):
    """What happened to an item."""

    ADDED = "added"  # it is new
    REMOVED = "removed"  # it is gone
    CHANGED = "changed"  # it says something else


class Aspect(StrEnum):
    """Which side of an item an edit is about."""

    WORDS = "words"  # what it says; verbatim
    DAY = "day"  # its date, ISO 8601
    LINKS = "links"  # where it links to
    PICTURES = "pictures"  # what is to be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing as it was and as it is now; empty where there was or is none.

    Of links and pictures neither is told.
    """

    aspect: Aspect
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of an item, by its number and headline; of the digest's own texts without one.

    Those are the headline and number it has now, or had where it is gone. `edits` tell what it
    says differently, in the order in which it is read, and `more` how many others there are.
    """

    kind: ChangeKind
    headline: str
    number: int | None = None
    edits: tuple[Edit, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was changed at once after publishing, and when, by the editor's clock."""

    at: datetime
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Whom an announcement is for: everybody, where neither is said.

    Who reads in a `language`, any where that is empty; who reads the paper whose key is `paper`,
    any where that is None.
    """

    language: str = ""
    paper: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What an editor tells readers beside editions, with its marks of style as they wrote them.

    It is for everybody as long as it is not sent.
    """

    id: int
    content: str
    addressees: Addressees = Addressees()


# --- what is published ------------------------------------------------------------------------


PAPER = ""
"""The key of the paper that is always there; others are in `digests.values.papers`."""

SLOT = ""
"""The slot of the edition of a day; those of others are in `digests.values.slots`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionKey:
    """The place of an edition, for which at most one is published.

    `paper` is the publication and `slot` which of its editions of a day.
    """

    date: date
    paper: str = PAPER
    slot: str = SLOT


@dataclass(frozen=True, slots=True, order=True)
class ItemKey:
    """An item of an edition, by the edition's id and the item's number."""

    edition: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """That the item of a number goes on with an earlier one, of an edition of that day and slot."""

    number: int
    earlier: ItemKey
    date: date
    slot: str = SLOT


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTranslation:
    """That a reader wants an edition in a `language`, into which a language model translates.

    `is_shown` says that headlines and summaries are in that language, but for those of the items
    whose numbers are `untranslated`; else all is the original.
    """

    language: str
    is_shown: bool = True
    untranslated: tuple[int, ...] = ()


class EditionState(StrEnum):
    """Where an edition is on its way to readers."""

    DRAFT = "draft"  # read and shown to the editor
    SCHEDULED = "scheduled"  # will be published at `publish_at`
    PUBLISHED = "published"  # readers can ask for it; at most one a key
    REPLACED = "replaced"  # another edition took its place; what earlier releases marked so
    DISCARDED = "discarded"  # thrown away before publishing
    RECALLED = "recalled"  # taken back after publishing


UNDECIDED = frozenset({EditionState.DRAFT, EditionState.SCHEDULED})
"""Editions in these states can still be published, changed and thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A digest on its way to readers.

    `fingerprint` is the SHA-256 in hex of the posted content: the same file twice is one edition.
    `is_revised` says that an editor changed its words since, so that content is not its own any
    more. `posted_by` is the editor's Telegram user id, None from the command line. `corrections`
    are those since it was published, the oldest first. `continuations` tell what its items go on
    with, `continued` are the numbers of those that later editions go on with. What is shown of it
    may be a `machine_translation`; what is kept never is.
    """

    id: int
    date: date
    state: EditionState
    digest: Digest
    problems: tuple[Problem, ...]
    fingerprint: str
    posted_by: int | None
    created_at: datetime
    publish_at: datetime | None = None
    published_at: datetime | None = None
    corrected_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    is_revised: bool = False
    paper: str = PAPER
    slot: str = SLOT
    continuations: tuple[Continuation, ...] = ()
    continued: frozenset[int] = frozenset()
    machine_translation: MachineTranslation | None = None

    @property
    def is_undecided(self) -> bool:
        """Whether it can still be published, changed and thrown away."""
        return self.state in UNDECIDED

    @property
    def key(self) -> EditionKey:
        """The place that it has, or had, or asks for."""
        return EditionKey(date=self.date, paper=self.paper, slot=self.slot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What its editor can still change an undecided edition by, beside what that says.

    `revision` counts the changes: what was decided about an earlier one is about what is no more.
    `is_changed` says that the last change can be undone. `settled` are repeats that may be.
    """

    alternatives: Alternatives
    revision: int = 0
    is_changed: bool = False
    settled: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSummary:
    """What a list of editions shows of one; `items` is how many it has, `issue` its number.

    `is_morning` says that its day has an edition of the evening beside it.
    """

    id: int
    date: date
    title: str | None
    items: int
    issue: int | None = None
    paper: str = PAPER
    slot: str = SLOT
    is_morning: bool = False

    @property
    def key(self) -> EditionKey:
        """The place that it has."""
        return EditionKey(date=self.date, paper=self.paper, slot=self.slot)


# --- who reads it -----------------------------------------------------------------------------


class Form(StrEnum):
    """How a reader likes an edition to arrive."""

    HEADLINES = "headlines"  # numbered headlines only
    SUMMARIES = "summaries"  # headlines, each with its summary in an expandable quote
    FULL = "full"  # every item with its whole text
    FILE = "file"  # the very file that the editor posted, else one of ours
    RICH = "rich"  # one rich message with a collapsible block an item
    FRONT_PAGE = "front_page"  # a picture of the front page, with the headlines below it


class Extras(StrEnum):
    """How a reader likes extra editions to come."""

    RING = "ring"  # with a sound, but at night
    SILENT = "silent"  # without one
    NONE = "none"  # not at all


class ChatKind(StrEnum):
    """What kind of chat a subscription is for."""

    PRIVATE = "private"  # one person
    GROUP = "group"  # a group or supergroup, maybe one topic of it
    CHANNEL = "channel"  # a channel the bot may post to


class SubscriberState(StrEnum):
    """Whether a subscriber is sent anything."""

    ACTIVE = "active"  # gets every edition
    LEFT = "left"  # unsubscribed on purpose
    PAUSED = "paused"  # can't be reached; any sign of life brings it back with its settings


class PauseReason(StrEnum):
    """Why a subscriber can't be reached."""

    BLOCKED = "blocked"  # the reader blocked the bot
    DEACTIVATED = "deactivated"  # the account is gone
    KICKED = "kicked"  # the bot was removed from the group or channel
    CHAT_NOT_FOUND = "chat_not_found"  # Telegram knows no such chat
    TOPIC_GONE = "topic_gone"  # the forum topic was deleted or closed
    NO_RIGHTS = "no_rights"  # the bot may not write there


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences(Rhythm):
    """What a chat chose. Its columns, and those of the CSV file, are the names of these fields.

    `language` is one that the bot speaks, `timezone` an IANA name, `minute` the minute of the
    local day (0–1439) at which the digest is delivered. `paper` is the key of the one it reads.
    Where it is to be `translated`, headlines and summaries come in the language.
    """

    language: str
    timezone: str
    minute: int
    form: Form = Form.SUMMARIES
    extras: Extras = Extras.RING
    paper: str = PAPER
    translated: bool = False

    def check(self) -> None:
        """Raise `ValueError` for a zone or a minute that there is not."""
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{self.timezone!r} is no zone") from error
        if not 0 <= self.minute < MINUTES_A_DAY:
            raise ValueError(f"{self.minute} is no minute of a day")
        self.check_rhythm()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A chat (or a topic of one) that reads the digest, with what it chose.

    `id` is ours and never changes; `chat_id` is Telegram's and changes when a group migrates.
    `topic_id` is the forum topic's `message_thread_id`, None for the whole chat. `lost_at` is since
    when nothing sent there arrives, None where it does or where that was not written down.
    """

    id: int
    chat_id: int
    kind: ChatKind
    preferences: Preferences
    joined_at: datetime
    topic_id: int | None = None
    state: SubscriberState = SubscriberState.ACTIVE
    pause_reason: PauseReason | None = None
    lost_at: datetime | None = None
