"""A line between two programs that falls silent, as when a switch or a far machine is gone, or that is slow."""

import asyncio
import socket

from .proxy import PIECE_MAX, Proxy

# Of what is slow little is to wait in the kernel, whose buffers of megabytes no real line has.
RECEIVE_BUFFER = 64 * 1024
WAITING_MAX = 64  # pieces that are late, each way of a connection


class Line(Proxy):
    """While it is cut nothing passes and nobody is told; what was said meanwhile comes once it is mended."""

    def __init__(self, target: int):
        super().__init__(target)
        self.late = 0.0  # seconds until a piece arrives
        self.bytes_a_second = 0  # each way of each connection; 0: as many as come
        self.passed = 0  # bytes
        self._whole = asyncio.Event()
        self._whole.set()

    async def __aenter__(self) -> "Line":
        await super().__aenter__()
        for listening in self._server.sockets:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        return self

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        self._whole.set()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WAITING_MAX)
        halves = [asyncio.create_task(self._take_in(reader, due)), asyncio.create_task(self._give_out(writer, due))]
        try:
            await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for half in halves:
                half.cancel()
            await asyncio.gather(*halves, return_exceptions=True)

    async def _take_in(self, reader: asyncio.StreamReader, due: asyncio.Queue) -> None:
        while data := await reader.read(PIECE_MAX):
            await due.put((asyncio.get_running_loop().time() + self.late, data))
        await due.join()

    async def _give_out(self, writer: asyncio.StreamWriter, due: asyncio.Queue) -> None:
        while True:
            when, data = await due.get()
            await asyncio.sleep(max(0.0, when - asyncio.get_running_loop().time()))
            await self._whole.wait()
            writer.write(data)
            await writer.drain()
            self.passed += len(data)
            due.task_done()
            if self.bytes_a_second:
                await asyncio.sleep(len(data) / self.bytes_a_second)
