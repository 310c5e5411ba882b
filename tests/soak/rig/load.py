"""Publishers and subscribers together, in one loop, and what becomes of them."""

import asyncio
from typing import Optional

from .hub import Hub
from .publisher import Publisher
from .subscriber import Subscriber
from .watch import DEADLINE, Watch


class Load:
    """Runs them until the block ends, which should be after finish()."""

    def __init__(self, hub: Hub, *, publish_port: Optional[int] = None, web_port: Optional[int] = None,
                 publishers: int = 5, subscribers: int = 10,
                 window: Optional[int] = 64, longest: int = 400, receive_buffer: Optional[int] = None):
        """The ports are a proxy's, where there is one."""
        self.watch = Watch()
        self.watch.look = hub.must_run
        self.publishers = [
            Publisher(f"machine-{number}", publish_port or hub.publish_port, self.watch,
                      window=window, longest=longest)
            for number in range(1, publishers + 1)]
        self.subscribers = [
            Subscriber(f"reader-{number}", web_port or hub.web_port, self.watch,
                       receive_buffer=receive_buffer)
            for number in range(1, subscribers + 1)]
        self._tasks: list[asyncio.Task] = []

    async def __aenter__(self) -> "Load":
        for runner in (*self.subscribers, *self.publishers):
            self.add(runner)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def add(self, runner) -> None:
        task = asyncio.create_task(runner.run())
        task.add_done_callback(self.watch.ended)
        self._tasks.append(task)

    @property
    def accepted(self) -> int:
        return sum(publisher.accepted for publisher in self.publishers)

    async def until_accepted(self, more: int, deadline: float = DEADLINE) -> None:
        wanted = self.accepted + more
        await self.watch.until(lambda: self.accepted >= wanted, f"{more} more accepted", deadline)

    async def finish(self, deadline: float = DEADLINE) -> None:
        """Until everything that was said is accepted, and everything accepted has been received."""
        for publisher in self.publishers:
            publisher.stop()
        await self.until_done(deadline)
        await self.until_received(deadline)

    async def until_done(self, deadline: float = DEADLINE) -> None:
        await self.watch.until(lambda: all(publisher.is_done for publisher in self.publishers),
                               "everything said is accepted", deadline)

    async def until_received(self, deadline: float = DEADLINE) -> None:
        accepted = {publisher.source: publisher.accepted for publisher in self.publishers}
        await self.watch.until(
            lambda: all(subscriber.seen.get(source, 0) >= seq for source, seq in accepted.items()
                        for subscriber in self.subscribers),
            "everything accepted is received", deadline)
