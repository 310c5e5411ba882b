"""A hub that is told to fail, one fault after another, while three broadcasters speak and a subscriber keeps
a ledger: what is missing while a fault lasts, and that nothing is in the end. The page shows the same."""

import argparse
import asyncio
import json
import subprocess
import sys
from contextlib import ExitStack
from typing import Awaitable, Callable, Optional

from rig.hub import BIN, DEADLINE, WITHOUT_PROXY, Hub
from rig.witness import Witness

NAMES = ("anna", "bela", "carla")
AMBER, GREEN, PLAIN = ("\033[33m", "\033[32m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


class Demonstration:
    def __init__(self, hub: Hub, speaking: list[subprocess.Popen], seconds: int):
        self.hub, self.speaking, self.seconds = hub, speaking, seconds
        self.witness = Witness(hub, "hello/#")
        self.was_missing = False

    def begin(self, fault: str, **rest: object) -> None:
        asked = json.dumps({"fault": fault, "duration_s": self.seconds, **rest}).encode()
        with WITHOUT_PROXY.open(f"http://127.0.0.1:{self.hub.web_port}/api/v1/faults", asked, DEADLINE):
            pass

    def tell(self, more: str = "") -> None:
        seen = self.witness
        self.was_missing |= seen.missing > 0
        missing = f"{AMBER}{seen.missing}+ missing" if seen.missing else f"{GREEN}0 missing"
        print(f"    {len(seen.received)} received, {missing}{PLAIN}{', ' if more else ''}{more}", flush=True)

    async def during(self, seconds: Optional[int] = None) -> None:
        """Until the fault has ended, and what it held up has come."""
        for _ in range(seconds or self.seconds):
            await asyncio.sleep(1)
            self.tell()
        async with asyncio.timeout(DEADLINE):
            while json.loads(self.hub.get("/api/v1/faults")[1])["faults"]:
                await asyncio.sleep(0.05)
            await self.witness.is_live.wait()
            await self.until_said_again()

    async def until_said_again(self) -> None:
        """Until each broadcaster's next message is here: it shows what was missing before it."""
        counted = self.last_offsets()
        while any(self.witness.last_on(topic) <= offset for topic, offset in counted.items()):
            await asyncio.sleep(0.02)

    def last_offsets(self) -> dict[str, int]:
        return {topic: told["last_offset"] for topic, told in self.hub.topics().items() if topic.startswith("hello/")}

    async def fall_silent(self) -> None:
        for process in self.speaking:
            process.terminate()
            await asyncio.to_thread(process.wait, DEADLINE)
        while any(self.witness.last_on(topic) < offset for topic, offset in self.last_offsets().items()):
            await asyncio.sleep(0.02)

    def stored(self) -> list[dict]:
        out, since = [], "0"
        while page := json.loads(self.hub.get(f"/api/v1/messages?topics=hello/%23&since={since}&limit=1000")[1]):
            if not page["messages"]:
                break
            out, since = out + page["messages"], page["next"]
        return out

    async def drop(self) -> None:
        print("==> a fifth of the messages isn't sent")
        seconds = max(self.seconds, 3)  # so that something is dropped
        self.begin("drop", percent=20, duration_s=seconds)
        await self.during(seconds)
        self.tell()
        self.witness.mend()
        self.tell(f"{self.witness.fetched} fetched from the history")

    async def duplicate(self) -> None:
        print("==> every message is sent twice")
        self.begin("duplicate")
        await self.during()
        self.tell(f"{self.witness.twice} came again and were known by their offset")

    async def delay(self) -> None:
        print("==> every message is 800 ms late")
        self.witness.lateness = 0
        self.begin("delay", delay_ms=800)
        await self.during()
        self.tell(f"the latest {self.witness.lateness:.1f} s after the hub had it")

    async def freeze(self) -> None:
        print("==> nothing is sent, and nobody is told")
        self.witness.silence = 0
        self.begin("freeze")
        await self.during()
        self.tell(f"after {self.witness.silence:.1f} s of silence")

    async def cut(self) -> None:
        print("==> connections break off, as often as they come back")
        cuts = self.witness.cuts
        self.begin("cut")
        await self.during()
        self.tell(f"after {self.witness.cuts - cuts} cuts, each time from the position before it")

    async def strike_a_publisher(self) -> None:
        print(f"==> the broadcaster {NAMES[0]} is cut, and then frozen")
        self.begin("cut", source=NAMES[0])
        self.begin("freeze", source=NAMES[0])
        await self.during()
        self.tell("it sent again what wasn't acknowledged")

    def proof(self) -> bool:
        """What the hub has stored is what came, no more and no less."""
        stored = self.stored()
        wanted = {each["offset"] for each in stored if each["offset"] > self.witness.begun_after}
        numbers = {name: [each["seq"] for each in stored if each["source"] == name] for name in NAMES}
        whole = all(seen == list(range(1, len(seen) + 1)) for seen in numbers.values())
        missing, extra = len(wanted - self.witness.received), len(self.witness.received - wanted)
        print(f"In the end: {len(wanted)} stored, {len(wanted) - missing} received, {missing} missing, {extra} doubled; "
              f"the broadcasters' own numbers have {'no hole' if whole else 'A HOLE'}", flush=True)
        return not missing and not extra and whole

    async def run(self) -> bool:
        following = asyncio.create_task(self.witness.run())
        try:
            async with asyncio.timeout(DEADLINE):
                await self.witness.is_live.wait()
                while len(self.last_offsets()) < len(NAMES):
                    await asyncio.sleep(0.05)
            self.tell()
            faults: list[Callable[[], Awaitable[None]]] = [
                self.drop, self.duplicate, self.delay, self.freeze, self.cut, self.strike_a_publisher]
            for fault in faults:
                await fault()
            async with asyncio.timeout(DEADLINE):
                await self.fall_silent()
        finally:
            following.cancel()
        return self.proof() and self.was_missing


def main() -> int:
    parser = argparse.ArgumentParser(description="switches faults on, one after another, and keeps a ledger")
    parser.add_argument("--seconds", type=int, default=4, help="how long each fault lasts (4)")
    told = parser.parse_args()
    with ExitStack() as ends, Hub(None, "--enable-faults") as hub:
        speaking = []
        for name in NAMES:
            command = [str(BIN / "crier-broadcaster"), "--hub", f"127.0.0.1:{hub.publish_port}", "--source", name,
                       "--min-interval", "50ms", "--max-interval", "150ms", "--log-level", "off"]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            ends.callback(process.wait)
            ends.callback(process.terminate)
            speaking.append(process)
        print(f"The page shows it too: http://127.0.0.1:{hub.web_port}/", flush=True)
        return 0 if asyncio.run(Demonstration(hub, speaking, told.seconds).run()) else 1


if __name__ == "__main__":
    sys.exit(main())
