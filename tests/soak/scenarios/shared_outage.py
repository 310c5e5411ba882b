"""What a shared history has to outlast: no server for long, a leader that changes, a hub that stands still."""

import asyncio
import random
import time
from contextlib import AsyncExitStack

from rig import nats_api, proof
from rig.load import Load
from rig.nats import NatsCluster, NatsServer
from rig.readiness import until_writable_is
from rig.watch import back_off

from .folders import folder
from .shared_history import Hubs
from .shared_partition import LOOKED_AT_EVERY, MORE, loaded, proven, until_led

# Of publishers and subscribers that don't wait for a hub that says nothing.
SILENT_MAX = 8.0


async def lose_all_servers(chance: random.Random, *, seconds: float, end=NatsServer.kill) -> str:
    """All servers end at once and come back after so long; nobody does anything else."""
    async with AsyncExitStack() as stack:
        nats = stack.enter_context(NatsCluster(stack.enter_context(folder())))
        crowd, load = await stack.enter_async_context(loaded(chance, [nats.url] * 3))
        await load.until_accepted(MORE)
        begun = time.monotonic()
        await asyncio.gather(*(asyncio.to_thread(end, server) for server in nats.servers))
        await until_none_stores(crowd, load, begun)
        accepted = load.accepted
        told = await until_none_stores(crowd, load, begun + seconds)
        if load.accepted != accepted:
            raise proof.Broken(f"{load.accepted - accepted} messages were accepted while there was no server")
        for server in nats.servers:
            server.start()
        for server in nats.servers:
            await asyncio.to_thread(server.wait_ready)
        back = time.monotonic()
        await load.until_accepted(1)
        waited = time.monotonic() - back
        count = await proven(crowd, load, nats.servers)
        return (f"{count} messages, no server for {back - begun:.0f} s, hubs said {told!r}; the first message was "
                f"accepted {waited:.1f} s after the servers were back: nothing lost or doubled")


async def until_none_stores(crowd: Hubs, load: Load, until: float) -> str:
    """Every hub says that it can't, until then and at least until each publisher was refused."""
    while True:
        for hub in crowd.hubs:
            told = await until_writable_is(hub, False)
        if time.monotonic() >= until and all(publisher.errors for publisher in load.publishers):
            return told
        await back_off(asyncio.Event(), LOOKED_AT_EVERY)


async def move_leader(chance: random.Random, *, times: int) -> str:
    """The stream's leader steps down, or is killed, every other time."""
    async with AsyncExitStack() as stack:
        nats = stack.enter_context(NatsCluster(stack.enter_context(folder())))
        crowd, load = await stack.enter_async_context(loaded(chance, [nats.url] * 3))
        leaders = [await until_led(nats.servers)]
        for turn in range(times):
            await load.until_accepted(chance.randint(1, MORE))
            leader = next(server for server in nats.servers if server.name == leaders[-1])
            if turn % 2 == 0:
                await nats_api.step_down(leader.port)
                leaders.append(await until_led(nats.servers, other_than=leader.name))
                await until_all_go_on(load)
            else:
                await asyncio.to_thread(leader.kill)
                others = [server for server in nats.servers if server is not leader]
                leaders.append(await until_led(others, other_than=leader.name))
                leader.start()
                await asyncio.to_thread(leader.wait_ready)
        count = await proven(crowd, load, nats.servers)
        return f"{count} messages while the stream was led by {', '.join(leaders)}: nothing lost or doubled"


async def until_all_go_on(load: Load) -> None:
    """What got lost with the leader is published again, before anybody is refused for it."""
    accepted = {publisher: publisher.accepted for publisher in load.publishers}
    refused = {publisher: len(publisher.errors) for publisher in load.publishers}
    await load.watch.until(lambda: all(publisher.accepted > seq for publisher, seq in accepted.items()),
                           "every publisher goes on under another leader")
    for publisher, count in refused.items():
        if publisher.errors[count:]:
            raise proof.Broken(f"{publisher.source} was refused for a leader that stepped down: {publisher.errors[count:]}")


async def pause_hub(chance: random.Random, *, seconds: float) -> str:
    """One hub stands still for so long; whoever is with it goes to the others, and may come back."""
    async with AsyncExitStack() as stack:
        nats = stack.enter_context(NatsCluster(stack.enter_context(folder())))
        crowd, load = await stack.enter_async_context(loaded(chance, [nats.url] * 3))
        for each in (*load.publishers, *load.subscribers):
            each.patience = each.connects_within = SILENT_MAX
        await load.until_accepted(MORE)
        paused, begun = crowd.hubs[0], time.monotonic()
        paused.pause()
        try:
            while time.monotonic() - begun < seconds:
                await load.until_accepted(MORE)
        finally:
            paused.go_on()
        lasted = time.monotonic() - begun
        count = await proven(crowd, load, nats.servers)
        if paused.starts != 1:
            raise proof.Broken("the hub that stood still had to be started again")
        return f"{count} messages, a hub that stood still for {lasted:.0f} s: nothing lost or doubled"
