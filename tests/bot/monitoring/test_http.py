"""What the bot serves over HTTP, asked over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession

from bot.monitoring.http import (
    Check,
    Metric,
    MetricKind,
    MonitoringApp,
    exposition,
    monitoring_app,
    served,
)


@dataclass
class Patient:
    """A health source as a test wants it; with a `pause` it is slow to answer."""

    told: Sequence[Check] = ()
    figures: Sequence[Metric] = ()
    pause: asyncio.Event = field(default_factory=asyncio.Event)

    async def checks(self) -> Sequence[Check]:
        await self.pause.wait()
        return self.told

    async def readiness(self) -> Sequence[Check]:
        return self.told

    async def metrics(self) -> Sequence[Metric]:
        return self.figures


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.mark.parametrize(
    ("checks", "status", "told"),
    [
        ([Check(name="database", ok=True)], 200, {"database": "ok"}),
        (
            [Check(name="database", ok=True), Check(name="polling", ok=False, detail="silent")],
            503,
            {"database": "ok", "polling": "silent"},
        ),
        ([Check(name="queue", ok=False)], 503, {"queue": "failed"}),
    ],
)
async def test_health_names_what_fails(
    client: ClientSession, checks: list[Check], status: int, told: dict[str, str]
) -> None:
    patient = Patient(told=checks)
    patient.pause.set()
    async with (
        served(monitoring_app(MonitoringApp(patient)), "127.0.0.1", 0) as port,
        client.get(f"http://127.0.0.1:{port}/healthz") as answer,
    ):
        assert answer.status == status
        assert await answer.json() == told


async def test_a_check_that_hangs_is_a_failed_one(client: ClientSession) -> None:
    async with (
        served(monitoring_app(MonitoringApp(Patient(), patience=0.05)), "127.0.0.1", 0) as port,
        client.get(f"http://127.0.0.1:{port}/healthz") as answer,
    ):
        assert answer.status == 503
        assert await answer.json() == {"answer": "none within 0.05 s"}


async def test_figures_come_in_prometheus_text_format(client: ClientSession) -> None:
    figures = [
        Metric(
            name="kawaraban_subscribers",
            kind=MetricKind.GAUGE,
            help="Subscribers by state.",
            label="state",
            samples={"active": 1_234_567, 'odd "one"\n': 2},
        ),
        Metric(
            name="kawaraban_messages_total",
            kind=MetricKind.COUNTER,
            help="Messages sent\nsince the start.",
            samples={"": 0.5},
        ),
    ]
    async with (
        served(monitoring_app(MonitoringApp(Patient(figures=figures))), "127.0.0.1", 0) as port,
        client.get(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert (await answer.text()).splitlines() == [
            "# HELP kawaraban_subscribers Subscribers by state.",
            "# TYPE kawaraban_subscribers gauge",
            'kawaraban_subscribers{state="active"} 1234567',
            r'kawaraban_subscribers{state="odd \"one\"\n"} 2',
            r"# HELP kawaraban_messages_total Messages sent\nsince the start.",
            "# TYPE kawaraban_messages_total counter",
            "kawaraban_messages_total 0.5",
        ]


def test_no_figures_are_no_lines() -> None:
    assert exposition([]) == ""


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 401),
        ("Bearer sesame", 401),
        ("Basic open-sesame", 401),
        ("Bearer 戸を開けて", 401),
        ("Bearer open-sesame", 200),
    ],
)
async def test_with_a_key_only_who_tells_it_is_told_more_than_the_health(
    client: ClientSession, given: str | None, status: int
) -> None:
    patient = Patient(told=[Check(name="database", ok=True)])
    patient.pause.set()
    monitoring = MonitoringApp(patient, key="open-sesame")
    headers = {"Authorization": given} if given else {}
    async with served(monitoring_app(monitoring), "127.0.0.1", 0) as port:
        for path, expected in (("metrics", status), ("readyz", status), ("healthz", 200)):
            url = f"http://127.0.0.1:{port}/{path}"
            async with client.get(url, headers=headers) as answer:
                assert answer.status == expected


async def test_who_is_not_ready_says_so(client: ClientSession) -> None:
    monitoring = MonitoringApp(Patient(told=[Check(name="telegram", ok=False)]))
    async with (
        served(monitoring_app(monitoring), "127.0.0.1", 0) as port,
        client.get(f"http://127.0.0.1:{port}/readyz") as answer,
    ):
        assert answer.status == 503
        assert await answer.json() == {"telegram": "failed"}


async def test_it_is_served_over_ipv6_too(client: ClientSession) -> None:
    async with (
        served(monitoring_app(MonitoringApp(Patient())), "::1", 0) as port,
        client.get(f"http://[::1]:{port}/readyz") as answer,
    ):
        assert answer.status == 200


@pytest.mark.parametrize("sent", [b"\x16\x03\x01 hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
async def test_what_is_no_http_is_refused_and_no_fault(
    sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with served(monitoring_app(MonitoringApp(Patient())), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert (await reader.readline()).split()[1] == b"400"
        writer.close()
    assert "ERROR" not in {record.levelname for record in caplog.records}
