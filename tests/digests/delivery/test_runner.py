from __future__ import annotations

from digests.delivery.ledger import BroadcastState
from tests.digests.world import MORNING, Post, World


async def test_everybody_gets_the_edition_once(world: World, post: Post) -> None:
    await world.readers(2500, minute=300)
    await world.readers(10, minute=600)
    broadcast = await world.broadcast(MORNING)
    assert await world.store.ledger.plan(MORNING) == 3
    await world.deliver(post)
    assert sorted(chat for chat, _ in post.arrived) == list(range(1, 2501))
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.owed, progress.sent, progress.later) == (2500, 2500, 10)
    await world.store.ledger.plan(MORNING.replace(hour=10))
    await world.deliver(post)
    assert sorted(chat for chat, _ in post.arrived) == list(range(1, 2511))
    state = (await world.store.ledger.broadcast(broadcast.id)).state
    assert state is BroadcastState.FINISHED
