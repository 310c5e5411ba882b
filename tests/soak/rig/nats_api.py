"""What NATS's own tools ask its servers: who leads a stream, and that another shall."""

import asyncio
import json

ASK_PATIENCE = 10
INBOX = "_INBOX.rig"


async def ask(port: int, subject: str, body: bytes = b"") -> dict:
    """The answer to one request, over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b'CONNECT {"verbose":false}\r\nSUB %s 1\r\nPUB %s %s %d\r\n%s\r\n'
                     % (INBOX.encode(), subject.encode(), INBOX.encode(), len(body), body))
        while line := await asyncio.wait_for(reader.readline(), ASK_PATIENCE):
            if line.startswith(b"-ERR"):
                raise ConnectionError(line.decode())
            if line.startswith(b"MSG "):
                return json.loads(await reader.readexactly(int(line.split()[-1])))
        raise ConnectionError("nats-server has closed the connection")
    finally:
        writer.transport.abort()


async def leader_of(port: int, stream: str = "crier") -> str:
    """The name of the server that leads the stream; empty while none does."""
    try:
        told = await ask(port, f"$JS.API.STREAM.INFO.{stream}")
    except TimeoutError:
        return ""
    return told.get("cluster", {}).get("leader", "")


async def step_down(port: int, stream: str = "crier") -> None:
    """Has another server lead the stream."""
    told = await ask(port, f"$JS.API.STREAM.LEADER.STEPDOWN.{stream}")
    if not told.get("success"):
        raise AssertionError(f"the stream's leader doesn't step down: {told}")
