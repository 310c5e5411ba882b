"""Data folders that a hub must not touch: it says why in one line, and leaves them as they are."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Iterator

from rig import proof, websocket
from rig.hub import BIN, Hub
from rig.publisher import Publisher
from rig.watch import Watch

NOBODY = 65534
PAGE = 4096
INTERNAL = 1011


def run_hub(folder: Path, *, as_nobody: bool = False) -> subprocess.CompletedProcess:
    """A hub that is expected to end at once."""
    command = [str(BIN / "crier-hub"), "--publish-address", "127.0.0.1:0", "--web-address",
               "127.0.0.1:0", "--data-dir", str(folder)]
    if as_nobody:
        command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired as running:
        raise proof.Broken(f"the hub started on what it should refuse: {running.stderr}") from None


def prove_refused(folder: Path, names: str, words: list[str], **how) -> str:
    """Status 1; one line, that names the file or folder and what is wrong; not a byte changed."""
    before = contents(folder)
    ended = run_hub(folder, **how)
    lines = [line for line in ended.stderr.splitlines() if line.strip()]
    if ended.returncode != 1:
        raise proof.Broken(f"exit status {ended.returncode}, 1 was due: {ended.stderr}")
    if len(lines) != 1 or names not in lines[0] or not any(word in lines[0] for word in words):
        raise proof.Broken(f"one line with {names} and one of {words} was due: {ended.stderr}")
    if ended.stdout:
        raise proof.Broken(f"it said that it serves: {ended.stdout}")
    if contents(folder) != before:
        raise proof.Broken(f"{folder} was changed: {sorted(before)} became {sorted(contents(folder))}")
    return lines[0]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the lock's; SQLite's own, which come and go with a reader, if not empty."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*")
            if file.is_file() and file.name != "crier.lock" and not is_passing(file)}


def is_passing(file: Path) -> bool:
    return file.name.endswith("-shm") or file.name.endswith("-wal") and file.stat().st_size == 0


def make_history(folder: Path, messages: int = 0) -> Path:
    """A database as a hub leaves it."""
    with Hub(folder) as hub:
        if messages:
            publish(hub, messages)
        if hub.stop() != 0:
            raise proof.Broken(f"the hub did not stop well: {hub.said}")
    return folder / "crier.db"


def publish(hub: Hub, messages: int) -> None:
    publisher = Publisher("writer", hub.publish_port, Watch(), resumes=True)
    publisher.last = messages
    asyncio.run(publisher.run())


def overwrite_header(file: Path) -> None:
    with open(file, "r+b") as damaged:
        damaged.write(os.urandom(100))


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def make_foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("create table message (somebody text)")
        other.execute("insert into message values ('else')")
        other.commit()


# In a process of its own: whoever opens and closes a file gives up the locks of its whole process.
LOCK = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1])
other.execute("pragma locking_mode = exclusive")
other.execute("begin exclusive")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def lock(file: Path) -> Iterator[None]:
    """Somebody changes something in it and doesn't let go."""
    with subprocess.Popen([sys.executable, "-c", LOCK, str(file)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:
        if other.stdout.readline() != "locked\n":
            raise proof.Broken(f"{file} can't be locked")
        yield
        other.stdin.close()


def leave_journal(folder: Path, killed: Path) -> None:
    """`killed` becomes what is left of a newer hub that was killed: part of it is in its journal."""
    file = make_history(folder, 10)
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("pragma wal_autocheckpoint = 0")
        newer.execute("pragma user_version = 4711")
        newer.commit()
        shutil.copytree(folder, killed)


def meet_damaged_page(folder: Path) -> None:
    """A hub serves what is whole; who asks for what is not is told, and so is the log."""
    file = make_history(folder, 60_000)  # so many that the damage isn't met when it starts
    with open(file, "r+b") as damaged:
        damaged.seek(file.stat().st_size // 5 // PAGE * PAGE)
        damaged.write(os.urandom(3 * PAGE))
    with Hub(folder) as hub:
        closed = asyncio.run(close_code(hub))
        hub.must_run()
        if closed != INTERNAL:
            raise proof.Broken(f"a reader of a damaged page was closed with {closed}, {INTERNAL} was due")
        if "malformed" not in hub.words() and "damaged" not in hub.words():
            raise proof.Broken(f"the log says nothing of a damaged database: {hub.words()}")


async def close_code(hub: Hub) -> int:
    """How a subscriber ends that asks for everything; 0 when its connection just breaks."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.web_port)
    try:
        await websocket.upgrade(reader, writer, "/ws?since=0&format=raw")
        frames = websocket.Frames()
        while piece := await asyncio.wait_for(reader.read(1 << 16), 30):
            for opcode, content in frames.feed(piece):
                if opcode == websocket.CLOSE:
                    return int.from_bytes(content[:2], "big")
        return 0
    finally:
        writer.transport.abort()


def make_newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("pragma user_version = 4711")
        newer.commit()
