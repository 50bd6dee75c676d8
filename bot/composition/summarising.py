"""What shortens the items of a file; loads neither the store nor Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n.marking import mark
from bot.settings import OfflineSettings, SettingsError
from digests.summary import Summariser
from digests.summary.extractive import ExtractiveSummariser

if TYPE_CHECKING:
    from digests.chat.completions import Endpoint


def summariser(settings: OfflineSettings) -> Summariser:
    """Whoever shortens items: their own sentences, or a language model where one is set.

    Raises `SettingsError` where the model's extra is not installed.
    """
    extractive, reached = ExtractiveSummariser(), endpoint(settings)
    if reached is None:
        return extractive
    from digests.summary.llm import LlmSummariser  # noqa: PLC0415 - its library is large

    return LlmSummariser(reached, extractive)


def endpoint(settings: OfflineSettings) -> Endpoint | None:
    """Where a language model is reached; None where none is set.

    Raises `SettingsError` where the model's extra is not installed.
    """
    if not (settings.llm_url and settings.llm_model):
        return None
    try:
        # Its library takes longer to load than the rest.
        from digests.chat import completions  # noqa: PLC0415
    except ImportError:
        raise SettingsError(
            mark(
                "BOT_LLM_URL needs the package openai, which is not installed. `make run LOCK=llm`"
                " brings it; for the image, `docker build --build-arg LOCK=llm`."
            )
        ) from None
    return completions.Endpoint(
        base_url=str(settings.llm_url),
        model=settings.llm_model,
        key=settings.llm_key.get_secret_value() if settings.llm_key else "none",
    )
