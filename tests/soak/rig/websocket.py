"""A WebSocket client's half of RFC 6455: just what reading a hub's stream takes."""

import asyncio
import os
import struct
from typing import Iterator

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
ACCEPTED = b"HTTP/1.1 101 "


class Refused(ConnectionError):
    """The hub answered with something else than an upgrade."""


async def upgrade(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> None:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(ACCEPTED):
        raise Refused(head.split(b"\r\n", 1)[0].decode())


def masked(opcode: int, payload: bytes) -> bytes:
    """A client's frame of at most 125 bytes."""
    mask = os.urandom(4)
    body = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return bytes((0x80 | opcode, 0x80 | len(payload))) + mask + body


async def ask(port: int, request: bytes) -> bytes:
    """One answer to one request of at most 125 bytes, over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await upgrade(reader, writer, "/ws?topics=none&format=raw")
        writer.write(masked(TEXT, request))
        frames = Frames()
        while piece := await asyncio.wait_for(reader.read(4096), 30):
            for opcode, content in frames.feed(piece):
                if opcode == TEXT:
                    return content
        raise ConnectionError("the hub closed instead of answering")
    finally:
        writer.transport.abort()


class Frames:
    """Cuts what was read into frames. The hub sends whole messages, so a fragment is an error."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, piece: bytes) -> Iterator[tuple[int, bytes]]:
        data = self._left + piece if self._left else piece
        at, end = 0, len(data)
        try:
            while end - at >= 2:
                length, begin = data[at + 1], at + 2
                if length == 126:
                    begin += 2
                    length = int.from_bytes(data[at + 2:begin], "big") if begin <= end else end
                elif length == 127:
                    begin += 8
                    length = struct.unpack_from(">Q", data, at + 2)[0] if begin <= end else end
                if begin + length > end:
                    break
                if not data[at] & 0x80:
                    raise ValueError("the hub sent a fragment")
                opcode = data[at] & 0x0F
                at = begin + length
                yield opcode, data[begin:at]
        finally:
            self._left = data[at:]
