"""The disk fills up under load, and later has room again."""

import asyncio
import json

from rig import proof, websocket
from rig.hub import Hub
from rig.ledger import prove_ledger
from rig.load import Load
from rig.readiness import until_ready_is

from .folders import fill, free_bytes, small_disk
from .hub_killed import prove_stored

DISK = 24 << 20
BALLAST = 12 << 20
LONGEST = 4000
MORE = 100  # of each publisher, once there is room again
BESIDE = (" serving name=", " subscriber slow")  # lines that have nothing to do with storing


async def fill_disk() -> str:
    with small_disk(DISK) as disk, Hub(disk / "history") as hub:
        ballast = disk / "ballast"
        fill(ballast, BALLAST)
        async with Load(hub, subscribers=3, longest=LONGEST) as load:
            told = await until_ready_is(hub, 503)
            prove_told(told, hub)
            full_at = load.accepted
            await prove_calm_while_full(hub, load)
            await prove_browsers_told(hub)
            for publisher in load.publishers:  # what they go on with must not fill it again
                publisher.last = publisher.said + MORE
            ballast.unlink()
            await load.until_done()
            await until_ready_is(hub, 200)
            prove_log(hub, ["can't store messages", "storing messages again"])
            await load.until_received()
            count = proof.prove(load.publishers, load.subscribers)
            book = await prove_ledger(hub, load)
            if not book["refused"].get("internal"):
                raise proof.Broken(f"the disk was full, and nothing was refused: {book}")
            record = load.subscribers[0].record
            prove_stored(hub, record)
            hub.kill()
            hub.start()
            prove_stored(hub, record)
        errors = sum(len(publisher.errors) for publisher in load.publishers)
        return (f"{count} messages, {full_at} of them until the disk was full; {errors} answers "
                f"'internal' meanwhile; readyz said {told!r}: nothing accepted was lost")


def prove_told(told: str, hub: Hub) -> None:
    """The reason is for a person: it names what can't be done or what is missing."""
    if not any(word in told.lower() for word in ("full", "space", "store")):
        raise proof.Broken(f"/readyz doesn't say why: {told!r}")
    if "store" not in hub.words():
        raise proof.Broken(f"the log says nothing of it: {hub.words()}")


async def prove_calm_while_full(hub: Hub, load: Load) -> None:
    """Publishers come again and again; the hub neither ends nor fills its log nor takes anything
    for stored that isn't, as the records prove afterwards."""
    errors = len(load.publishers[0].errors)
    await load.watch.until(lambda: len(load.publishers[0].errors) >= errors + 10,
                           "a publisher is told again and again while the disk is full")
    if hub.get("/livez")[0] != 200:
        raise proof.Broken("the hub says that it doesn't live while its disk is full")
    prove_log(hub, ["can't store messages"])
    if free_bytes(hub.data_dir) > BALLAST:
        raise proof.Broken("the hub says that the disk is full, and it isn't")


def prove_log(hub: Hub, due: list[str]) -> None:
    """One line when the trouble began, one when it ended, however many came and were refused."""
    lines = hub.words().splitlines()
    told = [line for line in lines if not any(word in line for word in BESIDE)]
    if len(told) != len(due) or not all(word in line for word, line in zip(due, told)):
        raise proof.Broken(f"one line each of {due} was due in the log: {lines}")


async def prove_browsers_told(hub: Hub) -> None:
    """Who publishes over WebSocket is told that it wasn't stored."""
    said = json.dumps({"type": "publish", "topic": "browser", "data": "." * 50, "id": 1})
    answer = json.loads(await websocket.ask(hub.web_port, said.encode()))
    if answer["type"] == "published" and (not answer["offset"] or "browser" not in hub.topics()):
        raise proof.Broken(f"with a full disk a browser's message is answered with {answer}")
