"""Rich messages: what becomes of their HTML and of their blocks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import telegram

from simulator import World
from simulator.rich.lists import label_of
from simulator.rich.texts import joined, plain, with_found
from simulator.state.people import Person

Post = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]
Send = Callable[[dict[str, Any]], Awaitable[Any]]


@pytest.fixture
def send(post: Post, bob: Person) -> Send:
    """Send a rich message; gives its blocks, or what was said against it."""

    async def call(rich: dict[str, Any]) -> Any:
        status, body = await post("sendRichMessage", chat_id=bob.id, rich_message=rich)
        if status != 200:
            return body["description"]
        return body["result"]["rich_message"]["blocks"]

    return call


PARAGRAPH = {"type": "paragraph", "text": "x"}


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("x", [PARAGRAPH]),
        ("<p>x</p>\n  <p>x</p>", [PARAGRAPH, PARAGRAPH]),
        (" a\n  b<br> c ", [{"type": "paragraph", "text": "a b\nc"}]),
        ("&hellip;&nbsp;&#x41;&copy;", [{"type": "paragraph", "text": "…\u00a0A&copy;"}]),
        (
            "a <b>b<i>c</i></b>",
            [
                {
                    "type": "paragraph",
                    "text": [
                        "a ",
                        {"type": "bold", "text": ["b", {"type": "italic", "text": "c"}]},
                    ],
                }
            ],
        ),
        ("<h2>x</h2><hr/>", [{"type": "heading", "text": "x", "size": 2}, {"type": "divider"}]),
        (
            "<details open><summary>s</summary>x</details>",
            [{"type": "details", "summary": "s", "blocks": [PARAGRAPH], "is_open": True}],
        ),
        (
            "<blockquote>x<cite>y</cite></blockquote><aside>x<cite>y</cite></aside>",
            [
                {"type": "blockquote", "blocks": [PARAGRAPH], "credit": "y"},
                {"type": "pullquote", "text": "x", "credit": "y"},
            ],
        ),
        (
            '<ul><li><input type="checkbox" checked>x</li></ul>',
            [
                {
                    "type": "list",
                    "items": [
                        {
                            "blocks": [PARAGRAPH],
                            "has_checkbox": True,
                            "is_checked": True,
                            "label": "•",
                        }
                    ],
                }
            ],
        ),
        (
            '<ol start="3" type="A" reversed><li>x</li><li value="9" type="i">x</li></ol>',
            [
                {
                    "type": "list",
                    "items": [
                        {"blocks": [PARAGRAPH], "value": 3, "type": "A", "label": "C."},
                        {"blocks": [PARAGRAPH], "value": 9, "type": "i", "label": "ix."},
                    ],
                }
            ],
        ),
        (
            '<pre><code class="language-c"> a\n b</code></pre>',
            [{"type": "pre", "text": " a\n b", "language": "c"}],
        ),
        (
            '<table striped><caption>c</caption><tr><th>x</th><td colspan="2">y</td></tr></table>',
            [
                {
                    "type": "table",
                    "cells": [
                        [
                            {"align": "center", "valign": "top", "text": "x", "is_header": True},
                            {"align": "left", "valign": "top", "text": "y", "colspan": 2},
                        ]
                    ],
                    "is_striped": True,
                    "caption": "c",
                }
            ],
        ),
        (
            '<a name="n"></a><p><a href="#n">x</a></p>',
            [
                {"type": "anchor", "name": "n"},
                {
                    "type": "paragraph",
                    "text": {"type": "anchor_link", "text": "x", "anchor_name": "n"},
                },
            ],
        ),
        (
            '<p><tg-reference name="r">x</tg-reference><a href="#r">y</a></p>',
            [
                {
                    "type": "paragraph",
                    "text": [
                        {"type": "reference", "text": "x", "name": "r"},
                        {"type": "reference_link", "text": "y", "reference_name": "r"},
                    ],
                }
            ],
        ),
        (
            "<tg-math-block>E</tg-math-block>",
            [{"type": "mathematical_expression", "expression": "E"}],
        ),
        (
            '<figure><tg-map lat="1" long="2" zoom="14"/><figcaption>c</figcaption></figure>',
            [
                {
                    "type": "map",
                    "location": {"latitude": 1.0, "longitude": 2.0},
                    "zoom": 14,
                    "width": 600,
                    "height": 300,
                    "caption": {"text": "c"},
                }
            ],
        ),
    ],
)
async def test_html_becomes_blocks(send: Send, html: str, blocks: list[Any]) -> None:
    assert await send({"html": html}) == blocks


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<mark>x</mark>", {"type": "marked", "text": "x"}),
        ('<a href="mailto:a@b.jp">x</a>', {"type": "email_address", "email_address": "a@b.jp"}),
        ('<a href="tel:+1">x</a>', {"type": "phone_number", "phone_number": "+1"}),
        ('<a href="tg://user?id=5">x</a>', {"type": "text_mention", "user": {"id": 5}}),
        ('<a href="a.jp/b">x</a>', {"type": "url", "url": "http://a.jp/b"}),
        ('<tg-time unix="5" format="wDT">x</tg-time>', {"type": "date_time", "unix_time": 5}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        ('<img src="tg://emoji?id=5" alt="x"/>', {"type": "custom_emoji", "alternative_text": "x"}),
        ("<tg-math>x</tg-math>", {"type": "mathematical_expression", "expression": "x"}),
        ("https://a.jp", {"type": "url", "url": "https://a.jp"}),
        ("#tag", {"type": "hashtag", "hashtag": "#tag"}),
        ("/go", {"type": "bot_command", "bot_command": "/go"}),
    ],
)
async def test_texts_say_what_they_are(send: Send, inner: str, text: dict[str, Any]) -> None:
    (block,) = await send({"html": f"<p>{inner}</p>"})
    assert text.items() <= block["text"].items()


@pytest.mark.parametrize(
    ("rich", "sentence"),
    [
        ({}, "exactly one of html and blocks"),
        ({"html": "x", "blocks": []}, "exactly one of html and blocks"),
        ({"html": " "}, "rich message must be non-empty"),
        ({"html": "<div>x</div>"}, 'Unsupported start tag "div" at byte offset 0'),
        ({"html": "漢<tg-button>"}, 'Unsupported start tag "tg-button" at byte offset 3'),
        ({"html": "<p>x"}, 'end tag corresponding to start tag "p"'),
        ({"html": "<b>x</i>"}, 'expected "</b>", found "</i>"'),
        ({"html": "<b><p>x</p></b>"}, 'Block "p" can\'t be inside of "b"'),
        ({"html": "<li>x</li>"}, 'Tag "li" can\'t be inside of'),
        ({"html": "<p><h1>x</h1></p>"}, 'Block "h1" can\'t be inside of a text'),
        ({"html": "a < b"}, "Malformed tag at byte offset 2"),
        ({"html": "<details>x</details>"}, 'must have one "summary"'),
        ({"html": '<tg-map lat="x" long="1"/>'}, "Invalid map properties"),
        ({"html": "<figure>x</figure>"}, "must have one medium"),
        ({"html": '<video src="https://a.jp/b.mp4"></video>'}, 'lacks the media of tag "video"'),
        ({"html": '<img src="https://a.jp/b.png"/>'}, "lacks media by URL"),
        ({"html": '<p><img src="tg://photo?id=1"/></p>'}, "Media can't be inside of a text"),
        ({"html": '<tg-emoji emoji-id="0">x</tg-emoji>'}, "Invalid custom emoji"),
        ({"html": '<tg-time unix="x">x</tg-time>'}, "Invalid date specified"),
        ({"html": "<ul></ul>"}, "A list must have items"),
        ({"html": '<tg-time unix="5" format="x">x</tg-time>'}, "Invalid date format used"),
        ({"html": '<img src="tg://photo?id=1"/>'}, 'media "tg://photo?id=1" not found'),
        ({"html": "漢" * 32_769}, "too long"),
        ({"html": "<p>x</p>" * 501}, "too many blocks"),
        ({"html": "<table>" + "<tr></tr>" * 500 + "</table>"}, "too many blocks"),
        ({"html": "<b>" * 16 + "x" + "</b>" * 16}, "nested too deep"),
        ({"html": "<table><tr>" + "<td>x</td>" * 21 + "</tr></table>"}, "too many columns"),
        ({"blocks": [{"type": "heading", "text": "x", "size": 7}]}, "heading size"),
        ({"blocks": [{"type": "list", "items": []}]}, "list must be non-empty"),
        (
            {
                "blocks": [
                    {"type": "map", "location": {"latitude": 1, "longitude": 2}, "zoom": 3}
                    | {"width": 1, "height": 1}
                ]
            },
            "invalid map properties",
        ),
        (
            {"blocks": [{"type": "list", "items": [{"blocks": [PARAGRAPH], "type": "x"}]}]},
            "list item type",
        ),
        (
            {
                "blocks": [
                    {"type": "table", "cells": [[{"align": "left", "valign": "top", "colspan": 0}]]}
                ]
            },
            "cell colspan",
        ),
        ({"blocks": [{"type": "video", "video": {}}]}, "lacks InputRichBlock"),
        ({"blocks": [{"type": "thinking", "text": "x"}]}, "block is not allowed"),
        (
            {
                "blocks": [
                    {
                        "type": "list",
                        "items": [{"blocks": [PARAGRAPH]}, {"blocks": [PARAGRAPH], "value": 2}],
                    }
                ]
            },
            "either ordered or unordered",
        ),
        (
            {"blocks": [{"type": "table", "cells": [[{"align": "up", "valign": "top"}]]}]},
            "cell alignment",
        ),
    ],
)
async def test_what_can_not_be_is_refused(send: Send, rich: dict[str, Any], sentence: str) -> None:
    assert sentence in await send(rich)


async def test_the_limits_are_reached_exactly(send: Send) -> None:
    assert len(await send({"html": "<p>x</p>" * 500})) == 500
    assert len(await send({"html": "漢" * 32_768})) == 1
    assert len(await send({"html": "<b>" * 15 + "x" + "</b>" * 15})) == 1


async def test_blocks_can_be_given_as_blocks(send: Send) -> None:
    items = [{"blocks": [PARAGRAPH], "type": "a", "value": 2}]
    quote = {"type": "blockquote", "blocks": [{"type": "divider"}], "credit": "me"}
    assert await send({"blocks": [{"type": "list", "items": items}, quote]}) == [
        {"type": "list", "items": [{**items[0], "label": "b."}]},
        quote,
    ]


async def test_blocks_hold_blocks_and_pictures(
    world: World, post: Post, bob: Person, png: bytes
) -> None:
    said = world.upload_photo(bob, png)
    sizes = said.content["photo"]
    assert isinstance(sizes, list)
    photo = {"type": "photo", "photo": {"type": "photo", "media": sizes[0]["file_id"]}}
    blocks = [
        {"type": "details", "summary": "s", "blocks": [photo]},
        {"type": "collage", "blocks": [photo, photo]},
        {"type": "map", "location": {"latitude": 1, "longitude": 2}, "zoom": 14}
        | {"width": 600, "height": 300},
        {"type": "table", "cells": [[{"align": "left", "valign": "top", "text": "x"}]]},
    ]
    _, body = await post("sendRichMessage", chat_id=bob.id, rich_message={"blocks": blocks})
    details, collage, place, table = body["result"]["rich_message"]["blocks"]
    assert details["blocks"] == collage["blocks"][:1] == [{"type": "photo", "photo": sizes}]
    assert (place["zoom"], table["cells"][0][0]["text"]) == (14, "x")
    too_many = {"type": "collage", "blocks": [photo] * 51}
    _, body = await post("sendRichMessage", chat_id=bob.id, rich_message={"blocks": [too_many]})
    assert body["description"] == "Bad Request: rich message has too much media"


async def test_nothing_is_looked_for_when_the_bot_says_so(send: Send) -> None:
    (block,) = await send({"html": "#tag", "skip_entity_detection": True})
    assert block["text"] == "#tag"


async def test_pictures_come_by_their_id(
    world: World, bot: telegram.Bot, bob: Person, png: bytes
) -> None:
    media = [{"id": "p1", "media": {"type": "photo", "media": "attach://one"}}]
    rich = {
        "html": '<figure><img src="tg://photo?id=p1" tg-spoiler/>'
        "<figcaption>c<cite>me</cite></figcaption></figure>",
        "media": media,
    }
    sent = await bot.do_api_request(
        "sendRichMessage",
        api_kwargs={
            "chat_id": bob.id,
            "rich_message": rich,
            "one": telegram.InputFile(png, attach=False),
        },
    )
    (block,) = sent["rich_message"]["blocks"]
    assert block["photo"][0]["width"] == 40
    assert block["has_spoiler"]
    assert block["caption"] == {"text": "c", "credit": "me"}
    assert world.inbox(bob)[0].text == "c\nme\n"


async def test_a_rich_message_can_become_a_plain_one_and_back(
    world: World, post: Post, bob: Person
) -> None:
    _, body = await post("sendRichMessage", chat_id=bob.id, rich_message={"html": "<h1>x</h1>"})
    number = body["result"]["message_id"]
    where = {"chat_id": bob.id, "message_id": number}
    await post("editMessageText", **where, text="plain")
    assert world.inbox(bob)[0].content == {"text": "plain"}
    status, _ = await post("editMessageText", **where, rich_message={"html": "<h1>y</h1>"})
    assert (status, world.inbox(bob)[0].text) == (200, "y\n")
    status, body = await post("editMessageText", **where, rich_message={"html": "<h1>y</h1>"})
    assert "message is not modified" in body["description"]


async def test_an_older_server_does_not_know_them(
    world: World, bot: telegram.Bot, bob: Person, post: Post
) -> None:
    world.cloud.settings.older_api = True
    rich = {"html": "x"}
    with pytest.raises(telegram.error.EndPointNotFound):
        await bot.do_api_request(
            "sendRichMessage", api_kwargs={"chat_id": bob.id, "rich_message": rich}
        )
    sent = await bot.send_message(bob.id, "x")
    where = {"chat_id": bob.id, "message_id": sent.message_id}
    _, body = await post("editMessageText", **where, rich_message=rich)
    assert body["description"] == "Bad Request: message text is empty"


@pytest.mark.parametrize(
    ("kind", "value", "label"),
    [(None, 0, "•"), ("1", 12, "12."), ("a", 28, "ab."), ("A", 1, "A."), ("I", 44, "XLIV.")],
)
def test_labels_are_those_of_html(kind: str | None, value: int, label: str) -> None:
    assert label_of(kind, value) == label


def test_texts_are_joined_and_flattened() -> None:
    bold: dict[str, object] = {"type": "bold", "text": "b"}
    assert joined(["a", "", "b"]) == "ab"
    assert joined(["a", bold, "c"]) == ["a", bold, "c"]
    assert joined([]) == ""
    assert with_found(["see ", bold, " a.jp"]) == [
        "see ",
        bold,
        " ",
        {"type": "url", "text": "a.jp", "url": "a.jp"},
    ]
    assert plain([PARAGRAPH, {"type": "divider"}]) == "x\n"
