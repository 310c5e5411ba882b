"""A subscriber over WebSocket that resumes where it was, and keeps a record of all it got."""

import asyncio
import json
import socket
from typing import Optional

from . import message, websocket
from .ports import chosen
from .watch import Watch, back_off

BACK_OFF = 0.02
PIECE = 1 << 16


class Subscriber:
    """Begins with since=0; after each connection that ends, with since=EPOCH:OFFSET."""

    host = "127.0.0.1"
    # How many seconds a connection may take, and how long the hub may say nothing on it.
    connects_within: Optional[float] = None
    patience: Optional[float] = None

    def __init__(self, name: str, port: int, watch: Watch, *, topics: str = message.ROOT + "/%23",
                 receive_buffer: Optional[int] = None):
        self.name, self.port, self.watch = name, port, watch
        self.topics, self.receive_buffer = topics, receive_buffer
        self.record: list[message.Seen] = []
        self.seen: dict[str, int] = {}  # the last seq of each source
        self.troubles: list[str] = []  # what must not come
        self.connections = 0
        self.on_connection = 0  # messages of the one that it has
        self.closes: list[int] = []
        self.epoch = ""
        self.up_to = 0  # the offset that it was brought up to
        self.is_live = False
        self.pause = BACK_OFF  # before it comes back
        self.may_read = asyncio.Event()
        self.may_read.set()

    async def run(self) -> None:
        never = asyncio.Event()
        while True:
            try:
                await self._listen()
            except (OSError, asyncio.IncompleteReadError):
                pass
            self.is_live = False
            await back_off(never, self.pause)

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection(
            sock=await asyncio.wait_for(self._connected(), self.connects_within), limit=PIECE)
        try:
            since = f"{self.epoch}:{self.up_to}" if self.epoch else "0"
            asked = websocket.upgrade(reader, writer, f"/ws?topics={self.topics}&since={since}")
            await asyncio.wait_for(asked, self.connects_within)
            self.connections += 1
            self.on_connection = 0
            frames = websocket.Frames()
            while piece := await self._piece(reader):
                for opcode, content in frames.feed(piece):
                    self._take(opcode, content, writer)
                self.watch.changed()
        finally:
            writer.transport.abort()

    async def _connected(self) -> socket.socket:
        connecting = socket.socket()
        connecting.setblocking(False)
        if self.receive_buffer:
            connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        try:
            await asyncio.get_running_loop().sock_connect(connecting, (self.host, chosen(self.port)))
        except (OSError, asyncio.CancelledError):
            connecting.close()
            raise
        return connecting

    async def _piece(self, reader: asyncio.StreamReader) -> bytes:
        await self.may_read.wait()
        return await asyncio.wait_for(reader.read(PIECE), self.patience)

    def _take(self, opcode: int, content: bytes, writer: asyncio.StreamWriter) -> None:
        if opcode == websocket.TEXT:
            self._hear(json.loads(content))
        elif opcode == websocket.PING:
            writer.write(websocket.masked(websocket.PONG, content))
        elif opcode == websocket.CLOSE:
            self.closes.append(int.from_bytes(content[:2], "big"))

    def _hear(self, event: dict) -> None:
        kind = event["type"]
        if kind == "message":
            self._note(event)
        elif kind == "welcome":
            if self.epoch not in ("", event["epoch"]):
                self.troubles.append(f"the epoch changed from {self.epoch} to {event['epoch']}")
            self.epoch = event["epoch"]
        elif kind in ("live", "heartbeat"):
            self.is_live = True
            self.up_to = max(self.up_to, event["offset"])
        elif kind != "drain":
            self.troubles.append(json.dumps(event))

    def _note(self, event: dict) -> None:
        if event["offset"] <= self.up_to:
            self.troubles.append(f"offset {event['offset']} came after {self.up_to}")
        self.up_to = event["offset"]
        self.on_connection += 1
        self.seen[event["source"]] = event["seq"]
        self.record.append(message.Seen(
            event["offset"], event["prev"], event["topic"], event["source"], event["seq"],
            message.checksum(event["data"].encode()), event["time"], event["delta_ms"]))
