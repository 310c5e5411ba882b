"""A hub that stops says so before it does, and lets its subscribers leave one after the other."""

import asyncio
import signal
import time
import unittest

from stranger import DEADLINE, Hub, call, websocket

SUBSCRIBERS = 3000  # half a millisecond each


async def leave(hub: Hub) -> list[float]:
    """When each subscriber was closed, after the hub was told to stop."""
    closed: list[float] = []
    ready = asyncio.Semaphore(0)

    async def stay() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", hub.web_port)
        await websocket.upgrade(reader, writer, "/ws?topics=none")
        ready.release()
        codes, cut = [], websocket.Frames()
        while piece := await asyncio.wait_for(reader.read(65536), DEADLINE):
            codes += [int.from_bytes(content[:2], "big") for opcode, content in cut.feed(piece)
                      if opcode == websocket.CLOSE]
            if codes:
                break
        closed.append(time.monotonic())
        assert codes == [4200], codes
        writer.transport.abort()

    staying = []
    for _ in range(SUBSCRIBERS // 100):
        staying += [asyncio.create_task(stay()) for _ in range(100)]
        for _ in range(100):
            await ready.acquire()
    begun = time.monotonic()
    hub.process.send_signal(signal.SIGTERM)
    await asyncio.gather(*staying)
    return [at - begun for at in closed]


class Drain(unittest.TestCase):
    def test_subscribers_leave_one_after_the_other(self) -> None:
        with Hub() as hub:
            left = sorted(asyncio.run(leave(hub)))
            self.assertEqual(hub.process.wait(DEADLINE), 0)
        print(f"{SUBSCRIBERS} subscribers left from {left[0]:.2f} to {left[-1]:.2f} s after the signal")
        self.assertGreater(left[-1] - left[0], 0.5)
        self.assertGreater(left[SUBSCRIBERS * 3 // 4], left[SUBSCRIBERS // 4])

    def test_a_hub_that_is_about_to_stop_is_not_ready_and_serves(self) -> None:
        with Hub(None, "--drain-delay", "1h") as hub:
            self.assertEqual(call(hub, "/readyz")[0], 200)
            hub.process.send_signal(signal.SIGTERM)
            end = time.monotonic() + DEADLINE
            while hub.get("/readyz")[0] != 503:
                self.assertLess(time.monotonic(), end, "the hub stays ready")
            self.assertEqual(call(hub, "/api/v1/publish/a", body=b"x")[0], 200)
            hub.process.send_signal(signal.SIGTERM)  # who means it doesn't wait
            self.assertEqual(hub.process.wait(DEADLINE), 128 + signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
