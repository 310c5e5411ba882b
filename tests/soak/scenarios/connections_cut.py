"""What lies between the hub and its publishers and subscribers drops, delays and splits."""

import asyncio
import json
import random

from rig import frames, message, proof
from rig.hub import Hub
from rig.ledger import prove_ledger
from rig.load import Load
from rig.proxy import Faults, Proxy


async def cut_connections(hub: Hub, chance: random.Random, *, cuts: int) -> str:
    """Until each of the two proxies has cut so many connections."""
    async with Proxy(hub.publish_port, Faults(chance, cut_after=50_000)) as before, \
               Proxy(hub.web_port, Faults(chance, cut_after=500_000)) as behind, \
               Load(hub, publish_port=before.port, web_port=behind.port) as load:
        while before.cuts < cuts or behind.cuts < cuts:
            await load.until_accepted(100)
        before.calm()
        behind.calm()
        await load.finish()
        count = proof.prove(load.publishers, load.subscribers)
        await prove_ledger(hub, load)
        return (f"{count} messages, {before.cuts} publishers' and {behind.cuts} subscribers' "
                "connections cut: nothing lost, doubled or out of order")


async def cut_within_each_byte(hub: Hub, *, step: int = 1) -> int:
    """A PUBLISH that ends after each of its bytes is no message; sent whole again it is one."""
    offset, seq = 0, 0
    topic = f"{message.ROOT}/cut"
    frame_bytes = len(frames.publish(topic, b"whole", 1))
    for end in range(0, frame_bytes, step):
        seq += 1
        first, writer = await said_hello(hub, seq - 1)
        writer.write(frames.publish(topic, b"whole", seq)[:end])
        writer.write_eof()
        while await first.read(4096):
            pass
        writer.close()
        reader, writer = await said_hello(hub, seq - 1)
        writer.write(frames.publish(topic, b"whole", seq))
        kind, body = await frames.read_frame(reader)
        got = frames.ack(body) if kind == frames.ACK else (kind, body)
        if kind != frames.ACK or got[0] != seq or got[1] <= offset:
            raise proof.Broken(f"cut after {end} bytes, then sent whole: {got}")
        offset = got[1]
        writer.close()
    count = hub.topics()[topic]["count"]
    if count != seq:
        raise proof.Broken(f"{seq} messages were said, each once begun and cut, and {count} are there")
    return seq


async def cut_within_acknowledgement(hub: Hub, *, window: int = 5) -> None:
    """An ACK of which a part comes is none; said again, the same seqs have the same offsets."""
    topic, source = f"{message.ROOT}/unheard", "unheard"
    batch = b"".join(frames.publish(topic, b"%d" % seq, seq) for seq in range(1, window + 1))
    for heard in range(1, 21):
        reader, writer = await said_hello(hub, None, source)
        writer.write(batch)
        await reader.readexactly(heard)
        writer.transport.abort()
    reader, writer = await said_hello(hub, window, source)
    writer.write(batch)
    seq = 0
    while seq < window:
        kind, body = await frames.read_frame(reader)
        if kind != frames.ACK:
            raise proof.Broken(f"a repeated message was answered with {kind:#x} {body!r}")
        seq, offset = frames.ack(body)
    writer.close()
    told = hub.topics()[topic]
    if (told["count"], told["last_offset"]) != (window, offset):
        raise proof.Broken(f"{window} messages, each said 21 times, became {told}")


async def said_hello(hub: Hub, last_seq, source: str = "cut"):
    """A connection that was welcomed with this last_seq; None where any will do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.publish_port)
    writer.write(frames.hello(source, "one-session"))
    kind, body = await frames.read_frame(reader)
    welcome = json.loads(body)
    if kind != frames.WELCOME or last_seq not in (None, welcome.get("last_seq")):
        raise proof.Broken(f"HELLO was answered with {kind:#x} {welcome}, last_seq {last_seq} was due")
    return reader, writer
