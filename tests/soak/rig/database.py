"""A hub's database as anybody can read it, also while the hub runs."""

import asyncio
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import AsyncIterator, Iterator

from . import message

COLUMNS = ("offset", "topic", "time", "sent_at", "prev", "delta_us", "source", "session", "seq",
           "format", "payload")


def query(database: Path, text: str) -> list[tuple]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=30)) as reading:
        return reading.execute(text).fetchall()


def stored(database: Path) -> list[message.Seen]:
    """Every message of the load, in the order of the history."""
    return [entry for entry in rows(database) if entry.topic.startswith(message.ROOT + "/")]


def rows(database: Path) -> Iterator[message.Seen]:
    for offset, topic, time, _, prev, delta, source, _, seq, _, payload in query(
            database, f"select {', '.join(COLUMNS)} from message order by offset"):
        content = payload.encode() if isinstance(payload, str) else bytes(payload)
        yield message.Seen(offset, prev or 0, topic, source, seq, message.checksum(content), time, delta)


def without_times(record: list[message.Seen]) -> list[message.Seen]:
    """The view and the stream tell times in different units."""
    return [seen._replace(time=None, delta=None) for seen in record]


class WriteLock:
    """Another program's, so that nothing here can wait for it."""

    def __init__(self, holder: asyncio.subprocess.Process):
        self._holder = holder

    async def take(self) -> None:
        await self._ask()

    async def release(self) -> None:
        await self._ask()

    async def _ask(self) -> None:
        self._holder.stdin.write(b"\n")
        if not await asyncio.wait_for(self._holder.stdout.readline(), 60):
            raise AssertionError("who should hold the database's lock has ended")


@asynccontextmanager
async def write_lock(database: Path) -> AsyncIterator[WriteLock]:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("lock_process.py")), str(database),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    try:
        yield WriteLock(holder)
    finally:
        holder.stdin.close()  # it ends, and so does its lock
        await holder.wait()


def size(database: Path) -> int:
    """What it takes of the disk, with what SQLite keeps beside it."""
    files = database.parent.glob(database.name + "*")
    return sum(file.stat().st_blocks * 512 for file in files)
