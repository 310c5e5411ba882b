"""Length-prefixed frames, as docs/protocol.md has them."""

import asyncio
import json
import struct

PUBLISH, HELLO, SUBSCRIBE, PING = 0x01, 0x02, 0x03, 0x05
ACK, WELCOME, MESSAGE, ERROR, PONG, DRAIN = range(0x81, 0x87)
TEXT = 0


def frame(kind: int, body: bytes) -> bytes:
    return struct.pack(">IB", len(body) + 1, kind) + body


def hello(source: str, session: str) -> bytes:
    return frame(HELLO, json.dumps({"protocol": 1, "source": source, "session": session}).encode())


def publish(topic: str, payload: bytes, seq: int, sent_at: int = 0) -> bytes:
    name = topic.encode()
    return frame(PUBLISH, struct.pack(">BQQH", TEXT, seq, sent_at, len(name)) + name + payload)


def ack(body: bytes) -> tuple[int, int]:
    """Its seq and its offset."""
    return struct.unpack(">QQ", body)


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    length = int.from_bytes(await reader.readexactly(4), "big")
    content = await reader.readexactly(length)
    return content[0], content[1:]
