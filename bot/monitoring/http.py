"""What the bot serves over HTTP: its health and its figures; and how anything is served."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from aiohttp import web

_PATIENCE = 5.0
"""Seconds after which a check that has not answered counts as failed."""


# --- health and figures --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether one thing the bot lives on works; `detail` says what is wrong."""

    name: str
    ok: bool
    detail: str = ""


class MetricKind(StrEnum):
    """How a figure moves (Prometheus)."""

    GAUGE = "gauge"  # up and down
    COUNTER = "counter"  # up only, from 0 at each start


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure in Prometheus' terms; `samples` maps the values of `label` to figures.

    Without a label there is one sample, under the empty string.
    """

    name: str
    kind: MetricKind
    help: str
    samples: Mapping[str, float] = field(default_factory=dict)
    label: str | None = None


class HealthSource(Protocol):
    """How the bot is."""

    async def checks(self) -> Sequence[Check]:
        """Everything the bot can't do without, tried now."""

    async def metrics(self) -> Sequence[Metric]:
        """The figures worth watching."""


@dataclass(frozen=True, slots=True)
class MonitoringApp:
    """Answers those who watch the bot: Docker, Kubernetes, Prometheus."""

    source: HealthSource
    patience: float = _PATIENCE

    async def health(self, _: web.Request) -> web.Response:
        """200 when every check passes, else 503; both name each check."""
        checks = await self._checks()
        told = {check.name: "ok" if check.ok else check.detail or "failed" for check in checks}
        healthy = all(check.ok for check in checks)
        return web.json_response(told, status=200 if healthy else 503)

    async def figures(self, _: web.Request) -> web.Response:
        """The figures as Prometheus scrapes them."""
        text = exposition(await self.source.metrics())
        return web.Response(
            text=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    async def _checks(self) -> Sequence[Check]:
        try:
            async with asyncio.timeout(self.patience):
                return await self.source.checks()
        except TimeoutError:
            return [Check(name="answer", ok=False, detail=f"none within {self.patience:g} s")]


def monitoring_app(monitoring: MonitoringApp) -> web.Application:
    """The application that serves `/healthz` and `/metrics`."""
    app = web.Application()
    app.router.add_get("/healthz", monitoring.health)
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
    for value, figure in metric.samples.items():
        label = f'{{{metric.label}="{_quoted(value)}"}}' if metric.label else ""
        yield f"{metric.name}{label} {figure}"


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
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(web.TCPSite(runner, host, port), f"{host}:{port}")
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _listen(site: web.TCPSite, address: str) -> None:
    try:
        await site.start()
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), address) from error
