"""From words to an intent: pure, and total, since whatever means nothing else is searched for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from bot.intents.extras import extras_of
from bot.intents.folding import folded
from bot.intents.following import followed
from bot.intents.intent import (
    AskAboutPlace,
    Beside,
    Carry,
    ChangeLook,
    ChooseLanguage,
    ChooseMinute,
    ChooseZone,
    Courtesy,
    EditionReference,
    Find,
    Intent,
    Latest,
    Nothing,
    NotYet,
    OfDay,
    OfIssue,
    OfSlot,
    PressButton,
    ReadAgain,
    ReadAloud,
    ReadArchive,
    ReadEdition,
    ReadFile,
    ReadItems,
    ReadPictures,
    ReadSources,
    ReadStory,
    Remind,
    Save,
    Shown,
    Step,
    Suggest,
    TellEditors,
    WriteLetter,
)
from bot.intents.places import is_unmistakable, zone_named
from bot.intents.pressing import pressed
from bot.intents.rhythms import rhythm_of
from bot.views.callbacks import Callback
from bot.views.personal.rule_callbacks import ListRules
from digests.text import references
from digests.text.characters import DENSE
from digests.text.clock_times import spoken_time
from digests.text.lexicon import LEXICON, Lexicon, Words, alternatives, is_dense, listed
from digests.values.saved import ReminderTime
from digests.values.slots import SlotKind

_COMMAND = re.compile(r"/(?P<name>[^\s@]*)(?:@\S+)?\s*(?P<words>.*)", re.DOTALL)
_GLUED = re.compile(r"(?P<name>[a-z]+?)_?(?P<rest>\d[\d_-]*)")
_ADDRESS = re.compile(r"\bhttps?://\S", re.IGNORECASE)
_READING = frozenset({"item", "sources", "date", "archive", "listen"})
"""Commands whose words name something to be read."""
_NEAR = 0.62
"""How much of a word must be right for a command to be suggested (difflib's ratio)."""
_MOST_NEAR, _MOST_SLIPS = 2, 2
_MOST_PARTS = 3
"""Parts of a request that stand side by side: a day, an item and what of it."""
_LONGEST = 60
"""Characters; whoever writes more names no item and no day."""


@dataclass(frozen=True, slots=True)
class LabelPattern:
    """Labels that say something of their own, and what they mean, given that."""

    pattern: re.Pattern[str]
    intent: Callable[[str], Intent]

    def meaning(self, label: str) -> Intent | None:
        """What a label means; None for labels of another pattern."""
        match = self.pattern.fullmatch(label)
        return self.intent(match[match.lastindex or 0]) if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """In which situation something is said: by the asker's calendar, to this bot.

    `commands` are the names of all commands that the asker may give, `languages` the bot's by their
    names and codes, folded by `folded`, `labels` what its buttons mean by what stands on them, as
    it stands there and folded, `patterns` those that say something of their own. `buttons` are
    those that were shown last, by what stands on them. `about_item`
    says whether a reader says it about an item, in a reply to it or because they were asked;
    `about_saved` whether they may say when to be reminded of one.
    """

    today: date
    commands: frozenset[str]
    languages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, Intent] = field(default_factory=lambda: MappingProxyType({}))
    patterns: tuple[LabelPattern, ...] = ()
    buttons: Mapping[str, Callback] = field(default_factory=lambda: MappingProxyType({}))
    about_item: bool = False
    about_saved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What parts of a request name; each at most once."""

    numbers: tuple[int, ...] = ()
    edition: EditionReference | None = None
    slot: SlotKind | None = None
    sources: bool = False
    pictures: bool = False
    file: bool = False
    aloud: bool = False
    contents: bool = False
    saving: bool = False
    this_one: bool = False

    @property
    def _asks(self) -> bool:
        """Whether it says what is wanted of an edition or an item."""
        of_edition = self.file or self.aloud or self.contents
        return self.sources or self.pictures or self.saving or of_edition

    def joined(self, other: _Named) -> _Named | None:
        """Both together; None where both name the same."""
        if (self.numbers and other.numbers) or (self.edition and other.edition):
            return None
        if self.slot and other.slot:
            return None
        is_heard = (self.aloud and other.contents) or (self.contents and other.aloud)
        if self._asks and other._asks and not is_heard:
            return None
        if (self.this_one or other.this_one) and (self.edition or other.edition):
            return None
        both = _Named(
            numbers=self.numbers or other.numbers,
            edition=self.edition or other.edition,
            slot=self.slot or other.slot,
            sources=self.sources or other.sources,
            pictures=self.pictures or other.pictures,
            file=self.file or other.file,
            aloud=self.aloud or other.aloud,
            contents=self.contents or other.contents,
            saving=self.saving or other.saving,
            this_one=self.this_one or other.this_one,
        )
        # `第2号を聞く` names no item 2.
        return None if both.numbers and both.aloud and both.contents else both

    def intent(self, today: date) -> Intent | None:
        """What is wanted of what was named; of an item by itself only its sources can be."""
        edition = self.edition or Shown()
        day = edition.day if isinstance(edition, OfDay) else None
        if day and day > today:
            return NotYet(day)
        if self.slot:
            edition = OfSlot(self.slot, day)
        if self.saving:
            return self._saved()
        part = ReadPictures if self.pictures else ReadSources if self.sources else None
        if self.this_one and not self.aloud:
            return part(of_item=True) if part and not self.numbers else None
        if part:
            return part(self.numbers, edition)
        if self.file or self.aloud:
            return ReadFile(edition) if self.file else ReadAloud(edition)
        return ReadItems(self.numbers, edition) if self.numbers else ReadEdition(edition)

    def _saved(self) -> Save | None:
        """An item of the edition shown last is saved, one at a time."""
        is_one = len(self.numbers) == 1 and not (self.edition or self.slot)
        return Save(self.numbers[0]) if is_one else None


def understand(text: str, situation: Situation) -> Intent:
    """What somebody means who says this to the bot."""
    if text.lstrip().startswith("/"):
        return _commanded(text.strip(), situation)
    plain = folded(text)
    if _ADDRESS.search(text):
        return WriteLetter(text.strip()) if situation.about_item else Find(text.strip())
    if not re.search(r"\w", plain):
        return _sign(text)
    known: Intent | None = (
        pressed(text, situation.buttons)
        or _labelled(text.strip(), plain, situation)
        or (Carry("settings", plain) if extras_of(plain) else None)
        or _reminded(plain, situation)
        or followed(text, about_item=situation.about_item)
        or _asked(plain, situation)
        or _told(plain)
        or _carried(plain, situation)
    )
    if known:
        return known
    return WriteLetter(text.strip()) if situation.about_item else Find(_sought(text.strip()))


def _labelled(text: str, plain: str, situation: Situation) -> Intent | None:
    """What a button of ours means; without its sign where the words mean nothing else."""
    label = text.removeprefix("✓ ")
    has_sign = not re.match(r"\w", label)
    if not has_sign and len(plain) <= _LONGEST and _is_known(plain, situation):
        return None
    exact: Intent | None = situation.labels.get(text) or situation.labels.get(label)
    if exact is None:
        meanings = (one.meaning(label) for one in situation.patterns)
        exact = next((one for one in meanings if one), None)
    if exact or (len(plain) <= _LONGEST and _is_known(plain, situation)):
        return exact
    return situation.labels.get(plain)


def _is_known(plain: str, situation: Situation) -> bool:
    """Whether words mean something by themselves."""
    if rhythm_of(plain, situation.today):
        return True
    return (_simple(plain, situation) or _chosen(plain, situation)) is not None


def _told(plain: str) -> ReadStory | None:
    """What editions said so far of a matter: `停戦のこれまで`, `story so far of the ferry`."""
    if len(plain) > _LONGEST:
        return None
    matter = _telling(LEXICON).sub("", plain).strip()
    return ReadStory(matter) if matter and matter != plain else None


@cache
def _telling(lexicon: Lexicon) -> re.Pattern[str]:
    before = lexicon.any_of(lambda one: one.asking.story_before)
    behind = lexicon.any_of(lambda one: one.asking.story_behind)
    return re.compile(rf"^(?:{before})\s+(?:the\s+)?|(?:{behind})$")


def _asked(plain: str, situation: Situation) -> Intent | None:
    if len(plain) > _LONGEST:
        return None
    if rhythm_of(plain, situation.today):
        return Carry("settings", plain)
    for words in dict.fromkeys((plain, _bare(plain))):
        intent = _simple(words, situation) or _chosen(words, situation)
        if intent:
            return intent
    for words in dict.fromkeys((_bare(plain), plain)):
        named = _named(words, situation, _MOST_PARTS)
        if named:
            return named.intent(situation.today)
    return None if situation.about_item else _behind_a_reason(plain)


def _behind_a_reason(plain: str) -> ChangeLook | None:
    """`my eyes are bad, bigger please`, `老眼なので大きくして`."""
    wish = _reason(LEXICON).split(plain)[-1]
    wanted = _wanted(LEXICON).get(wish) or _wanted(LEXICON).get(_bare(wish))
    return wanted if isinstance(wanted, ChangeLook) else None


@cache
def _reason(lexicon: Lexicon) -> re.Pattern[str]:
    """What stands between why somebody asks and what they ask for."""
    return re.compile(rf"[,、，]\s*|(?:{lexicon.any_of(lambda one: one.asking.reasons)})")


def _sign(text: str) -> Intent:
    return Carry("help") if re.search(r"[?？]", text) else Nothing()


# --- commands ---


def _commanded(text: str, situation: Situation) -> Intent:
    """A command of the table, one glued to a number (`/item_3`), or one that is spelled wrong."""
    match = _COMMAND.fullmatch(text)
    name, words = (folded(match["name"]), match["words"].strip()) if match else ("", "")
    if name in situation.commands:
        return meant(name, words, situation.today) or Carry(name, words)
    glued = _GLUED.fullmatch(name)
    if glued and glued["name"] in situation.commands:
        return _commanded(f"/{glued['name']} {_spaced(glued['rest'])} {words}", situation)
    said = understand(f"{match['name']} {words}", situation) if match and name else Nothing()
    if not isinstance(said, Find | WriteLetter | Nothing):
        return said
    return Suggest(_near_commands(name, situation.commands), words)


def _near_commands(name: str, commands: frozenset[str]) -> tuple[str, ...]:
    """The commands that a name is nearly that of, by their own names or by what people say."""
    spoken = _said_for_commands(LEXICON)
    alike = {word: spoken[word] for word in spoken if _may_be(name, word)}
    said = {**alike, **{word: word for word in commands}}
    near = get_close_matches(name, sorted(said), 4, _NEAR)
    return tuple(dict.fromkeys(said[word] for word in near if said[word] in commands))[:_MOST_NEAR]


def _may_be(name: str, word: str) -> bool:
    """Whether a look at a slip and a word is enough to tell that they may be alike."""
    return word[:1] == name[:1] and abs(len(word) - len(name)) <= _MOST_SLIPS


@cache
def _said_for_commands(lexicon: Lexicon) -> Mapping[str, str]:
    """The commands by the words that stand for them."""
    kinds: tuple[tuple[str, Words], ...] = (
        ("today", lambda one: one.asking.latest),
        ("sources", lambda one: one.asking.sources),
        *((intent.command, of) for intent, of in _WORDS if isinstance(intent, Carry)),
    )
    return {folded(word): command for command, of in kinds for word in lexicon.words(of)}


def _spaced(rest: str) -> str:
    """`3_2026_11_20` as `3 2026-11-20`, `2026_11_20` as a day."""
    day = re.search(r"(\d{4})_(\d{1,2})_(\d{1,2})$", rest)
    written = f"{day[1]}-{day[2]}-{day[3]}" if day else ""
    return f"{(rest[: day.start()] if day else rest).replace('_', ' ').strip()} {written}".strip()


def meant(
    command: str, words: str, today: date
) -> ReadItems | ReadEdition | ReadSources | ReadAloud | ReadArchive | NotYet | None:
    """What the words behind a command of reading name: `/item 3 and 5`, `/sources yesterday`.

    None where they name nothing of that kind, and for every other command.
    """
    if not words or command not in _READING:
        return None
    asked = _asked(folded(words), Situation(today=today, commands=frozenset()))
    match asked:
        case ReadItems() if command == "sources":
            return ReadSources(asked.numbers, asked.edition)
        case ReadEdition(edition) if command in {"sources", "listen"}:
            return ReadSources((), edition) if command == "sources" else ReadAloud(edition)
        case ReadItems() if command == "item":
            return asked
        case ReadEdition() | ReadArchive() | NotYet() if command in {"date", "archive"}:
            return asked
    return None


def _carried(plain: str, situation: Situation) -> Intent | None:
    """A command without its stroke: `search harbour`."""
    name, _, words = plain.partition(" ")
    if name not in situation.commands:
        return None
    return meant(name, words, situation.today) or Carry(name, words.strip())


# --- one thing ---


def _simple(words: str, situation: Situation) -> Intent | None:
    """What is one word of ours, or an item, a day, an issue, a month."""
    wanted = _wanted(LEXICON).get(words)
    if wanted is not None:
        return wanted
    named = _part(words, situation)
    if named:
        return named.intent(situation.today)
    month = references.month(words, situation.today)
    return ReadArchive(month) if month else None


def _part(words: str, situation: Situation) -> _Named | None:
    """What a part of a request names by itself."""
    only = references.item_number(words)
    issue = references.issue_number(words)
    if issue:
        return _Named(edition=OfIssue(issue))
    if only:
        return _Named(numbers=(only,))
    day = references.day(words, situation.today)
    if day:
        return _Named(edition=OfDay(day))
    numbers = references.item_numbers(words)
    return _Named(numbers=numbers) if numbers else _kinds(LEXICON).get(words)


def _named(words: str, situation: Situation, parts: int) -> _Named | None:
    """What several parts name together: `昨日の2`, `3 2026-11-20`, `sources of 3`."""
    whole = _part(words, situation)
    if whole or parts == 1:
        return whole
    for left, right in _splits(words):
        first = _part(left, situation)
        second = _named(right, situation, parts - 1) if first else None
        both = first.joined(second) if first and second else None
        if both:
            return both
    return None


def _splits(words: str) -> Iterator[tuple[str, str]]:
    """The ways to take a text as two parts, by what may stand between them."""
    for match in _between(LEXICON).finditer(words):
        left, right = words[: match.start()].strip(), words[match.end() :].strip()
        if left and right:
            yield left, right


# --- settings ---


def _chosen(words: str, situation: Situation) -> Intent | None:
    clock = spoken_time(words)
    if clock:
        return ChooseMinute(clock.hour * 60 + clock.minute)
    code = situation.languages.get(words)
    if code:
        return ChooseLanguage(code)
    zone = zone_named(words)
    if zone is None:
        return None
    return ChooseZone(zone) if is_unmistakable(words) else AskAboutPlace(zone, words)


# --- when to be reminded ---


def _reminded(plain: str, situation: Situation) -> Remind | None:
    """`remind me tonight`, `土曜に知らせて`; of what was saved the time alone will do."""
    if len(plain) > _LONGEST:
        return None
    words = _reminding(LEXICON).sub("", plain).strip()
    is_said = words != plain
    when = _times(LEXICON).get(words)
    if when is None and is_said and words in _saturdays(LEXICON):
        when = ReminderTime.SATURDAY
    if when is None and is_said and words in _tomorrows(LEXICON):
        when = ReminderTime.TOMORROW
    return Remind(when) if when and (is_said or situation.about_saved) else None


@cache
def _reminding(lexicon: Lexicon) -> re.Pattern[str]:
    before = alternatives(map(folded, lexicon.words(lambda one: one.asking.reminding)))
    behind = alternatives(map(folded, lexicon.words(lambda one: one.asking.reminded)))
    return re.compile(rf"^(?:{before})\s+|(?:{behind})$")


@cache
def _times(lexicon: Lexicon) -> Mapping[str, ReminderTime]:
    said = (
        (ReminderTime.TONIGHT, lexicon.words(lambda one: one.asking.tonight)),
        (ReminderTime.SATURDAY, lexicon.words(lambda one: one.asking.on_saturday)),
    )
    return {folded(word): when for when, words in said for word in words}


@cache
def _saturdays(lexicon: Lexicon) -> frozenset[str]:
    """The day alone, which is that of an edition unless a reminder is spoken of."""
    return frozenset(map(folded, lexicon.words(lambda one: one.asking.saturday)))


@cache
def _tomorrows(lexicon: Lexicon) -> frozenset[str]:
    """The day alone, which has no edition yet unless a reminder is spoken of."""
    return frozenset(map(folded, lexicon.words(lambda one: "".join(one.asking.days_ahead[:1]))))


# --- the words that people ask with ---


@cache
def _wanted(lexicon: Lexicon) -> Mapping[str, Intent]:
    """What a word means that stands alone."""
    found: dict[str, Intent] = {}
    for intent, of in _WORDS:
        found |= dict.fromkeys((folded(word) for word in lexicon.words(of)), intent)
    return found


_WORDS: tuple[tuple[Intent, Words], ...] = (
    (Carry("settings"), lambda one: one.asking.settings),
    (Carry("help"), lambda one: one.asking.help),
    (Carry("subscribe"), lambda one: one.asking.subscribe),
    (Carry("unsubscribe"), lambda one: one.asking.stop),
    (Carry("about"), lambda one: one.asking.about),
    (Carry("privacy"), lambda one: one.asking.privacy),
    (Carry("mydata"), lambda one: one.asking.my_data),
    (Carry("forget"), lambda one: one.asking.forget),
    (Carry("errata"), lambda one: one.asking.errata),
    (Carry("saved"), lambda one: one.asking.saved),
    (Carry("search"), lambda one: one.asking.searching),
    (ReadArchive(), lambda one: one.asking.archive),
    (ReadEdition(Latest()), lambda one: one.asking.paper),
    (ReadAgain(), lambda one: one.asking.again),
    (ReadStory(), lambda one: one.asking.story),
    (Save(), lambda one: one.asking.saving),
    (PressButton(ListRules(0)), lambda one: one.asking.rules),
    (ReadEdition(Beside(-1)), lambda one: one.asking.edition_before),
    (ReadEdition(Beside(1)), lambda one: one.asking.edition_behind),
    (TellEditors(), lambda one: one.asking.tell_editors),
    (Carry("start"), lambda one: one.asking.beginning),
    (Step(1), lambda one: one.asking.next_one),
    (Step(-1), lambda one: one.asking.previous_one),
    (ChangeLook(), lambda one: one.asking.look),
    (Courtesy(), lambda one: f"{one.asking.courtesies} {one.phrases.greetings}"),
)


@cache
def _kinds(lexicon: Lexicon) -> Mapping[str, _Named]:
    """What a word names beside a number or a day."""
    named = (
        *((_Named(numbers=(place,)), words) for place, words in _counted(lexicon)),
        (_Named(saving=True), lexicon.words(lambda one: one.asking.saving)),
        (_Named(saving=True), lexicon.words(lambda one: one.asking.saved)),
        (_Named(sources=True), lexicon.words(lambda one: one.asking.sources)),
        (_Named(pictures=True), lexicon.words(lambda one: one.asking.pictures)),
        (_Named(file=True), lexicon.words(lambda one: one.asking.file)),
        (_Named(aloud=True), lexicon.words(lambda one: one.asking.aloud)),
        (_Named(contents=True), lexicon.words(lambda one: one.asking.paper)),
        (_Named(contents=True), lexicon.words(lambda one: one.asking.contents)),
        (_Named(this_one=True), lexicon.words(lambda one: one.asking.this_one)),
        (_Named(edition=Latest()), lexicon.words(lambda one: one.asking.latest)),
        (_Named(slot=SlotKind.DAY), lexicon.words(lambda one: one.asking.morning_edition)),
        (_Named(slot=SlotKind.EVENING), lexicon.words(lambda one: one.asking.evening_edition)),
        (_Named(slot=SlotKind.EXTRA), lexicon.words(lambda one: one.asking.extra)),
    )
    return {folded(word): kind for kind, words in named for word in words}


def _counted(lexicon: Lexicon) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Words for an item's number, and below 0 for its place from the end."""
    for one in lexicon.languages:
        for number, word in enumerate(listed(one.asking.few), start=1):
            yield number, (word,)
        for place, words in enumerate(one.asking.last_items, start=1):
            yield -place, tuple(listed(words))


def _bare(words: str) -> str:
    """A request without what is only said around it: `please`, `を見せて`."""
    return _around(LEXICON).sub("", words).strip() or words


@cache
def _around(lexicon: Lexicon) -> re.Pattern[str]:
    openings = lexicon.words(lambda one: one.asking.openings)
    endings = lexicon.words(lambda one: one.asking.endings)
    dense = alternatives(folded(word) for word in endings if is_dense(word))
    spaced = alternatives(folded(word) for word in endings if not is_dense(word))
    before = alternatives(map(folded, openings))
    return re.compile(rf"^(?:(?:{before})\s+)*(?:the\s+)?|(?:{dense}|\s(?:{spaced}))+$")


def _sought(text: str) -> str:
    """What is searched for, without what asks for it: `anything about ferries`, `灯台について`."""
    rest = _seeking(LEXICON).sub("", text).strip()
    return rest if len(rest) > 1 else text


@cache
def _seeking(lexicon: Lexicon) -> re.Pattern[str]:
    before = alternatives(lexicon.words(lambda one: one.asking.seeking))
    behind = alternatives(lexicon.words(lambda one: one.asking.sought))
    signs = r"\s?？!！。."
    return re.compile(rf"^(?:{before})\s+|(?:{behind})[{signs}]*$", re.IGNORECASE)


@cache
def _between(lexicon: Lexicon) -> re.Pattern[str]:
    """What may stand between two parts of a request."""
    words = lexicon.words(lambda one: one.asking.of)
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    return re.compile(
        rf"(?:['’]s)?\s+(?:(?:{spaced})\s+)?|\s*(?:{dense})\s*"
        rf"|(?<=[{DENSE}])(?=\d)|(?<=\d)(?=[{DENSE}])"
    )
