"""A publisher that counts a message as accepted at its ACK, and never says one twice as two."""

import asyncio
import json
import socket
from collections import deque
from typing import Optional

from . import frames, message
from .ports import chosen
from .watch import Watch, back_off

BACK_OFF = 0.02
# Of one without a window: messages that it says at a time, and bytes that wait in its socket; the
# kernel would take 4 MB, all of which has to be stored before a test can end.
PORTION, SEND_BUFFER = 8, 256 * 1024
# What a hub may say to a publisher that does nothing wrong; it comes back after each.
PASSING = {"internal", "timeout", "taken_over"}


class Publisher:
    """Keeps `window` messages under way until told to stop; what it says follows from its seq. With a
    window of None it waits for no answer, and says as much as TCP takes."""

    host = "127.0.0.1"
    patience: Optional[float] = None  # seconds to wait for the hub's next word; it has always one to say

    def __init__(self, source: str, port: int, watch: Watch, *, window: Optional[int] = 64,
                 longest: int = 400, session: Optional[str] = None, resumes: bool = False):
        self.source, self.port, self.watch = source, port, watch
        self.window, self.longest = window, longest
        self.session = session or f"session-of-{source}"
        self.said = 0  # the last seq
        self.accepted = 0  # the last seq that is stored, as far as the hub has told
        self.offsets: dict[int, int] = {}  # by seq, as acknowledged
        self.errors: list[str] = []
        self.connections = 0
        self.last: Optional[int] = None  # says no more after this seq
        self.is_blocked = False  # TCP takes nothing more
        self.given = 0  # bytes of everything said
        self.pause = BACK_OFF  # before it comes back
        self._is_draining = False  # the hub wants nothing new on this connection
        self._resumes = resumes  # an earlier life of it may have said something
        self._unacknowledged: deque[tuple[int, bytes]] = deque()
        self._ending = asyncio.Event()

    @property
    def is_done(self) -> bool:
        return self.last is not None and self.accepted >= self.last

    @property
    def unaccepted_bytes(self) -> int:
        return sum(len(frame) for _, frame in self._unacknowledged)

    def stop(self) -> None:
        """Says nothing new, but what was said is still to be accepted."""
        self.last = self.said
        self._end_if_done()

    async def run(self) -> None:
        while not self.is_done:
            try:
                await self._talk()
            except (OSError, asyncio.IncompleteReadError):
                await back_off(self._ending, self.pause)

    async def _talk(self) -> None:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(self.host, chosen(self.port)), self.patience)
        self._is_draining = False
        pushing = None
        try:
            writer.write(frames.hello(self.source, self.session))
            kind, body = await self._frame(reader)
            if kind != frames.WELCOME:
                return self._told(kind, body)
            self._welcomed(json.loads(body)["last_seq"])
            self.connections += 1
            writer.write(b"".join(frame for _, frame in self._unacknowledged))
            if self.window is None:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
                writer.transport.set_write_buffer_limits(0)  # nothing waits in front of TCP
                pushing = asyncio.create_task(self._push(writer))
            while not self.is_done:
                if self.window is not None:
                    self._say_more(writer, self.window - len(self._unacknowledged))
                self._told(*await self._frame(reader))
        finally:
            if pushing:
                pushing.cancel()
                await asyncio.gather(pushing, return_exceptions=True)
                self.is_blocked = False
            writer.transport.abort() if not self.is_done else writer.close()

    async def _frame(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        return await asyncio.wait_for(frames.read_frame(reader), self.patience)

    def _welcomed(self, last_seq: int) -> None:
        if self._resumes:
            self.said, self._resumes = last_seq, False
        if not self.accepted <= last_seq <= self.said:
            raise AssertionError(f"{self.source}: WELCOME's last_seq is {last_seq}, but "
                                 f"{self.accepted} was accepted and {self.said} said")
        self._accept(last_seq)

    async def _push(self, writer: asyncio.StreamWriter) -> None:
        while self.last is None or self.said < self.last:
            self._say_more(writer, PORTION)
            self.is_blocked = writer.transport.get_write_buffer_size() > 0
            self.watch.changed()
            await writer.drain()
            self.is_blocked = False
            await asyncio.sleep(0)  # drain() alone doesn't let the others go on

    def _say_more(self, writer: asyncio.StreamWriter, room: int) -> None:
        if writer.is_closing():
            raise ConnectionError("the connection is lost")
        new = []
        last = self.said if self._is_draining else self.last
        while len(new) < room and (last is None or self.said < last):
            self.said += 1
            content = message.payload(self.source, self.said, self.longest)
            frame = frames.publish(message.topic(self.source, self.said), content, self.said)
            self._unacknowledged.append((self.said, frame))
            new.append(frame)
            self.given += len(frame)
        writer.write(b"".join(new))

    def _told(self, kind: int, body: bytes) -> None:
        if kind == frames.ACK:
            seq, offset = frames.ack(body)
            if seq > self.said:
                raise AssertionError(f"{self.source}: ACK of {seq}, but {self.said} was the last")
            if self.offsets.setdefault(seq, offset) != offset:
                raise AssertionError(f"{self.source}: seq {seq} was acknowledged at two offsets")
            self._accept(seq)
        elif kind == frames.ERROR:
            error = json.loads(body)
            self.errors.append(error["code"])
            self.watch.changed()
            if error["code"] not in PASSING:
                raise AssertionError(f"{self.source}: the hub says {error}")
            if error.get("fatal", True):
                raise ConnectionError(error["code"])
        elif kind == frames.DRAIN:
            self._is_draining = True
        else:
            raise AssertionError(f"{self.source}: an unexpected frame {kind:#x}")

    def _accept(self, seq: int) -> None:
        self.accepted = max(self.accepted, seq)
        while self._unacknowledged and self._unacknowledged[0][0] <= self.accepted:
            self._unacknowledged.popleft()
        self._end_if_done()
        self.watch.changed()

    def _end_if_done(self) -> None:
        if self.is_done:
            self._ending.set()
