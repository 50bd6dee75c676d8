"""Rich text, counted and cut the way Telegram counts.

A text is a sequence of spans, each with the tags it stands in. It is cut between sentences and
only then written as HTML, so no part ever ends inside markup or holds half of an entity.
Limits: Bot API, "Formatting options" and `sendMessage`: 4,096 characters after parsing, 32,768
bytes before it; clients show at most 100 entities of a message.
"""

from __future__ import annotations

import html
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.i18n.translator import Translator
from digests.text import sentence_ends
from digests.text.characters import count_cjk

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_MOST_BYTES = 30_000
_MOST_ENTITIES = 95

QUOTE = "blockquote"
FOLDED = "blockquote expandable"

_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_FIRST_CIRCLED = ((36, 0x32B1), (21, 0x3251), (1, 0x2460))
"""Where Unicode's circled numbers 1–20, 21–35 and 36–50 begin."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text inside the same tags, outermost first (`("b", 'a href="…"')`)."""

    text: str
    tags: tuple[str, ...] = ()


RichText = tuple[Span, ...]


def plain(text: str) -> RichText:
    """Text without style."""
    return (Span(text),)


def bold(text: str) -> RichText:
    """Bold text."""
    return (Span(text, ("b",)),)


def italic(text: str) -> RichText:
    """Italic text."""
    return (Span(text, ("i",)),)


def text_of(rich: RichText) -> str:
    """What a text says, without its style."""
    return "".join(span.text for span in rich)


def shortened(text: str, most: int) -> str:
    """The text, or its beginning, of at most so many characters; a sign tells that it goes on."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def aside(translator: Translator, text: str) -> RichText:
    """What is said beside the matter: in italics, where its script has them.

    The language may have them, and a title that is quoted none.
    """
    return italic(text) if translator.slants and not count_cjk(text) else plain(text)


def code(text: str) -> RichText:
    """Monospaced text that a tap copies."""
    return (Span(text, ("code",)),)


def link(text: str, url: str) -> RichText:
    """Text that opens a page."""
    return (Span(text, (f'a href="{html.escape(url)}"',)),)


def within(tag: str, rich: Iterable[Span]) -> RichText:
    """The same text inside one more tag."""
    return tuple(Span(span.text, (tag, *span.tags)) for span in rich)


def join(separator: str, pieces: Iterable[RichText]) -> RichText:
    """The pieces that say something, with a separator between them."""
    joined: list[Span] = []
    for piece in pieces:
        if not any(span.text for span in piece):
            continue
        if joined:
            joined.append(Span(separator))
        joined.extend(piece)
    return tuple(joined)


def units(text: str) -> int:
    """The length in UTF-16 code units, in which entities are counted; never below code points."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def length(rich: Iterable[Span]) -> int:
    """The length of the text after parsing, in UTF-16 code units."""
    return sum(units(span.text) for span in rich)


def to_html(rich: Iterable[Span]) -> str:
    """The text as Telegram's HTML: user-made text escaped, every tag closed in order."""
    written: list[str] = []
    opened: tuple[str, ...] = ()
    for span in rich:
        shared = _shared(opened, span.tags)
        written += [f"</{tag.partition(' ')[0]}>" for tag in reversed(opened[shared:])]
        written += [f"<{tag}>" for tag in span.tags[shared:]]
        written.append(html.escape(span.text, quote=False))
        opened = span.tags
    written += [f"</{tag.partition(' ')[0]}>" for tag in reversed(opened)]
    return "".join(written)


def _shared(before: Sequence[str], after: Sequence[str]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def split(rich: RichText, limit: int = TEXT_LIMIT) -> tuple[RichText, ...]:
    """Cut a text into parts of at most `limit` units, at the best place each time.

    The best place is the end of a paragraph, then of a sentence, a line, a word; only a text
    without any of them is cut between two characters. Joined, the parts say the same, less the
    white space at the cuts.
    """
    return tuple(parts_of(rich, limit))


def parts_of(rich: RichText, limit: int = TEXT_LIMIT) -> Iterator[RichText]:
    """The same parts one after the other: who takes the first has not waited for the others."""
    rest = _trimmed(rich)
    while rest:
        cut = _cut(rest, limit)
        part, rest = _trimmed(_taken(rest, cut)), _begun_with_words(_dropped(rest, cut))
        if part:
            yield part


def begun(rich: RichText, limit: int = TEXT_LIMIT) -> RichText:
    """The beginning of a text of at most `limit` units; a sign tells where it goes on."""
    if fits(rich, limit):
        return rich
    first = next(parts_of(rich, limit - 1), ())
    return (*first, *plain("…"))


def fits(rich: RichText, limit: int = TEXT_LIMIT) -> bool:
    """Whether Telegram takes the text as one message and shows all of its style."""
    size = sum(len(span.text) for span in rich)
    return size <= limit and _room(rich, limit) >= size


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What a text takes of Telegram's three budgets, at most; those of pieces add up.

    `units` after parsing, in UTF-16, `size` before it, in bytes, and `entities`.
    """

    units: int = 0
    size: int = 0
    entities: int = 0

    def __add__(self, other: Extent) -> Extent:
        return Extent(
            units=self.units + other.units,
            size=self.size + other.size,
            entities=self.entities + other.entities,
        )

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it as one message and shows all of its style."""
        is_short = self.units <= TEXT_LIMIT and self.size <= _MOST_BYTES
        return is_short and self.entities <= _MOST_ENTITIES


def extent(rich: RichText) -> Extent:
    """What a text takes, without the separator before or behind it."""
    tags = [tag for span in rich for tag in span.tags]
    written = html.escape(text_of(rich), quote=False)
    return Extent(
        units=length(rich),
        size=len(written.encode()) + sum(2 * len(tag.encode()) + 5 for tag in tags),
        entities=len(tags),
    )


def _cut(rich: RichText, limit: int) -> int:
    """How many characters the first part takes."""
    near = _taken(rich, limit + 1)  # whatever follows can't be in it
    text = text_of(near)
    room = _room(near, limit)
    return len(text) if room >= len(text) else _best_cut(text, room)


def _room(rich: RichText, limit: int) -> int:
    """How many characters fit into the three budgets: units, bytes before parsing, entities."""
    count = 0
    left, spare, entities = limit, _MOST_BYTES, _MOST_ENTITIES
    opened: tuple[str, ...] = ()
    for span in rich:
        begins = span.tags[_shared(opened, span.tags) :]
        entities -= len(begins)
        spare -= sum(2 * len(tag.encode()) + 5 for tag in begins)
        opened = span.tags
        if entities < 0:
            return count
        taken = _fitting(span.text, left, spare)
        count += taken
        if taken < len(span.text):
            return count
        left -= units(span.text)
        spare -= _written(span.text)
    return count


def _fitting(text: str, left: int, spare: int) -> int:
    """How many of its first characters take at most `left` units and `spare` bytes."""

    def is_too_much(count: int) -> bool:
        first = text[:count]
        return units(first) > left or _written(first) > spare

    if not is_too_much(len(text)):
        return len(text)
    return bisect_left(range(1, len(text)), True, key=is_too_much)


def _written(text: str) -> int:
    """The bytes that a text takes before it is parsed."""
    return len(html.escape(text, quote=False).encode(errors="surrogatepass"))


def _best_cut(text: str, room: int) -> int:
    """The best place to cut at or before `room`, never leaving a part less than half full."""
    room = max(room, 1)
    least = room // 2
    for boundary in (_paragraph_end, _sentence_end, _line_end, _word_end):
        cut = boundary(text, room)
        if cut > least:
            return cut
    return _character_end(text, room)


def _paragraph_end(text: str, room: int) -> int:
    return text.rfind("\n\n", 0, room + 1)


def _sentence_end(text: str, room: int) -> int:
    ends = [match.end() for match in sentence_ends.sentence_end().finditer(text, 0, room + 1)]
    return next((end for end in reversed(ends) if end <= room), -1)


def _line_end(text: str, room: int) -> int:
    return text.rfind("\n", 0, room + 1)


def _word_end(text: str, room: int) -> int:
    return max(text.rfind(" ", 0, room + 1), text.rfind("\u3000", 0, room + 1))


def _character_end(text: str, room: int) -> int:
    """A cut that leaves combined characters (accents, emoji sequences) whole where it can."""
    for cut in range(room, max(0, room - 32), -1):
        if not _combined(text[cut - 1], text[cut : cut + 1]):
            return cut
    return room


def _combined(before: str, after: str) -> bool:
    return bool(after) and (
        before == "\u200d" or after in _JOINERS or unicodedata.combining(after) != 0
    )


def _taken(rich: RichText, count: int) -> RichText:
    taken: list[Span] = []
    for span in rich:
        taken.append(Span(span.text[:count], span.tags))
        count -= len(span.text)
        if count <= 0:
            break
    return tuple(taken)


def _dropped(rich: RichText, count: int) -> RichText:
    for place, span in enumerate(rich):
        if len(span.text) > count:
            return (Span(span.text[count:], span.tags), *rich[place + 1 :])
        count -= len(span.text)
    return ()


def _trimmed(rich: RichText) -> RichText:
    """The text without white space at its ends, as Telegram trims it."""
    spans = [span for span in rich if span.text]
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].tags)
    return _begun_with_words(tuple(spans))


def _begun_with_words(rich: RichText) -> RichText:
    """The text without white space at its beginning."""
    for place, span in enumerate(rich):
        words = span.text.lstrip()
        if words:
            return (Span(words, span.tags), *rich[place + 1 :])
    return ()


@dataclass(frozen=True, slots=True)
class Page:
    """One message's worth of text and which of the sections given to `paginate` it holds."""

    text: RichText
    sections: tuple[int, ...]


def paginate(sections: Sequence[RichText], separator: str, limit: int = TEXT_LIMIT) -> list[Page]:
    """Fill pages with sections, whole where they fit on a page, in order."""
    pages: list[Page] = []
    text: RichText = ()
    held: list[int] = []
    for index, section in enumerate(sections):
        longer = join(separator, [text, section])
        if held and not fits(longer, limit):
            pages += _pages(text, held, limit)
            text, held = section, [index]
        else:
            text = longer
            held.append(index)
    return pages + _pages(text, held, limit)


def _pages(text: RichText, held: list[int], limit: int) -> list[Page]:
    return [Page(part, tuple(held)) for part in split(text, limit)]


def circled(number: int) -> str:
    """①…㊿ for 1–50, `51.` and so on beyond."""
    if not 1 <= number <= 50:
        return f"{number}."
    first, code = next(pair for pair in _FIRST_CIRCLED if pair[0] <= number)
    return chr(code + number - first)
