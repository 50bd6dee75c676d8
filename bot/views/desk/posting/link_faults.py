"""Why a link brought nothing, in the editor's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.fetch.fetcher import FetchFault, NotFetched
from bot.i18n.marking import mark
from bot.i18n.translator import Translator

FETCH_FAULTS: Mapping[FetchFault, str] = MappingProxyType(
    {
        FetchFault.NO_LINK: mark(
            "The link leads to nothing that can be opened. Please send one that begins with "
            "https://."
        ),
        FetchFault.NOT_PUBLIC: mark(
            "The link leads to where not everybody gets on the internet, so it is not opened. "
            "Please save the page as a file, and send me that."
        ),
        FetchFault.NOT_FOUND: mark("There is nothing at that link. Please check it."),
        FetchFault.NOT_FOR_ALL: mark(
            "The page behind the link is not shown to everybody. Please save it as a file, and "
            "send me that."
        ),
        FetchFault.FAILED: mark(
            "The link's server answered with error {status}. Please try again later, or save the "
            "page as a file, and send me that."
        ),
        FetchFault.TOO_BIG: mark("What the link leads to is too big; at most {limit} can be read."),
        FetchFault.TOO_SLOW: mark(
            "What the link leads to did not come within {seconds} seconds. Please try again "
            "later, or save the page as a file, and send me that."
        ),
        FetchFault.REDIRECTED: mark(
            "The link leads from one address to the next. Please send the last one, at which the "
            "page is."
        ),
        FetchFault.UNREACHABLE: mark(
            "The link can't be opened: its server can't be reached. Please check the link, or save "
            "the page as a file, and send me that."
        ),
    }
)


def fetch_fault_sentence(translator: Translator, missing: NotFetched) -> str:
    """Why there is nothing, and what to do about it."""
    return translator.gettext(FETCH_FAULTS[missing.fault], **missing.details)
