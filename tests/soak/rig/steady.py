"""A load that goes on at its own pace whatever the hub does, and how long anybody heard nothing."""

import asyncio
import json
import time
from typing import Optional

from . import frames
from .hub import Hub
from .load import Load
from .publisher import Publisher
from .subscriber import BACK_OFF, Subscriber

PACE = 0.01
# As the clients in C++ and JavaScript have them: twice the hub's heartbeat at most.
CONNECTS_WITHIN, SILENT_FOR = 10.0, 30.0


class SteadyPublisher(Publisher):
    """What it has to say while there is no hub, it says once there is one. Told that the hub stops, it
    goes once it has its acknowledgements, and comes back when it was told to, as the client in C++ does."""

    patience = CONNECTS_WITHIN

    def __init__(self, source: str, port: int, watch, rate: float):
        super().__init__(source, port, watch, window=None)
        self.rate = rate
        self._begun = time.monotonic()

    async def _push(self, writer: asyncio.StreamWriter) -> None:
        while self.last is None or self.said < self.last:
            due = int((time.monotonic() - self._begun) * self.rate)
            self._say_more(writer, due - self.said)
            await writer.drain()
            await asyncio.sleep(PACE)


    def _welcomed(self, last_seq: int) -> None:
        self.pause = BACK_OFF
        super()._welcomed(last_seq)

    def _told(self, kind: int, body: bytes) -> None:
        super()._told(kind, body)
        if kind == frames.DRAIN:
            self.pause = json.loads(body)["reconnect_ms"] / 1000
        if self._is_draining and not self._unacknowledged:
            raise ConnectionError("the hub stops")


class PatientSubscriber(Subscriber):
    """Comes back when the hub has told it to, as browsers do, and knows its longest silence."""

    connects_within, patience = CONNECTS_WITHIN, SILENT_FOR

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.silence = 0.0
        self.heard: Optional[float] = None

    def _hear(self, event: dict) -> None:
        if event["type"] == "drain":
            self.pause = event["reconnect_ms"] / 1000
        elif event["type"] == "welcome":
            self.pause = BACK_OFF
        super()._hear(event)

    def _note(self, event: dict) -> None:
        now = time.monotonic()
        self.silence = max(self.silence, now - (self.heard or now))
        self.heard = now
        super()._note(event)


class SteadyLoad(Load):
    def __init__(self, hub: Hub, *, publishers: int, subscribers: int, rate: float):
        super().__init__(hub, publishers=0, subscribers=0)
        self.publishers = [SteadyPublisher(f"machine-{number}", hub.publish_port, self.watch, rate / publishers)
                           for number in range(1, publishers + 1)]
        self.subscribers = [PatientSubscriber(f"reader-{number}", hub.web_port, self.watch)
                            for number in range(1, subscribers + 1)]

    async def until_all_hear(self) -> None:
        """Everybody is connected, and has got something that was said from now on."""
        said = {publisher.source: publisher.said for publisher in self.publishers}
        await self.watch.until(lambda: all(subscriber.is_live and subscriber.seen.get(source, 0) > seq
                                           for source, seq in said.items() for subscriber in self.subscribers),
                               "all subscribers hear all publishers")

    def take_silence(self) -> float:
        """The longest of any subscriber since it was last asked for."""
        longest = max(subscriber.silence for subscriber in self.subscribers)
        for subscriber in self.subscribers:
            subscriber.silence = 0.0
        return longest

    def tally(self) -> tuple[int, int, int]:
        """Of a load that has finished: what was sent, and of all subscribers what is missing and doubled."""
        missing = doubled = 0
        for subscriber in self.subscribers:
            got = [(seen.source, seen.seq) for seen in subscriber.record]
            wanted = {(publisher.source, seq) for publisher in self.publishers
                      for seq in range(1, publisher.accepted + 1)}
            missing += len(wanted.difference(got))
            doubled += len(got) - len(set(got))
        return self.accepted, missing, doubled
