"""The pages of an edition and of an item: everything there is of them, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.i18n.translator import Translator
from bot.site import paths
from bot.site.markup import element, escaped, paragraphs, prose, source_list, written
from bot.site.pages import (
    LinkedPicture,
    PageHead,
    SiteOptions,
    day_of,
    front_page_of,
    language_tag,
    page,
    pager,
)
from bot.views.papers.slots import title_of
from bot.views.reading.corrections import corrections_of, corrections_of_item
from bot.views.reading.running_text import run_on, shortens, size_of
from bot.views.rich_text import RichText, text_of
from digests.model import Edition, EditionSummary, Item, Picture, Related
from digests.summary.gaps import gaps

_LONG = 12
"""Items above which an edition begins with a list of them."""
_LONG_TEXT = 1_500
"""Characters of a text above which its own page begins with its summary, as a chat does."""
_KEY = 16
"""Characters of a picture's key that tell it from the others of its item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An edition with what its pages need besides: how pictures' names end, and its neighbours.

    One that `has_front_page` shows its picture where somebody links to it.
    """

    edition: Edition
    endings: Mapping[str, str]
    newer: EditionSummary | None = None
    older: EditionSummary | None = None
    has_front_page: bool = False

    def pictures_of(self, item: Item) -> Mapping[str, Picture]:
        """The pictures of an item that are kept, by the names of their files."""
        return {
            f"{one.key[:_KEY]}.{self.endings[one.key]}": one
            for one in item.pictures
            if one.key in self.endings
        }


# --- an edition ----------------------------------------------------------------------------------


def edition_page(options: SiteOptions, translator: Translator, article: Article) -> str:
    """The page of a whole edition."""
    edition = article.edition
    path = paths.edition_path(edition)
    title = title_of(translator, edition)
    opened = element(
        "article",
        element("h1", escaped(title)),
        _edition_facts(translator, edition),
        _changes(corrections_of(translator, edition)),
        element("div", prose(edition.digest.greeting), class_="greeting"),
        _contents(edition),
        *_items(translator, article),
        element("div", prose(edition.digest.afterword), class_="afterword"),
        lang=edition.digest.language,
        dir=translator.direction_of(edition.digest.language),
    )
    told = "\n".join([*edition.digest.greeting, *(one.headline for one in edition.digest.items)])
    head = PageHead(
        path=path,
        title=title,
        description=told,
        kind="article",
        picture=_front_page(translator, article) or _first_picture(article, *edition.digest.items),
    )
    return page(options, translator, head, opened, _neighbours(translator, article, path))


def _edition_facts(translator: Translator, edition: Edition) -> str:
    author = edition.digest.author
    facts = filter(None, (day_of(translator, edition.date), author and escaped(author)))
    return element("p", " · ".join(facts), class_="facts", lang=language_tag(translator))


def _contents(edition: Edition) -> str:
    items = edition.digest.items
    if len(items) <= _LONG:
        return ""
    entries = (
        element(
            "li",
            element("a", escaped(item.headline), href=f"#item-{item.number}"),
            value=item.number,
        )
        for item in items
    )
    return element("nav", element("ol", *entries, class_="headlines"), class_="contents")


def _items(translator: Translator, article: Article) -> Iterator[str]:
    items = article.edition.digest.items
    level = 3 if any(item.section for item in items) else 2
    section: str | None = None
    for item in items:
        if item.section != section:
            section = item.section
            yield element("h2", escaped(section), class_="section") if section else "<hr>"
        yield _item_in_edition(translator, article, item, level)


def _item_in_edition(translator: Translator, article: Article, item: Item, level: int) -> str:
    path = paths.edition_path(article.edition)
    address = paths.relative(path, paths.item_path(article.edition, item.number))
    return element(
        "section",
        element(
            f"h{level}",
            element("span", str(item.number), class_="number"),
            " ",
            element("a", escaped(item.headline), href=address),
        ),
        _facts(translator, item),
        _changes(corrections_of_item(translator, article.edition, item)),
        _told_in_edition(translator, item, f"h{level + 1}"),
        *_beside(translator, article, item, path, f"h{level + 1}"),
        id=f"item-{item.number}",
        class_="item",
    )


def _told_in_edition(translator: Translator, item: Item, heading: str) -> str:
    """The text, folded below its summary where that is shorter."""
    whole = paragraphs(item.paragraphs, heading)
    if not shortens(item):
        return whole
    label = element("summary", escaped(translator.gettext("The whole text")))
    return _summary(item) + element("details", label, whole)


def _neighbours(translator: Translator, article: Article, path: str) -> str:
    newer, older = article.newer, article.older
    return pager(
        path,
        (paths.edition_path(newer), f"◀ {title_of(translator, newer)}") if newer else None,
        (paths.edition_path(older), f"{title_of(translator, older)} ▶") if older else None,
    )


# --- an item -------------------------------------------------------------------------------------


def item_page(options: SiteOptions, translator: Translator, article: Article, item: Item) -> str:
    """The page of an item, which is whole without its edition."""
    edition = article.edition
    path = paths.item_path(edition, item.number)
    way = element(
        "a",
        escaped(title_of(translator, edition)),
        href=paths.relative(path, paths.edition_path(edition)),
    )
    opened = element(
        "article",
        element("p", way, class_="facts"),
        element("h1", escaped(item.headline)),
        _facts(translator, item),
        _changes(corrections_of_item(translator, edition, item)),
        _summary(item) if shortens(item) and size_of(item.paragraphs) > _LONG_TEXT else "",
        paragraphs(item.paragraphs, "h2"),
        *_beside(translator, article, item, path, "h2"),
        lang=edition.digest.language,
        dir=translator.direction_of(edition.digest.language),
    )
    told = item.summary or item.paragraphs
    head = PageHead(
        path=path,
        title=item.headline,
        description=text_of(run_on(told, gaps(item) if item.summary else ())),
        kind="article",
        picture=_first_picture(article, item) or _front_page(translator, article),
    )
    return page(options, translator, head, opened, _other_items(edition, item, path))


def _other_items(edition: Edition, item: Item, path: str) -> str:
    items = edition.digest.items
    place = items.index(item)
    before = items[place - 1] if place else None
    after = items[place + 1] if place + 1 < len(items) else None
    return pager(
        path,
        (paths.item_path(edition, before.number), f"◀ {_numbered(before)}") if before else None,
        (paths.item_path(edition, after.number), f"{_numbered(after)} ▶") if after else None,
    )


def _numbered(item: Item) -> str:
    return f"{item.number}. {item.headline}"


# --- what both say of an item --------------------------------------------------------------------


def _facts(translator: Translator, item: Item) -> str:
    day = day_of(translator, item.date) if item.date else None
    facts = " · ".join(filter(None, (item.outlet and escaped(item.outlet), day)))
    return element("p", facts, class_="facts") if facts else ""


def _changes(lines: RichText) -> str:
    told = text_of(lines)
    return element("p", written(told), class_="changes") if told else ""


def _summary(item: Item) -> str:
    return element("p", written(text_of(run_on(item.summary, gaps(item)))), class_="summary")


def _beside(
    translator: Translator, article: Article, item: Item, path: str, heading: str
) -> Iterator[str]:
    """Pictures, captions of others, related news and sources."""
    pictures = article.pictures_of(item)
    for name, picture in pictures.items():
        lies_at = paths.relative(path, paths.picture_path(article.edition, item.number, name))
        yield _figure(picture, lies_at)
    said = {item.headline, *(one.text for one in item.paragraphs)}
    said |= {one.caption for one in pictures.values() if one.caption}
    for caption in item.captions:
        if caption not in said:
            yield element("p", written(caption), class_="caption")
    if item.related:
        yield element(heading, escaped(translator.gettext("Related")))
        yield from (_related(translator, one) for one in item.related)
    if item.sources:
        yield element(heading, escaped(translator.gettext("Sources")), class_="of-sources")
        yield source_list(item.sources, item.outlet)


def _figure(picture: Picture, lies_at: str) -> str:
    caption = picture.caption
    shown = element(
        "img",
        src=lies_at,
        alt=caption or "",
        width=picture.width,
        height=picture.height,
        loading="lazy",
    )
    return element("figure", shown, element("figcaption", written(caption)) if caption else "")


def _related(translator: Translator, piece: Related) -> str:
    day = element("p", day_of(translator, piece.date), class_="facts") if piece.date else ""
    return element("p", escaped(piece.headline)) + day + source_list(piece.sources)


def _front_page(translator: Translator, article: Article) -> LinkedPicture | None:
    return front_page_of(translator, article.edition) if article.has_front_page else None


def _first_picture(article: Article, *items: Item) -> LinkedPicture | None:
    return next(
        (
            LinkedPicture(
                path=paths.picture_path(article.edition, item.number, name),
                alt=picture.caption or item.headline,
                width=picture.width,
                height=picture.height,
            )
            for item in items
            for name, picture in article.pictures_of(item).items()
        ),
        None,
    )
