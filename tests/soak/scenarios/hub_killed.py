"""The hub is killed at random moments, under load, and started again."""

import asyncio
import random

from rig import database, proof
from rig.chance import moment
from rig.hub import Hub
from rig.ledger import prove_ledger
from rig.load import Load
from rig.proxy import Faults, Proxy

from .folders import folder


async def kill_hub(chance: random.Random, *, kills: int, between: int, durability: str = "process") -> str:
    """`between`: at most so many messages are accepted between two kills."""
    with folder() as path, Hub(path, "--durability", durability) as hub:
        async with Load(hub) as load:
            await kill_under(load, hub, chance, kills, between)
            return await proven(load, hub)


async def kill_hub_and_connections(chance: random.Random, *, kills: int, between: int) -> str:
    """So that a publisher also comes back in the middle of a commit that a kill may undo."""
    with folder() as path, Hub(path) as hub:
        async with Proxy(hub.publish_port, Faults(chance, cut_after=30_000)) as before, \
                   Proxy(hub.web_port, Faults(chance, cut_after=300_000)) as behind, \
                   Load(hub, publish_port=before.port, web_port=behind.port) as load:
            await kill_under(load, hub, chance, kills, between)
            before.calm()
            behind.calm()
            return f"{before.cuts + behind.cuts} connections cut; " + await proven(load, hub)


async def kill_under(load: Load, hub: Hub, chance: random.Random, kills: int, between: int) -> None:
    for _ in range(kills):
        await load.until_accepted(chance.randint(1, between))
        await moment(chance, 0.03)
        await asyncio.to_thread(hub.kill)
        await start_again(hub, chance)
    await load.until_accepted(between)


async def proven(load: Load, hub: Hub) -> str:
    """Ends a load, and says what was proved: of the subscribers, and of the file after a kill."""
    await load.finish()
    count = proof.prove(load.publishers, load.subscribers)
    await prove_ledger(hub, load)
    record = load.subscribers[0].record
    prove_stored(hub, record)
    hub.kill()
    hub.start()
    prove_stored(hub, record)
    connections = sum(subscriber.connections for subscriber in load.subscribers)
    return (f"{count} messages, {hub.starts} starts of the hub, {connections} connections of "
            f"{len(load.subscribers)} subscribers: nothing lost, doubled or out of order")


async def start_again(hub: Hub, chance: random.Random) -> None:
    """Now and then it is killed while it starts, too."""
    while chance.random() < 0.25:
        hub.spawn()
        await moment(chance, 0.1)
        await asyncio.to_thread(hub.kill)
    await asyncio.to_thread(hub.start)


def prove_stored(hub: Hub, record: list) -> None:
    stored = database.without_times(database.stored(hub.database))
    if stored != database.without_times(record):
        raise proof.Broken(f"the database holds {len(stored)} messages, the subscribers "
                           f"{len(record)}, or they differ")
