"""How log lines are written: short event names with fields, and never the token."""

from __future__ import annotations

import logging
import logging.config
import sys
from collections.abc import Callable
from typing import cast

import structlog
from structlog.typing import Processor, WrappedLogger

from bot.settings import LogFormat, Settings


def configure(settings: Settings) -> None:
    """Send our log lines and the libraries' to standard error in the chosen format."""
    token = settings.token.get_secret_value()
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
                cast(Processor, _without(token)),  # comes after the renderer, so it gets a line
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for library in ("apscheduler", "telegram", "aiosqlite", "alembic", "httpx"):
        logging.getLogger(library).setLevel(logging.WARNING)


def keep_to_warnings() -> None:
    """Leave standard output to a command that prints, and let only what went wrong be logged."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _renderer(chosen: LogFormat) -> Processor:
    if chosen is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False)


def _without(token: str) -> Callable[[WrappedLogger, str, str], str]:
    """A last step that masks the token wherever in the line a library may have written it."""

    def mask(_logger: WrappedLogger, _name: str, line: str) -> str:
        return line.replace(token, "***")

    return mask
