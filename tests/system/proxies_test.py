"""A WebSocket through proxies as people run them: silence doesn't end it, and a reload costs nothing.

CRIER_SILENCE=600 also waits ten minutes with everybody's own timeouts.
"""

import asyncio
import os
import tempfile
import unittest
from contextlib import ExitStack
from pathlib import Path

from proxies import Caddy, Haproxy, Nginx, Proxy, installed
from stranger import Hub
from rig import proof
from rig.steady import SteadyLoad
from rig.subscriber import Subscriber
from rig.watch import Watch

QUICK = {Nginx: {"proxy_read_timeout 60s": "proxy_read_timeout 3s", "proxy_send_timeout 60s": "proxy_send_timeout 3s"},
         Haproxy: {"timeout client 50s": "timeout client 3s", "timeout server 50s": "timeout server 3s",
                   "timeout tunnel 60s": "timeout tunnel 3s"},
         Caddy: {}}
HASTY = {Nginx: {"worker_shutdown_timeout 10s": "worker_shutdown_timeout 1s"},
         Haproxy: {"hard-stop-after 10s": "hard-stop-after 1s"}, Caddy: {}}
KINDS = (Nginx, Haproxy, Caddy)
CUTS_SILENT = (Nginx, Haproxy)


class Listener(Subscriber):
    """Of topics on which nobody speaks."""

    def __init__(self, port: int):
        super().__init__("listener", port, Watch(), topics="silence/%23")
        self.heartbeats = 0

    def _hear(self, event: dict) -> None:
        self.heartbeats += event["type"] == "heartbeat"
        super()._hear(event)


async def heard(listener: Listener, is_true, what: str, deadline: float = 60) -> None:
    running = asyncio.create_task(listener.run())
    running.add_done_callback(listener.watch.ended)
    try:
        await listener.watch.until(is_true, what, deadline)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


class Through(unittest.TestCase):
    def test_heartbeats_keep_a_silent_connection(self) -> None:
        with Hub(None, "--heartbeat", "1s") as hub:
            for kind in installed(*KINDS):
                with self.subTest(proxy=kind.name), kind(hub, QUICK[kind]) as proxy:
                    listener = Listener(proxy.port)
                    asyncio.run(heard(listener, lambda: listener.heartbeats >= 8, "8 heartbeats"))
                    self.assertEqual((listener.connections, listener.troubles), (1, []))

    def test_without_them_it_would_be_cut(self) -> None:
        with Hub(None, "--heartbeat", "5m") as hub:
            for kind in installed(*CUTS_SILENT):
                with self.subTest(proxy=kind.name), kind(hub, QUICK[kind]) as proxy:
                    listener = Listener(proxy.port)
                    asyncio.run(heard(listener, lambda: listener.connections > 1, "a second connection"))

    def test_a_reload_costs_nothing(self) -> None:
        for kind in installed(*KINDS):
            with self.subTest(proxy=kind.name), tempfile.TemporaryDirectory() as folder, \
                    Hub(Path(folder)) as hub, kind(hub, HASTY[kind]) as proxy:
                print(f"{kind.name}: {asyncio.run(self.reload_under_load(hub, proxy))}", flush=True)

    async def reload_under_load(self, hub: Hub, proxy: Proxy) -> str:
        async with SteadyLoad(hub, publishers=2, subscribers=5, rate=100) as load:
            for subscriber in load.subscribers:
                subscriber.port = proxy.port
            for reloads in (1, 2):
                await load.until_all_hear()
                await asyncio.to_thread(proxy.reload)
                await load.watch.until(lambda: all(subscriber.connections > reloads for subscriber in load.subscribers),
                                       "everybody was cut and has come back")
            await load.until_all_hear()
            await load.finish()
            proof.prove(load.publishers, load.subscribers)
            sent, missed, doubled = load.tally()
            return f"{sent} messages, 2 reloads, {missed} missing, {doubled} doubled, " \
                   f"longest silence {load.take_silence():.2f} s"

    @unittest.skipUnless(os.environ.get("CRIER_SILENCE"), "CRIER_SILENCE says for how many seconds")
    def test_everybody_s_own_timeouts_are_outlasted(self) -> None:
        seconds = int(os.environ["CRIER_SILENCE"])
        with Hub(None) as hub:
            asyncio.run(self.outlast(hub, seconds))

    async def outlast(self, hub: Hub, seconds: int) -> None:
        due = seconds // 15
        with ExitStack() as running:
            proxies = [running.enter_context(kind(hub, {})) for kind in installed(*KINDS)]
            listeners = [Listener(proxy.port) for proxy in proxies]
            await asyncio.gather(*(heard(listener, lambda one=listener: one.heartbeats >= due,
                                         f"{due} heartbeats", seconds + 60) for listener in listeners))
            for proxy, listener in zip(proxies, listeners):
                self.assertEqual((listener.connections, listener.troubles), (1, []), proxy.name)


if __name__ == "__main__":
    unittest.main()
