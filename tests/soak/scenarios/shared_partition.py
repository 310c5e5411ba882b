"""Parts of a shared history that can't reach each other for a while, though each of them runs."""

import asyncio
import random
import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import AsyncIterator, Sequence

from rig import nats_api, proof
from rig.divided import DividedCluster
from rig.line import Line
from rig.load import Load
from rig.nats import NatsCluster, NatsServer
from rig.nats_copies import blamed
from rig.readiness import until_writable_is
from rig.watch import back_off

from .folders import folder
from .shared_history import Hubs

MORE = 300  # messages between two steps
LED_WITHIN, FINISHED_WITHIN, LOOKED_AT_EVERY = 60, 60, 0.1


@asynccontextmanager
async def loaded(chance: random.Random, urls: Sequence[str], *options: str, **load: object) -> AsyncIterator[tuple]:
    """Hubs on three servers, found at these URLs, and a load at all of them."""
    async with AsyncExitStack() as stack:
        crowd = Hubs(chance, urls, 3, "--retain-bytes", "1GiB", *options)
        stack.callback(crowd.__exit__)
        await asyncio.to_thread(crowd.__enter__)
        yield crowd, await stack.enter_async_context(Load(crowd, **load))


async def proven(crowd: Hubs, load: Load, servers: Sequence[NatsServer]) -> int:
    """Everything said is accepted, received by all, and every hub can store."""
    async with blamed(servers, load):
        for hub in crowd.hubs:
            await until_writable_is(hub, True)
        await load.until_accepted(MORE)
        await load.finish(FINISHED_WITHIN)
        return proof.prove(load.publishers, load.subscribers)


async def cut_hub(chance: random.Random, *, seconds: float) -> str:
    """One hub has no way to NATS for so long at least; those who are with it may go to the others."""
    async with AsyncExitStack() as stack:
        nats = stack.enter_context(NatsCluster(stack.enter_context(folder())))
        lines = [await stack.enter_async_context(Line(server.port)) for server in nats.servers]
        urls = [",".join(line.url for line in lines), nats.url, nats.url]
        crowd, load = await stack.enter_async_context(loaded(chance, urls))
        await load.until_accepted(MORE)
        for line in lines:
            line.cut()
        told, lasted = await go_on_without(crowd, load, seconds)
        for line in lines:
            line.mend()
        count = await proven(crowd, load, nats.servers)
        return f"{count} messages, a hub cut from NATS for {lasted:.0f} s; it said {told!r}: nothing lost or doubled"


async def cut_server(chance: random.Random, *, seconds: float, leading: bool) -> str:
    """One server, which leads the stream or doesn't, and the hub that knows no other, are cut from the two that
    are the most."""
    async with AsyncExitStack() as stack:
        nats = await stack.enter_async_context(DividedCluster(stack.enter_context(folder())))
        crowd, load = await stack.enter_async_context(loaded(chance, [server.url for server in nats.servers]))
        await load.until_accepted(MORE)
        while (await until_led(nats.servers) == nats.servers[0].name) != leading:
            await nats_api.step_down(nats.servers[1].port)
        nats.cut()
        told, lasted = await go_on_without(crowd, load, seconds)
        nats.mend()
        count = await proven(crowd, load, nats.servers)
        return f"{count} messages, a server cut from two for {lasted:.0f} s; its hub said {told!r}: nothing lost or doubled"


async def until_led(servers: Sequence[NatsServer], other_than: str = "") -> str:
    """The stream's leader, once all of these name the same."""
    end = time.monotonic() + LED_WITHIN
    while time.monotonic() < end:
        told = {await nats_api.leader_of(server.port) for server in servers}
        if len(told) == 1 and told.isdisjoint({"", other_than}):
            return told.pop()
        await back_off(asyncio.Event(), LOOKED_AT_EVERY)
    raise AssertionError("the stream has no leader, or still the same")


async def go_on_without(crowd: Hubs, load: Load, seconds: float) -> tuple[str, float]:
    """The first hub tells that it can't store, and messages are accepted by the others all the same."""
    begun = time.monotonic()
    told = await until_writable_is(crowd.hubs[0], False)
    while time.monotonic() - begun < seconds:
        await load.until_accepted(MORE)
        for hub in crowd.hubs[1:]:
            await until_writable_is(hub, True)
        told = await until_writable_is(crowd.hubs[0], False)
    await load.until_accepted(MORE)
    return told, time.monotonic() - begun
