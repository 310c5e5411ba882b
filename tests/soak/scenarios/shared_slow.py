"""NATS that is far away, or behind a line that takes less than is published."""

import asyncio
import time
from contextlib import AsyncExitStack

from rig import proof
from rig.hub import Hub
from rig.line import Line
from rig.load import Load
from rig.nats import NatsServer

from .folders import folder
from .slow_disk import MEGABYTE

LATE = 0.05
PUBLISHERS, LONGEST = 20, 24_000  # a payload is half of it on average
BETWEEN = 100
RETAINED = 16 * MEGABYTE
# The history in memory; of each publisher what was read of it, the messages of that, and those on their way to
# NATS; what NATS's library has for its socket; and what the allocator holds back.
BOUND = RETAINED + PUBLISHERS * 4 * 128 * 1024 + 16 * MEGABYTE + 16 * MEGABYTE


async def slow_down(*, seconds: float, bytes_a_second: int) -> str:
    """Publishers that say as much as TCP takes, many times what the line to NATS does. Where the hub has more of
    them in hand than that line takes in 10 s, some are refused and say it again."""
    async with AsyncExitStack() as stack:
        nats = stack.enter_context(NatsServer(stack.enter_context(folder())))
        line = await stack.enter_async_context(Line(nats.port))
        hub = Hub(None, "--history", "jetstream", "--nats-url", line.url, "--retain-bytes", str(RETAINED))
        stack.callback(hub.__exit__)
        await asyncio.to_thread(hub.start)
        load = await stack.enter_async_context(
            Load(hub, publishers=PUBLISHERS, subscribers=2, window=None, longest=LONGEST))
        await load.until_accepted(BETWEEN)
        before = await asyncio.to_thread(hub.memory)
        line.late, line.bytes_a_second = LATE, bytes_a_second
        begun, accepted, most = time.monotonic(), load.accepted, 0
        while time.monotonic() - begun < seconds:
            await load.until_accepted(1)
            most = max(most, hub.memory() - before)
            if most > BOUND and not hub.is_sanitized:
                raise proof.Broken(f"the hub grew by {most / MEGABYTE:.0f} MiB; the bound is {BOUND / MEGABYTE:.0f}")
        rate = (load.accepted - accepted) / (time.monotonic() - begun)
        line.late = line.bytes_a_second = 0
        await load.finish(deadline=300)
        count = proof.prove(load.publishers, load.subscribers)
        refused = sum(len(publisher.errors) for publisher in load.publishers)
        return (f"{count} messages; behind a line of {bytes_a_second // 1024} KiB a second {rate:.0f} of them a second, "
                f"{refused} times 'internal', and the hub grew by {most / MEGABYTE:.0f} MiB: nothing lost or doubled")
