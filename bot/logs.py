"""How log lines are written: short event names with fields, and never the token."""

from __future__ import annotations

import logging
import logging.config

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat, Settings


def configure(settings: Settings) -> None:
    """Send our log lines and the libraries' to standard error in the chosen format."""
    token = settings.token.get_secret_value()
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without(token),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(settings.log_format),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for library in ("apscheduler", "telegram", "aiosqlite", "alembic", "httpx"):
        logging.getLogger(library).setLevel(logging.WARNING)


def _renderer(chosen: LogFormat) -> Processor:
    if chosen is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False)


def _without(token: str) -> Processor:
    """A step that masks the token wherever a library may have written it."""

    def mask(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        for key, value in event.items():
            if isinstance(value, str) and token in value:
                event[key] = value.replace(token, "***")
        return event

    return mask
