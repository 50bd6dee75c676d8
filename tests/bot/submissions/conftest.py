"""What hands editions to a desk otherwise than through a chat."""

from __future__ import annotations

import pytest

from bot.botapi.requests import Target
from bot.outbox.lanes import Lane
from bot.submissions.submitter import Submitter
from tests.support.desk import Desk


@pytest.fixture
def submitter(desk: Desk) -> Submitter:
    services = desk.services
    return Submitter(
        newsroom=services.newsroom,
        audience=services.audience,
        translations=services.translations,
        editors=services.staff.publishers,
        tell=lambda chat, message: services.client.send(Target(chat), message, Lane.ANSWER),
        show_card=services.draft_cards.send,
    )
