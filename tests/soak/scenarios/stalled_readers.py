"""Readers that stop reading while much goes past, and read everything later."""

from rig import proof
from rig.hub import Hub
from rig.ledger import prove_ledger
from rig.load import Load

from .folders import folder

LONGEST = 16_000  # a payload is half of it on average
MEGABYTE = 1 << 20
# What the hub may take beside what waits for each subscriber: the newest messages in memory, what
# SQLite keeps of its file, what is on the way from publishers, and what the allocator holds back.
RING, DATABASE, ARRIVING, HELD_BACK = 32 * MEGABYTE, 20 * MEGABYTE, 8 * MEGABYTE, 24 * MEGABYTE
# Of one subscriber: its outbox (--max-outbox), the chunk over its limit, and a page of the history.
OUTBOX = MEGABYTE
WAITING = OUTBOX + 64 * 1024 + 256 * 1024 + LONGEST


def bound(readers: int) -> int:
    return readers * WAITING + RING + DATABASE + ARRIVING + HELD_BACK


async def stall_readers(*, readers: int, megabytes: int) -> str:
    with folder() as path, Hub(path, "--retain-bytes", "4GiB", "--max-outbox", str(OUTBOX)) as hub:
        before = hub.memory()
        async with Load(hub, publishers=2, subscribers=readers,
                        longest=LONGEST, receive_buffer=32 * 1024) as load:
            await load.watch.until(lambda: all(subscriber.is_live for subscriber in load.subscribers),
                                   "every reader is live")
            for subscriber in load.subscribers:
                subscriber.may_read.clear()
            await load.until_accepted(megabytes * MEGABYTE // (LONGEST // 2), deadline=600)
            grown = hub.memory() - before
            for subscriber in load.subscribers:
                subscriber.may_read.set()
            await load.finish(deadline=1200)
            count = proof.prove(load.publishers, load.subscribers)
            await prove_ledger(hub, load)
            most = max(grown, hub.memory() - before)
        if not hub.is_sanitized:
            prove_bounded(most, readers)
        return (f"{count} messages past {readers} stalled readers: the hub grew by "
                f"{most / MEGABYTE:.0f} MiB (bound: {bound(readers) / MEGABYTE:.0f} MiB), "
                f"{grown / MEGABYTE:.0f} MiB while they stalled; everything read later")


def prove_bounded(grown: int, readers: int) -> None:
    if grown > bound(readers):
        raise proof.Broken(f"the hub grew by {grown / MEGABYTE:.0f} MiB with {readers} stalled "
                           f"readers; the bound is {bound(readers) / MEGABYTE:.0f} MiB")
