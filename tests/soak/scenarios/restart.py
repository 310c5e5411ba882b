"""A restart keeps everything; retention keeps its bounds; anybody reads while the hub runs."""

import asyncio
import json
import subprocess
from pathlib import Path

from rig import database, frames, message, proof
from rig.hub import Hub
from rig.load import Load
from rig.publisher import Publisher
from rig.watch import Watch

from .folders import folder

KEPT_OF_INFO = ("epoch", "oldest_offset", "last_offset", "topics")


async def restart_hub(*, messages: int, times: int) -> str:
    """Stopped and started, politely and not; the load's clients go on."""
    with folder() as path, Hub(path) as hub:
        async with Load(hub, subscribers=2) as load:
            for time in range(times):
                await load.until_accepted(messages)
                status = await asyncio.to_thread(hub.stop if time % 2 == 0 else hub.kill)
                if time % 2 == 0 and status != 0:
                    raise proof.Broken(f"a stopped hub ended with {status}: {hub.said}")
                await asyncio.to_thread(hub.start)
            await load.finish()
            count = proof.prove(load.publishers, load.subscribers)
        kept = state(hub)
        if hub.stop() != 0:
            raise proof.Broken(f"the hub did not stop well: {hub.said}")
        hub.start()
        prove_same(kept, state(hub))
        prove_deltas(hub)
        await prove_sessions_known(hub, load)
        return f"{count} messages and {times + 1} restarts: epoch, offsets, topics and sessions are kept"


def state(hub: Hub) -> dict:
    told = hub.info()
    topics = {name: (entry["count"], entry["last_offset"], entry["last_time"])
              for name, entry in hub.topics().items() if not name.startswith("$")}
    return {**{name: told.get(name) for name in KEPT_OF_INFO}, "counts": topics,
            "messages": database.query(hub.database, "select * from message order by offset")}


def prove_same(before: dict, after: dict) -> None:
    for name in before:
        if before[name] != after[name]:
            raise proof.Broken(f"a restart changed {name}: {str(before[name])[:500]} became "
                               f"{str(after[name])[:500]}")


def prove_deltas(hub: Hub) -> None:
    """A delta is the difference of the two times shown, over restarts too."""
    last: dict[str, int] = {}
    for seen in database.rows(hub.database):
        wanted = seen.time - last[seen.topic] if seen.topic in last else None
        if seen.delta != wanted:
            raise proof.Broken(f"{seen} has the delta {seen.delta}, and {wanted} was due")
        last[seen.topic] = seen.time


async def prove_sessions_known(hub: Hub, load: Load) -> None:
    """A publisher that says everything once more is told that it is stored, and stores nothing."""
    before = hub.info()["last_offset"]
    for publisher in load.publishers:
        reader, writer = await asyncio.open_connection("127.0.0.1", hub.publish_port)
        writer.write(frames.hello(publisher.source, publisher.session))
        kind, body = await frames.read_frame(reader)
        if kind != frames.WELCOME or json.loads(body)["last_seq"] != publisher.said:
            raise proof.Broken(f"{publisher.source} said {publisher.said}, and after a restart is "
                               f"welcomed with {body!r}")
        writer.write(frames.publish(message.topic(publisher.source, publisher.said), b"again",
                                    publisher.said))
        kind, body = await frames.read_frame(reader)
        wanted = publisher.offsets.get(publisher.said)
        if kind != frames.ACK or wanted not in (None, frames.ack(body)[1]):
            raise proof.Broken(f"a repetition of offset {wanted} was answered with {kind:#x} {body!r}")
        writer.close()
    loaded = sum(entry["count"] for name, entry in hub.topics().items() if name.startswith(message.ROOT))
    stored = len(database.stored(hub.database))
    if loaded != stored:
        raise proof.Broken(f"repetitions after a restart were stored ({before} before; topics count "
                           f"{loaded}, stored are {stored})")


async def keep_within(*, kept_bytes: int, times: int, longest: int = 4000) -> str:
    """`times` as much as --retain-bytes goes through, and the files stay small."""
    allowed = kept_bytes * 3 // 2 + (1 << 20)  # the file
    journal = 64 << 20  # beside it, SQLite's journal
    with folder() as path, Hub(path, "--retain-bytes", str(kept_bytes)) as hub:
        watch = Watch()
        publisher = Publisher("many-words", hub.publish_port, watch, window=200, longest=longest)
        publisher.last = times * kept_bytes // (longest // 2)
        await asyncio.wait_for(publisher.run(), 600)
        if hub.stop() != 0:
            raise proof.Broken(f"the hub did not stop well: {hub.said}")
        file, everything = hub.database.stat().st_size, database.size(hub.database)
        hub.start()
        told = hub.info()
        if file > allowed or everything > allowed + journal:
            raise proof.Broken(f"crier.db has {file} bytes (with its journal {everything}); "
                               f"{kept_bytes} are to be kept, {allowed} allowed")
        if told["last_offset"] < publisher.last or told["oldest_offset"] <= 1:
            raise proof.Broken(f"after {publisher.last} messages the hub keeps {told}")
        return (f"{times} times {kept_bytes >> 20} MiB went through, crier.db has {file >> 20} MiB; "
                f"kept are {told['oldest_offset']} to {told['last_offset']}")


async def keep_number(*, kept: int, said: int) -> str:
    with folder() as path, Hub(path, "--retain-messages", str(kept)) as hub:
        watch = Watch()
        publisher = Publisher("many-words", hub.publish_port, watch)
        publisher.last = said
        await asyncio.wait_for(publisher.run(), 600)
        if hub.stop() != 0:
            raise proof.Broken(f"the hub did not stop well: {hub.said}")
        hub.start()
        rest = len(database.stored(hub.database))
        if rest > kept + 10_000 or hub.info()["last_offset"] < said:
            raise proof.Broken(f"of {said} messages {rest} are stored, {kept} are to be kept")
        await prove_gap_told(hub)
        return f"of {said} messages {rest} are stored, {kept} were to be kept"


async def prove_gap_told(hub: Hub) -> None:
    """Who comes back after too long is told exactly what is missing."""
    told = hub.info()
    async with Load(hub, publishers=0, subscribers=1) as load:
        late = load.subscribers[0]
        late.epoch, late.up_to = told["epoch"], 1
        await load.watch.until(lambda: late.is_live, "a late subscriber has caught up")
    gap = {"type": "gap", "after": 1, "before": told["oldest_offset"], "reason": "expired"}
    if late.troubles != [json.dumps(gap)] or late.record[0].offset != told["oldest_offset"]:
        raise proof.Broken(f"{gap} was due, and {late.troubles} came, then {late.record[:1]}")


def read_with_sqlite3(file: Path) -> str:
    """The command line's own program, while the hub writes."""
    told = subprocess.run(
        ["sqlite3", "-readonly", str(file), f"select {','.join(database.COLUMNS)} from message "
         "order by offset desc limit 1; select count(*) from message;"],
        capture_output=True, text=True, timeout=30)
    if told.returncode or told.stderr:
        raise proof.Broken(f"sqlite3 can't read the view: {told.stderr}")
    return told.stdout.splitlines()[-1]


async def read_meanwhile(*, readings: int) -> str:
    with folder() as path, Hub(path) as hub:
        async with Load(hub, subscribers=1) as load:
            counts = [0]
            for _ in range(readings):
                await load.until_accepted(100)
                counts.append(int(await asyncio.to_thread(read_with_sqlite3, hub.database)))
            await load.finish()
            proof.prove(load.publishers, load.subscribers)
    if sorted(counts) != counts:
        raise proof.Broken(f"a reader saw the messages become fewer: {counts}")
    return f"sqlite3 read the view {readings} times while the hub wrote: {counts[1]} to {counts[-1]} messages"
