"""What may happen between two programs: bytes come late, in pieces, or no more."""

import asyncio
import random
from typing import Optional

PIECE_MAX = 8192


class Faults:
    """What a proxy does to each connection; `cut_after` are bytes, in either direction."""

    def __init__(self, chance: random.Random, *, cut_after: int = 100_000, late: float = 0.005):
        self.chance, self.cut_after, self.late = chance, cut_after, late

    def budget(self) -> int:
        """Now and then a connection ends within its first bytes: in a handshake, in a WELCOME."""
        return self.chance.randint(0, 300 if self.chance.random() < 0.3 else self.cut_after)

    def piece(self) -> int:
        return self.chance.choice((1, 3, 17, 400, PIECE_MAX))

    def lateness(self) -> float:
        return self.chance.uniform(0, self.late) if self.chance.random() < 0.2 else 0


class Proxy:
    """Passes on what comes at its port. With faults it breaks things until calm() is called."""

    def __init__(self, target: int, faults: Optional[Faults] = None):
        self.target, self.faults = target, faults
        self.connections = self.cuts = 0
        self.port = 0
        self._tasks: set[asyncio.Task] = set()

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.hang_up()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def calm(self) -> None:
        """From now on connections are left alone."""
        self.faults = None

    def hang_up(self) -> None:
        """Ends the connections that there are."""
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        self.connections += 1
        ends = [writer]
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            ends.append(far_writer)
            ways = [asyncio.create_task(self._pass_on(reader, far_writer)),
                    asyncio.create_task(self._pass_on(far_reader, writer))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except (OSError, asyncio.CancelledError):
            pass  # its ends are closed; to be cancelled is how the proxy ends
        finally:
            for end in ends:
                self._close(end)
            self._tasks.discard(asyncio.current_task())

    def _close(self, end: asyncio.StreamWriter) -> None:
        """Half of what breaks is reset, the other half ends as if it were meant."""
        if self.faults and self.faults.chance.random() < 0.5:
            end.transport.abort()
        else:
            end.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = self.faults.budget() if self.faults else 0
        while data := await reader.read(PIECE_MAX):
            while data and (faults := self.faults):
                piece = data[:min(faults.piece(), left)]
                data, left = data[len(piece):], left - len(piece)
                await asyncio.sleep(faults.lateness())
                writer.write(piece)
                await writer.drain()
                if left == 0:
                    self.cuts += 1
                    return
            writer.write(data)
            await writer.drain()
