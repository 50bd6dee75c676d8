from __future__ import annotations

import io

from PIL import Image

from digests.model import Place, ProblemKind
from digests.parsing.assemble import Assembly, assemble
from digests.parsing.blocks import Block, BlockKind, Document
from digests.parsing.edition_date import FileHints


def png(colour: str, size: tuple[int, int] = (200, 120)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def paragraph(text: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, gap=True)


def picture(data: bytes) -> Block:
    return Block(kind=BlockKind.PICTURE, text="", picture=data, place=Place(page=2))


def parse(*below: Block) -> Assembly:
    """A digest of one item with these blocks below its headline."""
    head = Block(kind=BlockKind.HEADING, text="① 橋が架かる(2025年3月13日)", gap=True)
    title = Block(kind=BlockKind.HEADING, text="3月14日の町だより")
    second = Block(kind=BlockKind.HEADING, text="② 駅が開く(2025年3月13日)", gap=True)
    body = paragraph("川に橋が架かった。")
    blocks = (title, head, body, *below, second, paragraph("駅が開いた。"))
    return assemble(Document(blocks=blocks), FileHints())


def test_a_picture_belongs_to_its_item_with_the_caption_below_it() -> None:
    found = parse(picture(png("red")), paragraph("写真：架かった橋"))
    (shown,) = found.digest.items[0].pictures
    assert (shown.width, shown.height, shown.caption) == (200, 120, "写真：架かった橋")
    assert shown.data
    assert not found.digest.items[1].pictures


def test_two_pictures_have_a_caption_each() -> None:
    found = parse(
        picture(png("red")), paragraph("写真：橋"), picture(png("blue")), paragraph("写真：川")
    )
    assert [shown.caption for shown in found.digest.items[0].pictures] == ["写真：橋", "写真：川"]


def test_a_picture_without_a_caption_has_none() -> None:
    found = parse(picture(png("red")), paragraph("橋は三年で架かった。"))
    assert [shown.caption for shown in found.digest.items[0].pictures] == [None]


def test_a_picture_that_can_not_be_read_is_told_with_its_page() -> None:
    found = parse(picture(b"\x89PNG broken"))
    assert not found.digest.items[0].pictures
    (problem,) = [p for p in found.problems if p.kind is ProblemKind.PICTURE_UNREADABLE]
    assert (problem.place.page, problem.place.item) == (2, 1)
