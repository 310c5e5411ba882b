"""A hub's database as anybody can read it, also while the hub runs."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Iterator

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


def size(database: Path) -> int:
    """What it takes of the disk, with what SQLite keeps beside it."""
    files = database.parent.glob(database.name + "*")
    return sum(file.stat().st_blocks * 512 for file in files)
