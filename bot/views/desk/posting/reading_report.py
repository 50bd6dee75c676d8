"""What the command line tells of a file that was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.i18n.translator import Translator
from bot.views.desk.problems import coverage_line, problem_sentence
from bot.views.desk.summaries import maker_of
from bot.views.reading.issues import with_issue
from bot.views.rich_text import circled
from digests.model import Item, ParagraphKind, Reading


def reading_report(translator: Translator, reading: Reading) -> str:
    """What was understood of a file, item by item, and what looks wrong."""
    digest = reading.digest
    title = with_issue(translator, digest.title, digest.issue)
    facts = (title, digest.author, digest.date.isoformat() if digest.date else None)
    lines = [" · ".join(fact for fact in facts if fact) or translator.gettext("no title"), ""]
    lines += _texts(translator.gettext("Before the first item:"), digest.preface)
    for item in digest.items:
        lines += [*_item(translator, item), ""]
    lines += _texts(translator.gettext("Belongs to no item:"), digest.left_over)
    lines += _texts(translator.gettext("After the last item:"), digest.afterword)
    lines += filter(None, [coverage_line(translator, digest)])
    lines += [problem_sentence(translator, problem) for problem in reading.problems] or [
        translator.gettext("✅ Nothing looks wrong.")
    ]
    return "\n".join(lines)


def _texts(label: str, texts: Sequence[str]) -> list[str]:
    return [label, *(f"   {text}" for text in texts), ""] if texts else []


def _item(translator: Translator, item: Item) -> Iterator[str]:
    yield f"{circled(item.number)} {item.headline}"
    facts = (item.date.isoformat() if item.date else None, item.outlet, item.section)
    kinds = [paragraph.kind for paragraph in item.paragraphs]
    counts = (
        translator.ngettext(
            "{count} paragraph", "{count} paragraphs", kinds.count(ParagraphKind.PROSE)
        ),
        translator.ngettext("{count} bullet", "{count} bullets", kinds.count(ParagraphKind.BULLET)),
        translator.ngettext(
            "{count} sub-heading", "{count} sub-headings", kinds.count(ParagraphKind.SUBHEADING)
        ),
        translator.ngettext("{count} caption", "{count} captions", len(item.captions)),
    )
    maker = maker_of(translator, item)
    yield "   " + " · ".join(filter(None, (*facts, *counts, maker)))
    for paragraph in item.summary:
        yield f"   > {paragraph.text}"
    for source in item.sources:
        yield f"   {source.url}"
    for piece in item.related:
        yield f"   + {piece.headline}"
