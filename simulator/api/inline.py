"""Inline queries: what the bot offers in other people's chats.

https://core.telegram.org/bots/api#answerinlinequery
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.api.queries import still_open
from simulator.api.rich import rich_content
from simulator.protocol.wire import Fields, JsonObject, Request, bad_request
from simulator.state.cloud import Cloud
from simulator.text.formatting import format_text

RESULTS: Final = 50
ID_BYTES: Final = 64


def answer_inline_query(cloud: Cloud, request: Request) -> bool:
    """At most 50 results, each with an id of its own and a text that could be sent."""
    fields = request.fields
    results = fields.objects("results")
    if len(results) > RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    names = [result.text("id") for result in results]
    if any(not 1 <= len(name.encode()) <= ID_BYTES for name in names):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(names)) < len(names):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(fields.text("next_offset").encode()) > ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    query = still_open(cloud, cloud.inline_queries.get(fields.text("inline_query_id")))
    contents = [_result(cloud, request, result) for result in results]
    query.contents = dict(zip(names, contents, strict=True))
    query.given = fields
    cloud.events.add("inline", lambda: {"person": query.person.id, "inline_query_id": query.id})
    return True


def _result(cloud: Cloud, request: Request, result: Fields) -> Mapping[str, object]:
    """The content and keyboard of the message that a result would send."""
    if not result.text("title"):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.nested("input_message_content")
    if content is None:
        raise bad_request("input message content is not specified")
    markup = cloud.contents.markup(result.nested("reply_markup"), private=False)
    message: JsonObject = dict(_content(cloud, request, content))
    return message | ({"reply_markup": markup.inline} if markup.inline else {})


def _content(cloud: Cloud, request: Request, content: Fields) -> Mapping[str, object]:
    rich = content.nested("rich_message")
    if rich is not None:
        if cloud.settings.older_api:
            raise bad_request("input message content is not specified")
        return rich_content(cloud, request, rich)
    formatted = format_text(
        content.text("message_text"), content.text("parse_mode"), content.objects("entities")
    )
    return formatted.content("text", "entities")
