"""What the bot serves over HTTP: its health and its figures; and how anything is served."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

_PATIENCE = 5.0
"""Seconds after which a check that has not answered counts as failed."""


_FAREWELL = 5.0
"""Seconds that an answer under way has at the end."""


# --- health and figures --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether one thing the bot lives on works; `detail` says what is wrong, `well` what isn't."""

    name: str
    ok: bool
    detail: str = ""
    well: str = "ok"


class MetricKind(StrEnum):
    """How a figure moves (Prometheus)."""

    GAUGE = "gauge"  # up and down
    COUNTER = "counter"  # up only, from 0 at each start
    HISTOGRAM = "histogram"  # how many were at most so big, for each bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure in Prometheus' terms; `samples` maps the values of `label` to figures.

    Without a label there is one sample, under the empty string. `sum` is that of all that a
    histogram counted; its label is `le`, and its last bound without end.
    """

    name: str
    kind: MetricKind
    help: str
    samples: Mapping[str, float] = field(default_factory=dict)
    label: str | None = None
    sum: float = 0.0


class HealthSource(Protocol):
    """How the bot is."""

    async def checks(self) -> Sequence[Check]:
        """Everything the bot can't do without, tried now."""

    async def readiness(self) -> Sequence[Check]:
        """What it needs to be there at all, tried now."""

    async def metrics(self) -> Sequence[Metric]:
        """The figures worth watching."""


@dataclass(frozen=True, slots=True)
class MonitoringApp:
    """Answers those who watch the bot: Docker, Kubernetes, Prometheus.

    Where there is a `key`, only those who tell it are told more than whether the bot is well.
    """

    source: HealthSource
    patience: float = _PATIENCE
    key: str = ""

    async def health(self, _: web.Request) -> web.Response:
        """200 when every check passes, else 503; both name each check."""
        return _told(await self._within(self.source.checks))

    async def ready(self, request: web.Request) -> web.Response:
        """200 when the bot has begun to hear Telegram, else 503."""
        self._check_key(request)
        return _told(await self._within(self.source.readiness))

    async def figures(self, request: web.Request) -> web.Response:
        """The figures as Prometheus scrapes them."""
        self._check_key(request)
        text = exposition(await self.source.metrics())
        return web.Response(
            text=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    def _check_key(self, request: web.Request) -> None:
        """Raise 401 for whoever doesn't tell the key, as a bearer token (RFC 6750)."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        # aiohttp keeps bytes that are no UTF-8 as half surrogate pairs.
        told = given.strip().encode(errors="surrogateescape")
        is_right = scheme.lower() == "bearer" and hmac.compare_digest(told, self.key.encode())
        if self.key and not is_right:
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})

    async def _within(self, checks: Callable[[], Awaitable[Sequence[Check]]]) -> Sequence[Check]:
        try:
            async with asyncio.timeout(self.patience):
                return await checks()
        except TimeoutError:
            return [Check(name="answer", ok=False, detail=f"none within {self.patience:g} s")]


def _told(checks: Sequence[Check]) -> web.Response:
    told = {one.name: one.well if one.ok else one.detail or "failed" for one in checks}
    return web.json_response(told, status=200 if all(check.ok for check in checks) else 503)


def monitoring_app(monitoring: MonitoringApp) -> web.Application:
    """The application that serves `/healthz`, `/readyz` and `/metrics`."""
    app = web.Application()
    app.router.add_get("/healthz", monitoring.health)
    app.router.add_get("/readyz", monitoring.ready)
    app.router.add_get("/metrics", monitoring.figures)
    return app


def exposition(metrics: Iterable[Metric]) -> str:
    """Figures in Prometheus' text format 0.0.4.

    https://prometheus.io/docs/instrumenting/exposition_formats/
    """
    return "".join(f"{line}\n" for metric in metrics for line in _lines(metric))


def _lines(metric: Metric) -> Iterable[str]:
    yield f"# HELP {metric.name} {_escaped(metric.help)}"
    yield f"# TYPE {metric.name} {metric.kind}"
    is_histogram = metric.kind is MetricKind.HISTOGRAM
    name = f"{metric.name}_bucket" if is_histogram else metric.name
    for value, figure in metric.samples.items():
        label = f'{{{metric.label}="{_quoted(value)}"}}' if metric.label else ""
        yield f"{name}{label} {figure}"
    if is_histogram:
        yield f"{metric.name}_sum {metric.sum}"
        yield f"{metric.name}_count {max(metric.samples.values(), default=0)}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(value: str) -> str:
    return _escaped(value).replace('"', r"\"")


# --- serving -------------------------------------------------------------------------------------


@asynccontextmanager
async def served(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve an application while the block runs; gives the port (any free one for 0).

    Raises `OSError`, named after the address, where it can't be listened at.
    """
    logger = logging.getLogger("aiohttp.server")
    logger.addFilter(_is_fault)
    runner = web.AppRunner(app, access_log=None, logger=logger, shutdown_timeout=_FAREWELL)
    await runner.setup()
    try:
        await _listen(web.TCPSite(runner, host, port), f"{host}:{port}")
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _is_fault(record: logging.LogRecord) -> bool:
    """Whether aiohttp's log line is about more than somebody who sends what is no HTTP."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


async def _listen(site: web.TCPSite, address: str) -> None:
    try:
        await site.start()
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), address) from error
