"""Hubs that share a NATS JetStream stream, and what is killed of them and of its servers."""

import asyncio
import random
from contextlib import ExitStack
from typing import Sequence

from rig import proof
from rig.chance import moment
from rig.hub import Hub
from rig.load import Load
from rig.nats import NatsCluster, NatsServer

from .folders import folder


class Hubs:
    """Several hubs of one history; whoever connects comes to any of them."""

    def __init__(self, chance: random.Random, urls: Sequence[str], replicas: int, *options: str):
        """`urls`: where each finds NATS."""
        self.chance = chance
        self.hubs = [Hub(None, "--history", "jetstream", "--nats-url", url, "--nats-replicas",
                         str(replicas), "--name", f"hub-{i}", *options) for i, url in enumerate(urls, 1)]

    def __enter__(self) -> "Hubs":
        for hub in self.hubs:
            hub.start()
        return self

    def __exit__(self, *_: object) -> None:
        for hub in self.hubs:
            hub.__exit__()

    def publish_port(self) -> int:
        return self.chance.choice(self.hubs).publish_port

    def web_port(self) -> int:
        return self.chance.choice(self.hubs).web_port

    def must_run(self) -> None:
        for hub in self.hubs:
            hub.must_run()


async def kill_anything(chance: random.Random, *, rounds: int, between: int, hubs: int = 3, servers: int = 3) -> str:
    """Each round a hub or a server is killed, or stands still for a moment, under load."""
    with ExitStack() as stack:
        path = stack.enter_context(folder())
        nats = stack.enter_context(NatsCluster(path, servers) if servers > 1 else NatsServer(path))
        crowd = stack.enter_context(Hubs(chance, [nats.url] * hubs, servers))
        async with Load(crowd) as load:
            for _ in range(rounds):
                await load.until_accepted(chance.randint(1, between))
                await disturb(chance, crowd, getattr(nats, "servers", [nats]))
            await load.until_accepted(between)
            await load.finish()
            count = proof.prove(load.publishers, load.subscribers)
        connections = sum(subscriber.connections for subscriber in load.subscribers)
        starts = sum(hub.starts for hub in crowd.hubs)
        return (f"{count} messages, {rounds} disturbances, {starts} starts of {hubs} hubs, {connections} connections "
                f"of {len(load.subscribers)} subscribers at any hub: nothing lost, doubled or out of order")


async def disturb(chance: random.Random, crowd: Hubs, servers: list[NatsServer]) -> None:
    kind = chance.choice(["hub", "server", "standstill"])
    if kind == "server":
        server = chance.choice(servers)
        await asyncio.to_thread(server.kill)
        await moment(chance, 1.0)
        server.start()
        await asyncio.to_thread(server.wait_ready)
        return
    hub = chance.choice(crowd.hubs)
    if kind == "hub":
        await asyncio.to_thread(hub.kill)
        await moment(chance, 0.5)
        await asyncio.to_thread(hub.start)
        return
    hub.pause()
    await moment(chance, 2.0)
    hub.go_on()
