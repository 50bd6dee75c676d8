"""What readers mean by the numbers and days they type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cache

from digests.text.clock_times import clock_time
from digests.text.dates import Day, month_named, typed_day
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense, listed
from digests.text.numerals import KANJI, kanji_number

_SIGNS = r"[ \t\u3000#＃№.．。、,)）(（]"
FARTHEST_AHEAD = timedelta(days=31)
"""Of a moment to come, a day without a year is the last one that is at most this far ahead."""
_MOST_NUMBERS = 10
"""More items than anybody asks for at once."""
_FROM_ITEM_TO_ITEM = "〜～~–"
"""Not a hyphen, which is the third of February in 2-3."""
_KANJI_NUMBER = re.compile(f"[{KANJI}]{{2,3}}")


def item_number(text: str) -> int | None:
    """The item somebody asks for: `3`, `３`, `③`, `❸`, `3️⃣`, `#3`, `3番`, `third`; else None."""
    ranked = _ranks(LEXICON).get(text.strip().casefold())
    if ranked:
        return ranked
    bare = _around(LEXICON).sub("", text.replace("\ufe0f", "").replace("\u20e3", ""))
    if not 1 <= len(bare) <= 4:
        return None
    if len(bare) == 1:
        value = unicodedata.numeric(bare, 0.0)
        return int(value) if value >= 1 and value.is_integer() else None
    if _KANJI_NUMBER.fullmatch(bare):
        return kanji_number(bare)
    return int(bare) if bare.isdecimal() and int(bare) > 0 else None


def item_numbers(text: str) -> tuple[int, ...]:
    """The items somebody asks for, ten at most; else none.

    `3`, `3と5`, `3, 5`, `①②`, `3〜5`, `3 to 5`.
    """
    only = item_number(text)
    if only:
        return (only,)
    ends = reaching(LEXICON, _FROM_ITEM_TO_ITEM).split(_until(LEXICON).sub("", text.strip()))
    if len(ends) == 2:
        first, last = map(item_number, ends)
        if first and last and first < last < first + _MOST_NUMBERS:
            return tuple(range(first, last + 1))
    found = [item_number(part) for part in _joins(LEXICON).split(text) if part.strip()]
    found = found if len(found) > 1 else [item_number(sign) for sign in text.strip()]
    numbers = tuple(dict.fromkeys(number for number in found if number))
    is_whole = all(found) and 1 < len(found) <= _MOST_NUMBERS
    is_spelled = len(text.strip()) > len(found) or not any(map(str.isdecimal, text))
    return numbers if is_whole and is_spelled else ()


def leading_number(words: str) -> tuple[int | None, str]:
    """`3 2025-03-14` as the item's number and the rest; without a number all of it is rest.

    The number of a day is none: `14 March`.
    """
    if typed_day(words):
        return None, words
    first, _, rest = words.partition(" ")
    number = item_number(first)
    return (number, rest.strip()) if number else (None, words)


def trailing_number(words: str) -> tuple[int | None, str]:
    """The same where the number stands behind the rest: `昨日 3`, `2025-03-14 #3`."""
    if typed_day(words):
        return None, words
    rest, _, last = words.rpartition(" ")
    number = item_number(last) if rest else None
    return (number, rest.strip()) if number else (None, words)


def issue_number(text: str, *, lexicon: Lexicon = LEXICON) -> int | None:
    """The number of an issue somebody asks for: `第2号`, `2号`, `issue 2`, `Vol. 2`."""
    match = _issue(lexicon).fullmatch(_plain(text))
    if match is None or not (
        match["behind"] or (match["before"] and not is_dense(match["before"]))
    ):
        return None
    digits = match["number"]
    number = int(digits) if digits.isdecimal() else kanji_number(digits)
    return number or None


def issue_in(title: str, *, lexicon: Lexicon = LEXICON) -> int | None:
    """The number of the issue that a title or a line beside it names; of several the last kind.

    `週刊いとぐち 第12号`, `第 58 期`, `#45`, `Nr. 5`, `No. 7`; of `Vol. 12, No. 7` it is 7.
    """
    plain = _plain(title)
    found = [_number_of(match) for match in _named_issue(lexicon).finditer(plain)]
    numbers = [number for number in found if number]
    return numbers[-1] if numbers else None


def issue_of_name(name: str) -> int | None:
    """The number of the issue that a file's name carries: `issue-120.md`, `Weekly_Issue_647.md`."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return issue_in(re.sub(r"[-_ ]+", " ", stem))


def _number_of(match: re.Match[str]) -> int | None:
    digits = match["before"] or match["behind"] or match["between"]
    return int(digits) if digits.isdecimal() else kanji_number(digits)


def day(
    text: str, today: date, *, ahead: timedelta = timedelta(), lexicon: Lexicon = LEXICON
) -> date | None:
    """The day somebody asks for, as `typed_day` reads it, `昨日` or `last Friday`; None for none.

    `today` is the asker's. A day without a year is the latest one that is at most `ahead` of
    today, a weekday the latest one before it; tomorrow and what names its year may be ahead.
    """
    bare = _plain(text)
    ago = _days_ago(lexicon).get(bare)
    if ago is None:
        ago = _counted_ago(bare, lexicon)
    if ago is not None:
        return today - timedelta(days=ago)
    weekday = _past_weekday(bare, today, lexicon)
    if weekday:
        return weekday
    typed = typed_day(text, lexicon=lexicon)
    if typed is None or typed.month is None:
        number = _day_number(lexicon).fullmatch(bare)
        return _latest_of_month(int(number["number"]), today + ahead) if number else None
    return typed.exact() if typed.year else _latest(typed.month, typed.day, today + ahead)


def weekday(text: str, *, lexicon: Lexicon = LEXICON) -> int | None:
    """The weekday somebody names: `月曜`, `Monday`, `Mondays`; Monday is 0, None for none."""
    names, bare = _weekdays(lexicon), _plain(text)
    return names.get(bare, names.get(bare.removesuffix("s")))


def month(text: str, today: date, *, lexicon: Lexicon = LEXICON) -> tuple[int, int] | None:
    """The year and month somebody asks for: `2025-03`, `2025年3月`, `3月`, `March 2025`, `先月`.

    A month without a year is the latest one that has begun.
    """
    bare = _plain(text)
    if bare in lexicon.words(lambda one: one.asking.last_month):
        before = today.replace(day=1) - timedelta(days=1)
        return before.year, before.month
    match = _month(lexicon).fullmatch(bare)
    if match is None:
        return None
    number = int(match["m"] or match["alone"] or 0) or month_named(match["name"] or "", lexicon)
    year = int(match["y"] or match["behind"] or 0)
    if not number or not 1 <= number <= 12:
        return None
    return year or today.year - (number > today.month), number


def moment(text: str, now: datetime) -> datetime | None:
    """The instant that somebody names: `07:30`, `19時`, `2026-11-24 07:30`; None for none.

    `now` is theirs, with their zone. A time without a day is the next one to come; ISO 8601 with a
    `T` may have an offset of its own.
    """
    with suppress(ValueError):
        found = datetime.fromisoformat(text.strip())
        if "T" in text.upper():
            return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)
    *named, typed = text.rsplit(maxsplit=1) or [""]
    clock = clock_time(typed)
    on = day(named[0], now.date(), ahead=FARTHEST_AHEAD) if named else now.date()
    if clock is None or on is None:
        return None
    at = datetime.combine(on, clock, now.tzinfo)
    if not named and at <= now:
        at = datetime.combine(on + timedelta(days=1), clock, now.tzinfo)
    return at


@cache
def _around(lexicon: Lexicon) -> re.Pattern[str]:
    """The words and signs in front of an item's number or behind it."""
    words = lexicon.any_of(lambda one: one.counting.item)
    return re.compile(rf"^(?:{words}|{_SIGNS})+|(?<!{_SIGNS})(?:{words}|{_SIGNS})+$")


@cache
def _ranks(lexicon: Lexicon) -> Mapping[str, int]:
    """The items by the words for their places: `first`, `2nd`."""
    return {
        word: place
        for one in lexicon.languages
        for place, words in enumerate(one.asking.ranks, start=1)
        for word in listed(words)
    }


@cache
def reaching(lexicon: Lexicon, signs: str) -> re.Pattern[str]:
    """What stands between the first and the last of several: `3〜5`, `3 to 5`, `3から5`.

    `signs` are those that do, as in a character class.
    """
    spaced = alternatives(
        word for word in lexicon.words(lambda one: one.asking.up_to) if not is_dense(word)
    )
    dense = alternatives(filter(is_dense, lexicon.words(lambda one: one.asking.since)))
    return re.compile(rf"\s*(?:[{signs}]|{dense})\s*|\s+(?:{spaced})\s+")


@cache
def _until(lexicon: Lexicon) -> re.Pattern[str]:
    """What stands behind the last of several items: `1から3まで`."""
    dense = alternatives(filter(is_dense, lexicon.words(lambda one: one.asking.up_to)))
    return re.compile(rf"(?:{dense})$")


@cache
def _joins(lexicon: Lexicon) -> re.Pattern[str]:
    """What stands between the numbers of several items."""
    words = lexicon.words(lambda one: one.phrases.joins)
    spaced = alternatives(word for word in words if not is_dense(word))
    dense = alternatives(word for word in words if is_dense(word))
    return re.compile(rf"[,、，・&＆+＋;；\s]+(?:(?:{spaced})\s+)?|{dense}", re.IGNORECASE)


@cache
def _issue(lexicon: Lexicon) -> re.Pattern[str]:
    before = lexicon.any_of(lambda one: one.asking.issue)
    behind = lexicon.any_of(lambda one: one.asking.issue_endings)
    number = rf"(?P<number>[0-9]{{1,5}}|[{KANJI}]{{1,3}})"
    return re.compile(rf"(?P<before>{before})?\s*#?{number}\s*(?P<behind>{behind})?")


@cache
def _named_issue(lexicon: Lexicon) -> re.Pattern[str]:
    """A number with what makes it an issue's, before it or behind."""
    words = lexicon.words(lambda one: f"{one.asking.issue} {one.counting.issues}")
    spaced = alternatives(word for word in words if not is_dense(word) and word[-1].isalpha())
    signs = alternatives(word for word in words if not (is_dense(word) or word[-1].isalpha()))
    ordinals = alternatives(word for word in words if is_dense(word))
    endings = lexicon.any_of(lambda one: one.asking.issue_endings)
    # Behind a stroke stands the year: Nr. 12/2031.
    digits = r"[0-9]{1,5}(?![.,:-]?[0-9]|/[0-9]{1,2}(?![0-9]))"
    month = lexicon.signs(lambda one: one.calendar.date_signs[1])
    number = rf"[0-9]{{1,5}}|[{KANJI}]{{1,3}}"
    return re.compile(
        rf"(?<!\w)(?:(?:{spaced})[\s:]*[#№]?\s*|(?:{signs})\s*[#№]?\s*)(?P<before>{digits})(?!\w)"
        rf"|(?:{ordinals})\s*(?P<between>{number})\s*(?:{endings})"
        rf"|(?<![\d.,{month}])(?P<behind>[0-9]{{1,5}})\s?(?:{endings})(?![^\W\d_]*[機室線館車棟])",
        re.IGNORECASE,
    )


@cache
def _month(lexicon: Lexicon) -> re.Pattern[str]:
    year, sign, _ = lexicon.date_signs()
    names = {
        word.casefold()
        for one in lexicon.languages
        for spellings in one.calendar.months
        for word in listed(spellings)
    }
    name = alternatives(sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?P<y>[0-9]{{4}})\s*[-/.{year}]\s*(?P<m>[0-9]{{1,2}})\s*[{sign}]?"
        rf"|(?P<alone>[0-9]{{1,2}})\s*[{sign}]|(?P<name>{name})\.?(?:\s+(?P<behind>[0-9]{{4}}))?"
    )


@cache
def _days_ago(lexicon: Lexicon) -> Mapping[str, int]:
    """How many days ago each word says, less than none of those to come."""
    ago = {
        word: days
        for one in lexicon.languages
        for days, words in enumerate(one.calendar.days_ago)
        for word in listed(words)
    }
    ahead = {
        word: -days
        for one in lexicon.languages
        for days, words in enumerate(one.asking.days_ahead, start=1)
        for word in listed(words)
    }
    return ahead | ago


def _counted_ago(bare: str, lexicon: Lexicon) -> int | None:
    """How many days ago something was: `3日前`, `three days ago`, `1週間前`, at most a year."""
    match = _ago(lexicon).fullmatch(bare)
    if match is None:
        return None
    count = match["count"]
    number = int(count) if count.isdecimal() else _few(lexicon)[count]
    return number * (7 if match["weeks"] else 1)


@cache
def _ago(lexicon: Lexicon) -> re.Pattern[str]:
    few = alternatives(sorted(_few(lexicon), key=len, reverse=True))
    days = lexicon.any_of(lambda one: one.asking.ago)
    weeks = lexicon.any_of(lambda one: one.asking.weeks_ago)
    return re.compile(rf"(?P<count>[0-9]{{1,3}}|{few})\s*(?:(?:{days})|(?P<weeks>{weeks}))")


@cache
def _few(lexicon: Lexicon) -> Mapping[str, int]:
    """The numbers from one on, as words, with what stands for one (`a week ago`)."""
    numbers = {
        word: number
        for one in lexicon.languages
        for number, word in enumerate(listed(one.asking.few), start=1)
    }
    return numbers | dict.fromkeys(lexicon.words(lambda one: one.asking.one), 1)


def _past_weekday(bare: str, today: date, lexicon: Lexicon) -> date | None:
    """`金曜`, `last friday`: the latest before today; `先週の金曜`: that of the week before."""
    match = _weekday(lexicon).fullmatch(bare)
    if match is None:
        return None
    number = _weekdays(lexicon)[match["name"]]
    if match["week_before"]:
        return today - timedelta(days=7 + today.weekday() - number)
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)


@cache
def _weekday(lexicon: Lexicon) -> re.Pattern[str]:
    names = alternatives(sorted(_weekdays(lexicon), key=len, reverse=True))
    last = lexicon.any_of(lambda one: one.asking.last)
    week = lexicon.any_of(lambda one: one.asking.last_week)
    return re.compile(
        rf"(?:(?:{last}|(?P<week_before>{week}))\s*)?(?P<name>{names})(?:\s+(?:{last}))?"
    )


@cache
def _weekdays(lexicon: Lexicon) -> Mapping[str, int]:
    """The number of each weekday's name; Monday is 0."""
    return {
        word: number
        for one in lexicon.languages
        for number, words in enumerate(one.calendar.weekdays)
        for word in listed(words)
    }


def _latest(month: int, day_of_month: int, until: date) -> date | None:
    years = range(until.year, until.year - 9, -1)
    days = (Day(year=year, month=month, day=day_of_month).exact() for year in years)
    return next((day for day in days if day and day <= until), None)


@cache
def _day_number(lexicon: Lexicon) -> re.Pattern[str]:
    """The number of a day alone: `14日`."""
    return re.compile(rf"(?P<number>[0-9]{{1,2}})\s*[{lexicon.date_signs()[2]}]")


def _latest_of_month(day_of_month: int, until: date) -> date | None:
    """The last day of that number; two months in a row never lack the same one."""
    for month in range(until.year * 12 + until.month - 1, until.year * 12 + until.month - 4, -1):
        found = Day(year=month // 12, month=month % 12 + 1, day=day_of_month).exact()
        if found and found <= until:
            return found
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
