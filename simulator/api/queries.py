"""Answers to pressed buttons and inline queries.

https://core.telegram.org/bots/api#answercallbackquery
"""

from __future__ import annotations

from typing import Final

from simulator.protocol.wire import Request, bad_request
from simulator.state.cloud import Answer, Cloud

ANSWERABLE_SECONDS: Final = 15 * 60
TEXT_LIMIT: Final = 200
_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(cloud: Cloud, request: Request) -> bool:
    """Once for each pressed button, with at most 200 characters."""
    fields = request.fields
    answer = still_open(cloud, cloud.callbacks.get(fields.text("callback_query_id")))
    if len(fields.text("text")) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if fields.text("url") and not _may_open(cloud, fields.text("url")):
        raise bad_request("URL_INVALID")
    answer.given = fields
    cloud.events.add(
        "answer",
        lambda: {
            "person": answer.person.id,
            "callback_query_id": answer.id,
            "text": fields.text("text"),
            "show_alert": fields.flag("show_alert"),
            "url": fields.text("url"),
        },
    )
    return True


def still_open(cloud: Cloud, answer: Answer | None) -> Answer:
    """The query, if it still waits for its answer."""
    if (
        answer is None
        or answer.given is not None
        or cloud.clock.now() - answer.moment > ANSWERABLE_SECONDS
    ):
        raise bad_request(_TOO_OLD)
    return answer


def _may_open(cloud: Cloud, url: str) -> bool:
    """Without a game, only links that open the bot itself are allowed."""
    return url.startswith((f"https://t.me/{cloud.bot.username}?", f"t.me/{cloud.bot.username}?"))
