"""What editors are told of their readers: how many, what moved, what arrived and was opened."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.deep_links import invitation
from bot.views.desk.readership.figure_callbacks import (
    ChartTheme,
    DrawFigures,
    SendFigures,
    ShowFigures,
)
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.papers.papers import paper_name
from bot.views.papers.slots import slot_name, with_slot
from bot.views.rich_text import RichText, aside, begun, bold, circled, join, plain, to_html
from bot.views.settings import FORMS
from digests.model import ChatKind
from digests.values.figures import (
    FEWEST,
    DayOfReaders,
    EditionFigures,
    Figures,
    Movement,
    SourceCount,
    Standing,
    told_openings,
)
from digests.values.papers import written_key

PERIODS = (7, 30, 90)
"""The days of the periods that buttons offer."""
USUAL = 30
"""The period that is told first."""

_EDITIONS = 7  # of which the message tells; the file has all
_ITEMS = 10
_SOURCES = 10
_LANGUAGES = 6


def period_of(days: int) -> int:
    """A period that is offered: a button may be one that somebody made up."""
    return days if days in PERIODS else USUAL


def figures_message(translator: Translator, figures: Figures, *, username: str) -> OutgoingMessage:
    """The figures of a period in one message, with other periods, the charts and the file."""
    text = join(
        "\n\n",
        [
            bold(_title(translator, figures)),
            _block(translator.gettext("Readers now"), _readers(translator, figures)),
            _block(translator.gettext("Came and went"), _movements(translator, figures)),
            _block(translator.gettext("Editions"), _editions(translator, figures)),
            _block(translator.gettext("Invitation links"), _sources(translator, figures.sources)),
            aside(translator, _hint(translator, figures, username)),
        ],
    )
    return OutgoingMessage(
        text=to_html(begun(text)), keyboard=keyboard(_ways(translator, figures.length))
    )


def report_lines(translator: Translator, figures: Figures) -> list[str]:
    """The same for a terminal."""
    parts = (
        (translator.gettext("Readers now"), _readers(translator, figures)),
        (translator.gettext("Came and went"), _movements(translator, figures)),
        (translator.gettext("Editions"), _editions(translator, figures)),
        (translator.gettext("Invitation links"), _sources(translator, figures.sources)),
    )
    told = [(head, list(lines)) for head, lines in parts]
    blocks = ["\n".join([head, *(f"  {line}" for line in lines)]) for head, lines in told if lines]
    return [_title(translator, figures), *blocks]


def _title(translator: Translator, figures: Figures) -> str:
    return translator.gettext(
        "📈 {first} – {last}",
        first=translator.short_day(figures.first),
        last=translator.short_day(figures.last),
    )


def _block(head: str, lines: Iterable[str]) -> RichText:
    told = [plain(f"• {line}") for line in lines]
    return join("\n", [bold(head), *told]) if told else ()


def _readers(translator: Translator, figures: Figures) -> Iterator[str]:
    number, readers = translator.number, figures.readers
    standings = readers.standings
    yield translator.gettext(
        "Active: {active}, paused: {paused}, blocked: {blocked}, not subscribed: {none}",
        active=number(standings[Standing.ACTIVE]),
        paused=number(standings[Standing.PAUSED]),
        blocked=number(standings[Standing.BLOCKED]),
        none=number(standings[Standing.NOT_SUBSCRIBED]),
    )
    if not readers.active:
        return
    yield translator.gettext(
        "Private chats: {private}, groups: {groups}, channels: {channels}",
        private=number(readers.kinds[ChatKind.PRIVATE]),
        groups=number(readers.kinds[ChatKind.GROUP]),
        channels=number(readers.kinds[ChatKind.CHANNEL]),
    )
    most = list(readers.languages.items())[:_LANGUAGES]
    yield _counts(translator, {translator.name_of(one): count for one, count in most})
    if readers.papers:
        yield _counts(translator, {paper_name(one): count for one, count in readers.papers.items()})
    forms = {form: count for form, count in readers.forms.items() if count}
    yield _counts(translator, {translator.gettext(FORMS[form]): n for form, n in forms.items()})


def _counts(translator: Translator, counts: Mapping[str, int]) -> str:
    return " · ".join(f"{name} {translator.number(count)}" for name, count in counts.items())


def _movements(translator: Translator, figures: Figures) -> Iterator[str]:
    if not figures.days:
        return
    yield translator.gettext(
        "Came: {came}, back in reach: {back}, left: {left}, lost: {lost}",
        came=translator.number(figures.moved(Movement.CAME)),
        back=translator.number(figures.moved(Movement.BACK)),
        left=translator.number(figures.moved(Movement.LEFT)),
        lost=translator.number(figures.moved(Movement.LOST)),
    )
    for some in _spans(figures):
        yield _span_line(translator, some, is_day=figures.length <= min(PERIODS))
    if figures.days[0].day > figures.first:
        since = translator.short_day(figures.days[0].day)
        yield translator.gettext("Counted since {day}", day=since)


def _spans(figures: Figures) -> Iterator[Sequence[DayOfReaders]]:
    """The days one by one, of a longer period in weeks of which the last ends with it."""
    size = 1 if figures.length <= min(PERIODS) else 7
    days = figures.days
    start = len(days) % size
    cuts = [*([0] if start else []), *range(start, len(days), size), len(days)]
    return (days[one:other] for one, other in pairwise(cuts))


def _span_line(translator: Translator, days: Sequence[DayOfReaders], *, is_day: bool) -> str:
    def moved(*kinds: Movement) -> str:
        return translator.number(sum(day.movements[kind] for day in days for kind in kinds))

    first, last = translator.short_day(days[0].day), translator.short_day(days[-1].day)
    when = first if is_day or len(days) == 1 else f"{first} – {last}"
    return translator.gettext(
        "{day}: +{came} −{left} → {active}",
        day=when,
        came=moved(Movement.CAME, Movement.BACK),
        left=moved(Movement.LEFT, Movement.LOST),
        active=translator.number(days[-1].active),
    )


def _editions(translator: Translator, figures: Figures) -> Iterator[str]:
    for edition in figures.editions[:_EDITIONS]:
        told = [_delivered(translator, edition), _opened(translator, edition)]
        slot = slot_name(translator, edition.slot)
        day = with_slot(translator, translator.short_day(edition.day), slot)
        yield translator.gettext("{day}: {told}", day=day, told=" · ".join(filter(None, told)))
    left = len(figures.editions) - _EDITIONS
    if left > 0:
        yield translator.ngettext(
            "{count} more edition in the file", "{count} more editions in the file", left
        )


def _delivered(translator: Translator, edition: EditionFigures) -> str:
    if edition.is_over:
        return translator.gettext("no deliveries on record")
    if edition.reach is None:
        return translator.gettext("not broadcast")
    number = translator.number
    told = [
        translator.gettext(
            "reached {reached} of {owed} ({percent} %)",
            reached=number(edition.reached),
            owed=number(edition.owed),
            percent=translator.decimal(edition.reach),
        )
    ]
    if edition.unreachable:
        told.append(
            translator.gettext("can't be reached: {count}", count=number(edition.unreachable))
        )
    if edition.unknown:
        told.append(translator.gettext("in doubt: {count}", count=number(edition.unknown)))
    return " · ".join(told)


def _opened(translator: Translator, edition: EditionFigures) -> str:
    if not edition.openings:
        return ""
    most = sorted(edition.openings.items(), key=lambda one: (-one[1], one[0]))[:_ITEMS]
    items = "  ".join(f"{circled(item)} {told_openings(count)}" for item, count in sorted(most))
    return translator.gettext("opened {items}", items=items)


def _sources(translator: Translator, sources: Sequence[SourceCount]) -> Iterator[str]:
    for one in sources[:_SOURCES]:
        yield translator.gettext(
            "{source}: {came}, of them active: {active}",
            source=one.source,
            came=translator.number(one.came),
            active=translator.number(one.active),
        )


def _hint(translator: Translator, figures: Figures, username: str) -> str:
    link = translator.gettext(
        "To count who comes by a flyer or a page, put a link of its own there: {link}",
        link=invitation(username, "flyer"),
    )
    if not any(count < FEWEST for one in figures.editions for count in one.openings.values()):
        return link
    few = translator.gettext("Fewer than {count} openings are not told.", count=FEWEST)
    return f"{few} {link}"


def _ways(translator: Translator, days: int) -> list[Sequence[InlineKeyboardButton]]:
    periods = [
        button(f"✓ {label}" if one == days else label, ShowFigures(one))
        for one in PERIODS
        for label in [translator.ngettext("{count} day", "{count} days", one)]
    ]
    light = button(translator.gettext("☀️ Chart"), DrawFigures(days, ChartTheme.LIGHT))
    dark = button(translator.gettext("🌙 Chart"), DrawFigures(days, ChartTheme.DARK))
    file = button(translator.gettext("📄 CSV"), SendFigures(days))
    return [periods, [light, dark, file]]


# --- the file ---


def figures_file(translator: Translator, figures: Figures) -> OutgoingMessage:
    """All of it as a CSV file."""
    said = translator.gettext(
        "One figure a line: what is counted, of which day, of which edition, item, language …, and "
        "how many."
    )
    name = f"figures-{figures.first}-{figures.last}.csv"
    content = csv_of(figures).encode()
    return OutgoingMessage(text=to_html(plain(said)), document=(name, content), is_personal=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file; `day` and `which` are empty where the figure is of now and of all."""

    what: str
    day: date | None
    which: str
    count: int | str


def csv_of(figures: Figures) -> str:
    """One figure a line (RFC 4180), in words for programs, the same in every language."""
    table = io.StringIO()
    lines = csv.writer(table)
    lines.writerow(("what", "day", "which", "count"))
    for row in _rows(figures):
        lines.writerow((row.what, row.day or "", row.which, row.count))
    return table.getvalue()


def _rows(figures: Figures) -> Iterator[_Row]:
    readers = figures.readers
    now: tuple[tuple[str, Mapping[str, int]], ...] = (
        ("readers", {one.value: count for one, count in readers.standings.items()}),
        ("chats", {one.value: count for one, count in readers.kinds.items()}),
        ("languages", readers.languages),
        ("papers", {written_key(one.key): count for one, count in readers.papers.items()}),
        ("forms", {one.value: count for one, count in readers.forms.items()}),
    )
    for what, counts in now:
        yield from (_Row(what, None, which, count) for which, count in counts.items())
    for day in figures.days:
        yield from (_Row(one.value, day.day, "", day.movements[one]) for one in Movement)
        yield _Row("active", day.day, "", day.active)
    for edition in figures.editions:
        yield from _rows_of(edition)
    for one in figures.sources:
        yield _Row("source_came", None, one.source, one.came)
        yield _Row("source_active", None, one.source, one.active)


def _rows_of(edition: EditionFigures) -> Iterator[_Row]:
    counts = {
        "owed": edition.owed,
        "reached": edition.reached,
        "unreachable": edition.unreachable,
        "unknown": edition.unknown,
    }
    which = str(edition.edition_id)
    if not edition.is_over:
        yield from (_Row(what, edition.day, which, count) for what, count in counts.items())
    for number, count in edition.openings.items():
        yield _Row("opened", edition.day, f"{which}/{number}", told_openings(count))


# --- the chart ---


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """A day of a chart: how many were active at its end, None before that is known.

    Of the editions of the day, to how many they were owed and how many have them.
    """

    label: str
    active: int | None
    owed: int
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartText:
    """What a chart says in words, and how it writes numbers."""

    readers: str
    deliveries: str
    translator: Translator


def chart_text(translator: Translator) -> ChartText:
    """The words of a chart."""
    return ChartText(
        readers=translator.gettext("Active readers"),
        deliveries=translator.gettext("Editions: reached, of whom they were owed"),
        translator=translator,
    )


def chart_points(translator: Translator, figures: Figures) -> Sequence[ChartPoint]:
    """The days of a chart, the oldest first."""
    active = {one.day: one.active for one in figures.days}
    days = [figures.first + timedelta(days=n) for n in range(figures.length)]
    its = {day: [one for one in figures.editions if one.day == day] for day in days}
    return [
        ChartPoint(
            label=translator.short_day(day),
            active=active.get(day),
            owed=sum(one.owed for one in its[day]),
            reached=sum(one.reached for one in its[day]),
        )
        for day in days
    ]
