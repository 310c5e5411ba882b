"""What the history can do, in numbers: how much it takes in and how fast it gives it back. A slow
machine never fails this. CRIER_MESSAGES sets how many messages are stored (10 million)."""

import asyncio
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from rig import frames, websocket
from rig.hub import BIN, Hub, seconds_to

MESSAGES = int(os.environ.get("CRIER_MESSAGES", 10_000_000))
PUBLISHERS, PAYLOAD = 50, 128
STAGES = 10  # between which the rare topic speaks
RARE, RARE_EACH = "rare/topic", 20
LATER = "30d"
RESUMED = 1_000_000


def ingest(hub: Hub, window: int, messages: int) -> dict:
    told = subprocess.run(
        [str(BIN / "crier-bench-load"), "scenario=stored", "server=crier-sqlite",
         f"process={hub.pid}", f"publish-port={hub.publish_port}", f"publishers={PUBLISHERS}",
         f"window={window}", f"messages={messages}", f"payload-bytes={PAYLOAD}"],
        stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(told.stdout)


async def say_rarely(hub: Hub, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.publish_port)
    for seq in range(1, count + 1):
        writer.write(frames.publish(RARE, b"now and then", seq))
    seq = 0
    while seq < count:
        kind, body = await frames.read_frame(reader)
        if kind != frames.ACK:
            raise AssertionError(f"the hub says {kind:#x} {body!r}")
        seq, _ = frames.ack(body)
    writer.close()


async def read_stream(hub: Hub, path: str, count: int) -> tuple[float, float]:
    """Seconds to the first and to the last of so many messages of a raw stream."""
    begun = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.web_port)
    await websocket.upgrade(reader, writer, path)
    cutting, left, first = websocket.Frames(), count, None
    while left > 0:
        piece = await reader.read(1 << 20)
        if not piece:
            raise AssertionError(f"the hub closed while {left} messages were due")
        left -= sum(opcode == websocket.TEXT for opcode, _ in cutting.feed(piece))
        first = first or time.monotonic()
    writer.transport.abort()
    return first - begun, time.monotonic() - begun


def measure_ingest(durability: str) -> None:
    with tempfile.TemporaryDirectory(prefix="crier-") as path, \
            Hub(Path(path), "--durability", durability, "--log-level", "warn") as hub:
        for window, messages in ((1, 100_000), (20, 1_000_000), (100, 3_000_000), (200, 3_000_000)):
            told = ingest(hub, window, messages)
            busy = told["server_cpu_seconds"] / told["seconds"]
            print(f"ingest, durability {durability}, {PUBLISHERS} publishers with {window} under way: "
                  f"{told['messages'] / told['seconds']:,.0f} messages/s stored; acknowledged after "
                  f"{told['p50_us'] / 1000:.1f} ms (median), {told['p99_us'] / 1000:.1f} ms (p99), "
                  f"{told['longest_us'] / 1000:.0f} ms (longest); hub's CPU {busy:.0%}", flush=True)


def fill_history(hub: Hub) -> None:
    begun = time.monotonic()
    for _ in range(STAGES):
        asyncio.run(say_rarely(hub, RARE_EACH))
        ingest(hub, 200, MESSAGES // STAGES)
    print(f"{MESSAGES:,} messages of {PAYLOAD} bytes stored through the hub in "
          f"{time.monotonic() - begun:.0f} s; crier.db has {hub.database.stat().st_size >> 20} MiB, "
          f"the hub {hub.memory() >> 20} MiB of memory", flush=True)


async def measure_reading(hub: Hub) -> None:
    count = RARE_EACH * STAGES // 2
    first, last = await read_stream(hub, f"/ws?topics={RARE}&last={count}&format=raw", count)
    print(f"last={count} of a rare topic: first after {first * 1000:.1f} ms, all after "
          f"{last * 1000:.1f} ms", flush=True)
    resumed = min(RESUMED, MESSAGES // 3)
    path = f"/ws?topics=bench/stored/%23&since={MESSAGES // 2}&format=raw"
    first, last = await read_stream(hub, path, resumed)
    print(f"resume from the middle: first after {first * 1000:.1f} ms, {resumed / last:,.0f} "
          f"messages/s (to one reader in Python, over {resumed:,} messages)", flush=True)
    count = RARE_EACH * STAGES // 2 - RARE_EACH
    first, last = await read_stream(
        hub, f"/ws?topics={RARE}&since={MESSAGES // 2}&format=raw", count)
    print(f"resume from the middle of a rare topic: {count} of {MESSAGES // 2:,} messages after "
          f"{last:.1f} s", flush=True)


def measure_history() -> None:
    with tempfile.TemporaryDirectory(prefix="crier-") as path, \
            Hub(Path(path), "--retain-bytes", "64GiB", "--retain-age", LATER, "--log-level", "warn") as hub:
        fill_history(hub)
        asyncio.run(measure_reading(hub))
        stopping = seconds_to(hub.stop)
        print(f"stop {stopping:.2f} s; start with {MESSAGES:,} messages stored "
              f"{seconds_to(hub.start):.2f} s", flush=True)
        hub.kill()
        print(f"start after kill -9 {seconds_to(hub.start):.2f} s", flush=True)
        asyncio.run(measure_reading(hub))


if __name__ == "__main__":
    for durability in ("process", "power"):
        measure_ingest(durability)
    measure_history()
