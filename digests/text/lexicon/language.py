"""What one natural language brings: its script, its calendar, the words that digests are made with.

In each text the words stand with a space between; `_` is a space inside one. Where letters or signs
are asked for, they stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from digests.text.characters import LATIN


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CalendarWords:
    """Days and times as the language writes them.

    `months`, `weekdays` and `days_ago` hold the spellings of each: January to December; Monday to
    Sunday; today, yesterday and further back. `short_months` and `short_weekdays` mean other
    things in running text (out, set, do), and count only where nothing but a day was typed.
    `date_signs` stand behind the number of a year, a month and a day (年月日), `time_signs` behind
    hour and minute. `weekday_signs` are letters that name weekdays and holidays in brackets.
    `eras` come with the year before their first. `before_month` and `before_year` are words between
    the numbers (3 de mayo de 2025), `year_words` stand behind a year, `ordinals` behind a day's
    number; `duration_signs` make a day's number a length.
    `published` are the words behind a day that only say that news came out then.
    """

    months: tuple[str, ...] = ()
    short_months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    short_weekdays: str = ""
    weekday_signs: str = ""
    date_signs: tuple[str, str, str] = ("", "", "")
    time_signs: tuple[str, str] = ("", "")
    halves: str = ""
    eras: tuple[tuple[str, int], ...] = ()
    before_month: str = ""
    before_year: str = ""
    year_words: str = ""
    ordinals: str = ""
    duration_signs: str = ""
    days_ago: tuple[str, ...] = ()
    published: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Labels:
    """The words that say what stands behind them, or before.

    `source` points to a link, and `source_endings` may follow it (詳しくはこちら); `invitations`
    are in words that a link only invites with (Watch the video), and that name no publisher;
    names of publishers close with `publisher_endings`, as they are written (Daily, 新聞).
    `credit` is who gave a picture, before a colon; `credit_openings` open a credit,
    `credit_words` and `credit_phrases` stand in one, the latter maybe glued to other words;
    `credit_by` is before the giver's name, `credit_shared` behind a stroke, `credit_endings`
    close a caption.
    `caption_endings` follow a label of a caption in place of a colon, `caption_topics` open a
    sentence on the picture.
    """

    title: str = ""
    date: str = ""
    author: str = ""
    byline: str = ""
    source: str = ""
    source_endings: str = ""
    invitations: str = ""
    publisher_endings: str = ""
    related: str = ""
    note: str = ""
    caption: str = ""
    caption_endings: str = ""
    caption_topics: str = ""
    credit: str = ""
    credit_openings: str = ""
    credit_words: str = ""
    credit_phrases: str = ""
    credit_by: str = ""
    credit_shared: str = ""
    credit_endings: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counting:
    """The words and signs around numbers.

    `numbers` stand before an item's number (No. 3), `item` around one that somebody asks for;
    `issues` stand before an issue's number in a title, beside those with which it is asked for.
    `ordinals` open an ordinal number and `counters` close it (第3回); behind `units` a number is an
    amount.
    """

    numbers: str = ""
    item: str = ""
    issues: str = ""
    ordinals: str = ""
    counters: str = ""
    units: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phrases:
    """What editors say around the news, and how they name themselves and their papers.

    `sign_offs` close a digest; `signed` does with a name behind it. `joins` stand between two
    links. `services` head what an editor says of the paper itself (Subscribe, About us), alone or,
    where `_` closes them, with more behind; `service_lines` is a regular expression for how such
    lines open. `name_particles` are small words in people's names;
    `no_names` and `no_name_endings` show that a line names a paper or a section, not a person.
    `latin_words` are written in Latin letters by a language that has others, and name nothing.
    """

    greetings: str = ""
    sign_offs: str = ""
    signed: str = ""
    joins: str = ""
    services: str = ""
    service_lines: str = ""
    name_particles: str = ""
    no_names: str = ""
    no_name_endings: str = ""
    latin_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FileWords:
    """What programs write into files in the language of their users.

    Names of Word's styles, for headings with a level behind; the words around the number of a
    page, and between it and their count; titles and authors that nobody gave, of which
    `untitled_openings` go on. `quotes` are the marks around what a page calls a quotation;
    `subject_openings` stand before the subject of a mail that is answered or passed on.
    """

    heading_styles: str = ""
    title_styles: str = ""
    caption_styles: str = ""
    quote_styles: str = ""
    page: str = ""
    page_endings: str = ""
    page_of: str = ""
    untitled: str = ""
    untitled_openings: str = ""
    quotes: str = ""
    subject_openings: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """How people name the columns of a table of news."""

    number: str = ""
    section: str = ""
    headline: str = ""
    outlet: str = ""
    date: str = ""
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filters:
    """The names of what a search can be narrowed by; of a dense script also behind a day."""

    since: str = ""
    until: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asking:
    """What readers type to ask for something, alone or beside a number or a day.

    `edition_before` and `edition_behind` step from edition to edition. `story` names what editions
    said so far of the matter of the item shown last; `story_before` and `story_behind` stand around
    the matter. `saving` has that item saved, `rules` is what the reader follows and mutes, and
    `searching` asks for a search without saying for what.
    `latest`, `sources`, `pictures`, `file`, `aloud` (an edition to be heard), `contents` (what is
    in one), `archive`, `settings` and `help` name what is asked for, as do `about` (who is behind
    this), `privacy`, `my_data`, `forget`, `errata` (what was corrected) and `saved` (what the
    reader saved). `again` is the item shown last, to be read in full or passed on, `beginning` the
    greeting with its ways.
    `look` is how letters and colours are, `tell_editors` asks for a way to them. Who says that
    nothing came, or that it comes too early, is shown the settings. `reminding` stands before the
    time of a reminder, `reminded` behind it: `tonight`, `on_saturday`, or `saturday`, which alone
    is the day of an edition. `following` and `muting` stand before what shall be marked or hidden,
    `followed` and `muted` behind it, `unfollowing` and `unfollowed` around what shall be neither;
    `surely_followed` are those that no letter about an item says, `this_story` is that item, and
    `deliveries` name what is brought, which is chosen in the settings. `paper` names
    an edition: the newest, unless a day stands beside it; `morning_edition`, `evening_edition` and
    `extra` one among those of a day. `this_one` is the item shown last,
    `ranks` are the first item, the second and further, `last_items` the last one, the one before it
    and so on. `next_one` and `previous_one` step from item
    to item. `subscribe` and `stop` ask for the daily delivery, `courtesies` for nothing. `seeking`
    stands before what is searched for, `sought` behind it. `of` stands between a day and an
    item of it in either order, `openings` and `endings` around any question and mean nothing,
    `reasons` behind why it is asked.
    `issue` stands before an issue's number, `issue_endings` behind it. `mornings` and `evenings`
    stand beside a time, `half` behind an hour, `at` before a time or a day. `days_ahead` are
    tomorrow and further on; `last` stands before a weekday, `last_week` where that of the week
    before is meant; `last_month` is the month before this one.
    `coming` stands before a weekday to come, `coming_week` where that of the week after is meant.
    `every_day`, `weekdays`, `weekends` and `weekly` say on which days somebody wants the digest,
    `only` beside days that there are no others, `gathered` that they want several at once.
    `pausing` stands beside how long nothing shall come: `lasting` before a length of so many
    `days_long` or `weeks_long`, of which `one` is one; `since` a day and `up_to` another. `resume`
    ends that; `ago` and `weeks_ago` stand behind how long ago a day was, of which `few` are the
    numbers from one on. `rhythms` are words of these kinds that alone are no order, and `topic`
    stands behind the day that is spoken of; `silently` and `with_sound` are said of what may ring,
    `each` before a weekday, `both` between two. `extras` are all those that come, `unwanted` is
    said of what shall not.
    """

    latest: str = ""
    sources: str = ""
    pictures: str = ""
    file: str = ""
    aloud: str = ""
    contents: str = ""
    archive: str = ""
    settings: str = ""
    help: str = ""
    about: str = ""
    privacy: str = ""
    my_data: str = ""
    forget: str = ""
    errata: str = ""
    again: str = ""
    beginning: str = ""
    look: str = ""
    tell_editors: str = ""
    saved: str = ""
    reminding: str = ""
    reminded: str = ""
    tonight: str = ""
    on_saturday: str = ""
    saturday: str = ""
    following: str = ""
    followed: str = ""
    muting: str = ""
    muted: str = ""
    unfollowing: str = ""
    unfollowed: str = ""
    surely_followed: str = ""
    this_story: str = ""
    deliveries: str = ""
    paper: str = ""
    morning_edition: str = ""
    evening_edition: str = ""
    extra: str = ""
    this_one: str = ""
    ranks: tuple[str, ...] = ()
    last_items: tuple[str, ...] = ()
    seeking: str = ""
    sought: str = ""
    next_one: str = ""
    previous_one: str = ""
    subscribe: str = ""
    stop: str = ""
    of: str = ""
    reasons: str = ""
    openings: str = ""
    endings: str = ""
    issue: str = ""
    issue_endings: str = ""
    mornings: str = ""
    evenings: str = ""
    half: str = ""
    at: str = ""
    days_ahead: tuple[str, ...] = ()
    last: str = ""
    last_week: str = ""
    last_month: str = ""
    coming: str = ""
    coming_week: str = ""
    every_day: str = ""
    weekdays: str = ""
    weekends: str = ""
    weekly: str = ""
    only: str = ""
    gathered: str = ""
    pausing: str = ""
    lasting: str = ""
    days_long: str = ""
    weeks_long: str = ""
    one: str = ""
    since: str = ""
    up_to: str = ""
    resume: str = ""
    rhythms: str = ""
    topic: str = ""
    silently: str = ""
    with_sound: str = ""
    each: str = ""
    both: str = ""
    extras: str = ""
    unwanted: str = ""
    courtesies: str = ""
    ago: str = ""
    weeks_ago: str = ""
    few: str = ""
    edition_before: str = ""
    edition_behind: str = ""
    story: str = ""
    story_before: str = ""
    story_behind: str = ""
    saving: str = ""
    rules: str = ""
    searching: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cues:
    """Phrases that tell what a sentence does to the one before it.

    `connectives` open a sentence that leans on another, `limits` one that may take it back, with a
    doubt in it; `sure_limits` do without. `doubts`, `denials` of a charge, `introductions` of lists
    and `back_references` are regular expressions, in which `{month}` stands for any of the
    language's months, as are `notices`, which address the reader instead of telling something,
    `points`, with which a text says what it is for, `reports`, which tell that something became
    known or was decided, `backgrounds`, which open what was before the news, `histories`, which
    date something long past, `today`, which date what happened these days or is to come, `demands`,
    which say what has to be done, `opinions`, which open the headline of a text that argues for
    something, and `grammar`, which makes no two sentences alike, in pairs of letters of a script
    that is written in runs. `questions` close a sentence that asks without a question mark.
    `agencies` sign a dateline in brackets, `dispatch_signs` close one. `report_particles` follow
    a quotation that the sentence reports.
    """

    connectives: str = ""
    limits: str = ""
    sure_limits: str = ""
    doubts: str = ""
    denials: str = ""
    introductions: str = ""
    notices: str = ""
    points: str = ""
    reports: str = ""
    backgrounds: str = ""
    histories: str = ""
    today: str = ""
    demands: str = ""
    opinions: str = ""
    grammar: str = ""
    questions: str = ""
    back_references: str = ""
    agencies: str = ""
    dispatch_signs: str = ""
    report_particles: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """A language for reading: all that the code knows of it. Each is equal to itself alone.

    `code` is of ISO 639-1. `script` is the inside of a character class; of languages that share
    one, the first in the lexicon is the most usual. `own_letters` are those that not all others of
    the script have, `common_words` so common that a few tell the language. `stemmer` is the
    Snowball algorithm. `stops` end sentences wherever they stand, without a space behind them;
    what Unicode calls a question mark asks. `never_opens` are letters that no word begins
    with; `consonants` make up abbreviations, which have no vowel.
    """

    code: str
    script: str = LATIN
    own_letters: str = ""
    common_words: str = ""
    stemmer: str | None = None
    stops: str = ""
    never_opens: str = ""
    consonants: str = ""
    calendar: CalendarWords = field(default_factory=CalendarWords)
    labels: Labels = field(default_factory=Labels)
    counting: Counting = field(default_factory=Counting)
    phrases: Phrases = field(default_factory=Phrases)
    files: FileWords = field(default_factory=FileWords)
    columns: Columns = field(default_factory=Columns)
    filters: Filters = field(default_factory=Filters)
    asking: Asking = field(default_factory=Asking)
    cues: Cues = field(default_factory=Cues)
