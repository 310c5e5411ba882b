"""Three NATS servers of which the first can be cut off from the others."""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from .hub import DEADLINE
from .line import Line
from .nats import NatsServer
from .ports import free_port
from .watch import back_off

LOOKED_AT_EVERY = 0.05


class DividedCluster:
    """Each server tells the others that it is found at the end of a line. Only the second and the third go
    round these, and they have found each other before the first comes: so all its ways are lines."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "DividedCluster":
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        ports = [free_port() for _ in range(3)]
        self.lines = [await self._stack.enter_async_context(Line(port)) for port in ports]
        doors = [line.port for line in self.lines]
        ways = [doors, [doors[0], *ports[1:]], [doors[0], *ports[1:]]]
        self.servers = [NatsServer(self.folder / f"n{i + 1}", f"n{i + 1}", tuple(ways[i]), ports[i], door=doors[i])
                        for i in range(3)]
        for server in reversed(self.servers):
            self._stack.callback(server.kill)
            server.start()
            if server is self.servers[1]:
                await self._until_joined(server)
        for server in self.servers:
            await asyncio.to_thread(server.wait_ready)

    async def _until_joined(self, server: NatsServer) -> None:
        end = time.monotonic() + DEADLINE
        while not ((await asyncio.to_thread(server.ask, "routez")) or {}).get("num_routes"):
            if time.monotonic() > end:
                raise AssertionError(f"the servers don't find each other: {server.log.read_text()[-2000:]}")
            await back_off(asyncio.Event(), LOOKED_AT_EVERY)

    def cut(self) -> None:
        for line in self.lines:
            line.cut()

    def mend(self) -> None:
        for line in self.lines:
            line.mend()
