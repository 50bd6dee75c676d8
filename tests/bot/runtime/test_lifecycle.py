"""What the bot does all the time goes on, whatever befalls it."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from bot.runtime.lifecycle import lasting


async def test_what_has_no_end_is_begun_anew_where_it_fails() -> None:
    begun, again = 0, asyncio.Event()

    async def duty() -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            raise ValueError("nobody foresaw it")
        again.set()
        await asyncio.Event().wait()

    with capture_logs() as logs:
        doing = asyncio.create_task(lasting(duty, pause=0.0))
        await asyncio.wait_for(again.wait(), 10)
        doing.cancel()
        await asyncio.wait([doing])
    assert [entry["event"] for entry in logs] == ["duty_failed"]
    assert doing.cancelled()
