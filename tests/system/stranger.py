"""A client of a few lines, as a stranger would write one: HTTP, WebSocket and frames, with and
without a token."""

import asyncio
import base64
import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig import frames, websocket  # noqa: E402
from rig.hub import BIN, ROOT, Hub  # noqa: E402,F401

DEADLINE = 30
HOUR = 3600
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def token(secret: bytes, header: Optional[dict] = None, **claims: object) -> str:
    said = {"exp": int(time.time()) + HOUR, **claims}
    head = {"alg": "HS256", "typ": "JWT", **(header or {})}
    signed = f"{encode(json.dumps(head).encode())}.{encode(json.dumps(said).encode())}"
    return f"{signed}.{encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def header(algorithm: str) -> str:
    return encode(json.dumps({"alg": algorithm, "kid": "one"}).encode())


def call(hub: Hub, path: str, shown: Optional[str] = None, body: Optional[bytes] = None,
         headers: Optional[dict] = None) -> tuple[int, str]:
    """Status, and the error's code (or the body)."""
    asked = urllib.request.Request(f"http://127.0.0.1:{hub.web_port}{path}", data=body, headers=headers or {})
    if shown:
        asked.add_header("Authorization", f"Bearer {shown}")
    try:
        with DIRECT.open(asked, timeout=DEADLINE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())["error"]["code"]


async def stream(hub: Hub, query: str, *said: dict, until: str) -> dict:
    """Upgrades, says this, and reads to the first event of that type or the close."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.web_port)
    try:
        await websocket.upgrade(reader, writer, f"/ws?{query}")
        for message in said:
            writer.write(websocket.masked(websocket.TEXT, json.dumps(message, separators=(",", ":")).encode()))
        cut = websocket.Frames()
        while piece := await asyncio.wait_for(reader.read(65536), DEADLINE):
            for opcode, content in cut.feed(piece):
                if opcode == websocket.CLOSE:
                    return {"type": "close", "code": int.from_bytes(content[:2], "big"), "reason": content[2:].decode()}
                event = json.loads(content)
                if event["type"] == until:
                    return event
        raise ConnectionError("the hub closed without a close frame")
    finally:
        writer.transport.abort()


async def converse(hub: Hub, hello: dict, *said: bytes, last_seq: int = 0) -> list[tuple[int, object]]:
    """HELLO and this over TCP, then PING; what was answered until PONG and that acknowledgement, or
    an ERROR, or the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.publish_port)
    answers: list[tuple[int, object]] = []
    ponged = False
    try:
        writer.write(frames.frame(frames.HELLO, json.dumps({"protocol": 1, **hello}).encode()))
        writer.write(b"".join(said) + frames.frame(frames.PING, b"end"))
        while True:
            kind, body = await asyncio.wait_for(frames.read_frame(reader), DEADLINE)
            if kind == frames.PONG:
                ponged = True
            else:
                answers.append((kind, frames.ack(body) if kind == frames.ACK else json.loads(body)))
            acknowledged = max((told[0] for kind, told in answers if kind == frames.ACK), default=0)
            refused = [told for kind, told in answers if kind == frames.ERROR and "seq" in told]
            if ponged and (acknowledged >= last_seq or refused):
                return answers
    except asyncio.IncompleteReadError:
        return answers
    finally:
        writer.transport.abort()
