"""A publisher that is a process of its own is killed, and started again with the same session."""

import asyncio
import random
import sys
from pathlib import Path

from rig import proof
from rig.chance import moment
from rig.hub import Hub
from rig.ledger import prove_ledger
from rig.load import Load
from rig.publisher import Publisher

PROGRAM = Path(__file__).resolve().parents[1] / "rig/publisher_process.py"
LAST = 1 << 40


class PublisherProcess:
    """One life of it, and what it has been told in all its lives."""

    def __init__(self, port: int, source: str):
        self.port, self.source = port, source
        self.accepted = 0

    async def start(self, last: int = LAST) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), str(self.port), self.source, str(last),
            stdout=asyncio.subprocess.PIPE)

    async def hear(self) -> bool:
        """The next of what it says to have been accepted; false once it has ended."""
        line = await self.process.stdout.readline()
        if not line.endswith(b"\n"):
            return False
        if int(line) < self.accepted:
            raise proof.Broken(f"{self.source} goes on after {int(line)}, and {self.accepted} was accepted")
        self.accepted = int(line)
        return True

    async def until_accepted(self, more: int) -> None:
        wanted = self.accepted + more
        while self.accepted < wanted:
            if not await asyncio.wait_for(self.hear(), 60):
                raise AssertionError(f"{self.source} ended by itself")

    async def kill(self) -> None:
        self.process.kill()
        while await self.hear():
            pass
        await self.process.wait()


async def kill_publisher(hub: Hub, chance: random.Random, *, kills: int) -> str:
    async with Load(hub, publishers=0, subscribers=2) as load:
        process = PublisherProcess(hub.publish_port, "mortal")
        await process.start()
        for _ in range(kills):
            await process.until_accepted(chance.randint(1, 2000))
            await moment(chance, 0.02)
            await process.kill()
            await process.start()
        await process.kill()
        await process.start(process.accepted + 100)
        while await process.hear():
            pass
        if await process.process.wait():
            raise proof.Broken("the publisher failed")
        load.publishers.append(told(process, load))
        await load.until_received()
        count = proof.prove(load.publishers, load.subscribers)
        await prove_ledger(hub, load)
        return f"{count} messages of a publisher that was killed {kills + 1} times: none lost or doubled"


def told(process: PublisherProcess, load: Load) -> Publisher:
    """The process as the proof wants it: what it was told has been accepted."""
    publisher = Publisher(process.source, process.port, load.watch)
    publisher.accepted = process.accepted
    return publisher
