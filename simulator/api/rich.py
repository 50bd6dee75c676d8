"""sendRichMessage, and rich content wherever else it may stand.

https://core.telegram.org/bots/api#sendrichmessage
"""

from __future__ import annotations

from typing import Final

from simulator.api.attaching import photo_of
from simulator.api.sending import deliver
from simulator.api.targets import place_of
from simulator.protocol.wire import Fields, JsonObject, Request, bad_request, not_implemented
from simulator.rich.from_blocks import blocks_of_input
from simulator.rich.from_html import blocks_of_html
from simulator.rich.measures import check_size
from simulator.rich.texts import with_found
from simulator.state.cloud import Cloud
from simulator.text.html_text import MarkupError

_WAYS: Final = ("html", "blocks")
_OWN: Final = "tg://photo?id="


def send_rich_message(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#sendrichmessage."""
    rich = request.fields.nested("rich_message")
    if rich is None:
        raise bad_request("rich message must be non-empty")
    content = rich_content(cloud, request, rich)
    return deliver(cloud, request, place_of(cloud, request.fields), content).as_json()


def rich_content(cloud: Cloud, request: Request, rich: Fields) -> JsonObject:
    """The fields of a Message that hold an InputRichMessage."""
    if sum(name in rich for name in _WAYS) != 1:
        raise bad_request("rich message must have exactly one of html and blocks")
    media = {entry.text("id"): entry.nested("media") for entry in rich.objects("media")}

    def photo(described: Fields) -> list[JsonObject]:
        sizes = photo_of(cloud, request, described.text("media"), "media")["photo"]
        return sizes if isinstance(sizes, list) else []

    def named(address: str) -> list[JsonObject]:
        described = media.get(address.removeprefix(_OWN))
        if not address.startswith(_OWN):
            raise not_implemented("media by URL in rich messages")
        if described is None:
            raise bad_request(f'media "{address}" not found')
        return photo(described)

    if "blocks" in rich:
        blocks = blocks_of_input(rich.objects("blocks"), photo)
    else:
        try:
            blocks = blocks_of_html(rich.text("html"), named)
        except MarkupError as error:
            raise bad_request(f"can't parse rich message: {error}") from None
    check_size(blocks)
    found = blocks if rich.flag("skip_entity_detection") else with_found(blocks)
    message: JsonObject = {"blocks": found}
    return {"rich_message": message | ({"is_rtl": True} if rich.flag("is_rtl") else {})}
