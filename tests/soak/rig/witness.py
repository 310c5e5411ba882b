"""A subscriber that keeps a ledger of its own, as the dashboard does: what came, what came twice, what
is missing by the hub's own numbers, and what it fetched from the history later."""

import asyncio
import json
import time
from datetime import datetime, timezone
from urllib.parse import quote

from . import websocket
from .hub import Hub

BACK_OFF = 0.1


class Witness:
    def __init__(self, hub: Hub, topics: str):
        self.hub, self.topics = hub, topics
        self.received: set[int] = set()
        self.holes: list[tuple[str, int, int]] = []  # a topic, and between which offsets
        self.twice = self.cuts = self.fetched = 0
        self.silence = self.lateness = 0.0  # the longest since they were last set to 0
        self.epoch = ""
        self.is_live = asyncio.Event()
        self._last: dict[str, int] = {}  # on each topic
        self._up_to = self._base = self.begun_after = 0
        self._heard = time.monotonic()

    async def run(self) -> None:
        while True:
            try:
                await self._follow()
            except OSError:
                pass
            self.cuts += 1
            self.is_live.clear()
            await asyncio.sleep(BACK_OFF)

    async def _follow(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.hub.web_port)
        try:
            since = f"&since={self.epoch}:{self._up_to}" if self.epoch else ""
            await websocket.upgrade(reader, writer, f"/ws?topics={quote(self.topics)}{since}")
            frames = websocket.Frames()
            while piece := await reader.read(1 << 16):
                for opcode, content in frames.feed(piece):
                    if opcode == websocket.TEXT:
                        self._hear(json.loads(content))
                    elif opcode == websocket.PING:
                        writer.write(websocket.masked(websocket.PONG, content))
        except asyncio.IncompleteReadError as ended:
            raise ConnectionResetError from ended
        finally:
            writer.transport.abort()

    def _hear(self, event: dict) -> None:
        now = time.monotonic()
        self.silence = max(self.silence, now - self._heard)
        self._heard = now
        if event["type"] == "welcome":
            if not self.epoch:
                self.epoch, self._up_to = event["epoch"], event["offset"]
                self.begun_after = self._up_to
            self._base = self._up_to
        elif event["type"] == "message":
            self._note(event)
        elif event["type"] in ("live", "heartbeat"):
            self._up_to = max(self._up_to, event["offset"])
            self.is_live.set()

    def _note(self, event: dict) -> None:
        offset, topic = event["offset"], event["topic"]
        if offset in self.received:
            self.twice += 1
            return
        known = self._last.get(topic, self._base)
        if event["prev"] > known:
            self.holes.append((topic, known, offset))
        self.received.add(offset)
        self._last[topic] = self._up_to = offset
        self.lateness = max(self.lateness, time.time() - message_time(event["time"]))

    def last_on(self, topic: str) -> int:
        return self._last.get(topic, 0)

    @property
    def missing(self) -> int:
        """At least so many: each hole has one message or more."""
        return len(self.holes)

    def mend(self) -> None:
        """Fetches what is missing from the history, where it is kept."""
        holes, self.holes = self.holes, []
        for topic, after, before in holes:
            query = f"topics={quote(topic)}&since={self.epoch}:{after}&limit={before - after}"
            late = {each["offset"] for each in json.loads(self.hub.get(f"/api/v1/messages?{query}")[1])["messages"]
                    if each["offset"] < before}
            if not late:
                self.holes.append((topic, after, before))
            self.fetched += len(late - self.received)
            self.received |= late


def message_time(told: str) -> float:
    """Seconds of Unix time of `2026-11-22T20:11:00.123456Z`."""
    return datetime.strptime(told, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp()
