"""A disk that is slower than those who publish: another program holds the database's write lock."""

import asyncio
import time

from rig import proof
from rig.database import WriteLock, query, write_lock
from rig.hub import Hub
from rig.ledger import prove_ledger
from rig.load import Load
from rig.publisher import PORTION, Publisher
from rig.readiness import until_ready_is
from rig.subscriber import Subscriber

from .disk_full import prove_log
from .folders import folder
from .hub_killed import prove_stored

PUBLISHERS = 20
LONGEST = 24_000  # a payload is half of it on average
MEGABYTE = 1 << 20
# Messages before the first lock: more than the hub keeps in memory, so that its memory is full, and
# that who catches up from BEHIND needs the database.
BEFORE, BEHIND = 4000, 3500
BETWEEN = 500  # between two locks
# What SQLite waits for a lock before a commit fails.
BUSY_TIMEOUT = 5
# Of one publisher: what its decoder read, the messages made of it, and the one that began in it.
READ_AT_ONCE = 64 * 1024
ARRIVING = 2 * (READ_AT_ONCE + LONGEST)
# Of one subscriber: its outbox, a page of the history as it was read and encoded, and a chunk.
READING = MEGABYTE + 2 * 256 * 1024 + 64 * 1024
# What SQLite keeps for who reads, and what the allocator holds back.
DATABASE, HELD_BACK = 2 * MEGABYTE, 4 * MEGABYTE
# What TCP may still take once it took nothing more of anybody: it opens its window late for the hub's
# last read, and then a publisher says its next portion.
STILL_TAKEN = PUBLISHERS * (READ_AT_ONCE + PORTION * LONGEST)
BOUND = PUBLISHERS * ARRIVING + 2 * READING + DATABASE + HELD_BACK


def pushing(hub: Hub) -> Load:
    return Load(hub, publishers=PUBLISHERS, subscribers=1, window=None, longest=LONGEST)


async def hold_back(*, times: int, seconds: float) -> str:
    """The lock is held for shorter than SQLite waits: commits are slow, and none fails."""
    with folder() as path, Hub(path, "--retain-bytes", "8GiB") as hub:
        async with pushing(hub) as load, write_lock(hub.database) as lock:
            most, pushed = 0, 0
            await load.until_accepted(BEFORE)
            for _ in range(times):
                grown, waiting = await hold_once(hub, load, lock, seconds)
                most, pushed = max(most, grown), max(pushed, waiting)
                await load.until_accepted(BETWEEN)
            await load.finish(deadline=600)
            for publisher in load.publishers:
                prove_undisturbed(publisher)
            count = await proven(hub, load)
        return (f"{count} messages of {PUBLISHERS} publishers that wait for nothing, the lock held {times} "
                f"times: the hub grew by {most / MEGABYTE:.1f} MiB meanwhile (bound: "
                f"{BOUND / MEGABYTE:.1f} MiB), TCP held back {pushed / MEGABYTE:.0f} MiB")


async def hold_once(hub: Hub, load: Load, lock: WriteLock, seconds: float) -> tuple[int, int]:
    """By how much the hub grew while the lock was held, and how much was said and not accepted."""
    await lock.take()
    begun, before = time.monotonic(), hub.memory()
    given = await until_blocked(hub, load, begun + BUSY_TIMEOUT)
    prove_bounded(hub, before)
    stored, grown = hub.info()["last_offset"], 0
    while grown == 0 or time.monotonic() - begun < seconds:
        await prove_goes_on(hub, load)
        grown = max(grown, prove_bounded(hub, before), 1)
    held = time.monotonic() - begun
    if held >= BUSY_TIMEOUT:
        raise proof.Broken(f"the lock was held for {held:.1f} s: this machine is too slow for that")
    if said(load) - given > STILL_TAKEN or hub.info()["last_offset"] != stored:
        raise proof.Broken(f"nothing could be stored; {hub.info()['last_offset'] - stored} messages "
                           f"were, and TCP took {said(load) - given} bytes more")
    waiting = sum(publisher.unaccepted_bytes for publisher in load.publishers)
    await lock.release()
    return grown, waiting


def prove_bounded(hub: Hub, before: int) -> int:
    grown = hub.memory() - before
    if grown > BOUND and not hub.is_sanitized:
        raise proof.Broken(f"the hub grew by {grown / MEGABYTE:.1f} MiB while nothing was stored; the "
                           f"bound is {BOUND / MEGABYTE:.1f} MiB")
    return grown


def said(load: Load) -> int:
    return sum(publisher.given for publisher in load.publishers)


async def until_blocked(hub: Hub, load: Load, deadline: float) -> int:
    """Until the hub has told of its last commit, and TCP takes nothing more of anybody; how many bytes
    were said by then."""
    before = hub.memory()
    stored = query(hub.database, "select max(offset) from stored_message")[0][0]
    while (left := deadline - time.monotonic()) > 0:
        await load.watch.until(lambda: all(publisher.is_blocked for publisher in load.publishers),
                               "every publisher is held back", left)
        given = said(load)
        told = await asyncio.to_thread(hub.info)  # its loop goes round: what it can read it reads
        if told["last_offset"] == stored and said(load) == given:
            return given
    raise proof.Broken(f"nothing is stored, and TCP still takes what is said; the hub grew by "
                       f"{(hub.memory() - before) / MEGABYTE:.1f} MiB")


async def prove_goes_on(hub: Hub, load: Load) -> None:
    """Whatever needs no storing works as ever."""
    status, _ = await asyncio.to_thread(hub.get, "/livez")
    if status != 200:
        raise proof.Broken("the hub says that it doesn't live while its database is locked")
    told = await asyncio.to_thread(hub.info)
    reader = Subscriber("late", hub.web_port, load.watch)
    reader.epoch, reader.up_to = told["epoch"], told["last_offset"] - BEHIND
    reading = asyncio.create_task(reader.run())
    try:
        await load.watch.until(lambda: reader.is_live, "who comes late has caught up",
                               BUSY_TIMEOUT * (10 if hub.is_sanitized else 1))
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    proof.prove_undisturbed(reader)
    if len(reader.record) != BEHIND or reader.up_to != told["last_offset"]:
        raise proof.Broken(f"who was {BEHIND} messages behind got {len(reader.record)}")


def prove_undisturbed(publisher: Publisher) -> None:
    """One connection, nothing refused, and acknowledgements in order."""
    if publisher.errors or publisher.connections != 1:
        raise proof.Broken(f"{publisher.source} was told {publisher.errors}, and connected "
                           f"{publisher.connections} times")
    acknowledged = list(publisher.offsets.items())
    if acknowledged != sorted(acknowledged) or acknowledged[-1][0] != publisher.said:
        raise proof.Broken(f"{publisher.source}'s acknowledgements are out of order or not all")


async def proven(hub: Hub, load: Load) -> int:
    count = proof.prove(load.publishers, load.subscribers)
    await prove_ledger(hub, load)
    prove_stored(hub, load.subscribers[0].record)
    return count


async def outlast_patience() -> str:
    """The lock is held for longer than SQLite waits: commits fail, and everybody is told."""
    with folder() as path, Hub(path, "--retain-bytes", "8GiB") as hub:
        async with pushing(hub) as load, write_lock(hub.database) as lock:
            await load.until_accepted(PUBLISHERS)
            await lock.take()
            told = await until_ready_is(hub, 503)
            for word in ("locked", "another program"):
                if word not in told:
                    raise proof.Broken(f"/readyz doesn't say why: {told!r}")
            await load.watch.until(lambda: any(publisher.errors for publisher in load.publishers),
                                   "a publisher is told that nothing can be stored")
            await lock.release()
            await until_ready_is(hub, 200)
            await load.finish(deadline=600)
            prove_log(hub, ["can't store messages", "storing messages again"])
            count = await proven(hub, load)
            refused = hub.info()["ledger"]["refused"].get("internal", 0)
            if not refused:
                raise proof.Broken("commits failed, and the ledger has nothing that was refused")
        return f"{count} messages, {refused} of them refused at first; readyz said {told!r}"
