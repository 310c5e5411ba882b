"""Hubs that share a history on NATS JetStream; tests/soak disturbs them for longer."""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from stranger import BIN, DEADLINE, Hub, call, stream  # noqa: E402
from rig.chance import seeded  # noqa: E402
from rig.nats import NatsServer  # noqa: E402
from scenarios.shared_history import kill_anything  # noqa: E402


class Shared(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="crier-")))

    def hub(self, nats: NatsServer, *options: str) -> Hub:
        return Hub(None, "--history", "jetstream", "--nats-url", nats.url, *options)

    def refused(self, *options: str) -> str:
        ended = subprocess.run([str(BIN / "crier-hub"), "--publish-address", "127.0.0.1:0", "--web-address",
                                "127.0.0.1:0", "--history", "jetstream", *options],
                               capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((ended.returncode, ended.stderr.count("\n")), (1, 1), ended.stderr)
        return ended.stderr

    def test_a_hub_that_comes_after_messages_have_expired_knows_what_the_others_know(self) -> None:
        with NatsServer(self.folder) as nats:
            with self.hub(nats, "--retain-messages", "400") as first:
                for topic in ("rare/1", "rare/2"):
                    self.assertEqual(call(first, f"/api/v1/publish/{topic}", body=b"x")[0], 200)
                session = {"Crier-Session": "s", "Crier-Source": "press", "Crier-Seq": "1"}
                self.assertEqual(call(first, "/api/v1/publish/rare/1", body=b"x", headers=session)[0], 200)
                rare = {name: entry["last_offset"] for name, entry in first.topics().items()}
                for i in range(1000):
                    self.assertEqual(call(first, f"/api/v1/publish/often/{i % 20}", body=b"x")[0], 200)
                end = time.monotonic() + DEADLINE
                while not (self.folder / "store/jetstream/$G/streams/KV_crier-state").exists():
                    self.assertLess(time.monotonic(), end, "the hub has written nothing down")
                    first.info()
                with self.hub(nats, "--retain-messages", "400") as second:
                    self.assertGreater(second.info()["oldest_offset"], 1)
                    self.assertEqual({name: entry["last_offset"] for name, entry in second.topics().items()
                                      if name in rare}, rare)
                    again = call(second, "/api/v1/publish/rare/1", body=b"x", headers=session)
                    self.assertEqual((again[0], json.loads(again[1])["repeated"]), (200, True))
                    self.assertEqual(call(second, "/api/v1/publish/rare/2", body=b"x")[0], 200)
                    since = max(hub.info()["oldest_offset"] for hub in (first, second)) - 1
                    pages = [call(hub, f"/api/v1/messages?since={since}&limit=1000")[1] for hub in (first, second)]
                    self.assertEqual(json.loads(pages[0])["messages"], json.loads(pages[1])["messages"])
                    self.assertEqual(json.loads(pages[1])["messages"][-1]["prev"], rare["rare/2"])

    def test_a_position_that_may_be_another_hub_s_is_no_gap_while_nats_is_away(self) -> None:
        with NatsServer(self.folder) as nats, self.hub(nats) as hub:
            self.assertEqual(call(hub, "/api/v1/publish/a", body=b"x")[0], 200)
            info = hub.info()
            ahead = f"{info['epoch']}:{info['last_offset'] + 1}"
            nats.stop()
            self.assertEqual(call(hub, f"/api/v1/messages?since={ahead}"), (503, "internal"))
            told = asyncio.run(stream(hub, f"since={ahead}", until="gap"))
            self.assertEqual((told.get("type"), told.get("code")), ("close", 1011), told)
            # What it has itself it serves all the same.
            self.assertEqual(call(hub, f"/api/v1/messages?since={info['epoch']}:0")[0], 200)
            nats.start()
            nats.wait_ready()
            end = time.monotonic() + DEADLINE
            while call(hub, f"/api/v1/messages?since={ahead}")[0] != 200:  # nobody has that message now: a gap
                self.assertLess(time.monotonic(), end, "the hub doesn't find NATS again")

    def test_whoever_speaks_nats_can_publish(self) -> None:
        with NatsServer(self.folder) as nats, self.hub(nats) as hub:
            with socket.create_connection(("127.0.0.1", nats.port), DEADLINE) as connected:
                connected.sendall(b'CONNECT {"verbose":false}\r\nPUB crier.a.b=2Ec 5\r\nhello\r\nPING\r\n')
                while b"PONG" not in connected.recv(65536):
                    pass
            end = time.monotonic() + DEADLINE
            while hub.info()["last_offset"] < 1:
                self.assertLess(time.monotonic(), end, "the message doesn't come")
            (message,) = json.loads(call(hub, "/api/v1/messages?since=0")[1])["messages"]
            self.assertEqual((message["topic"], message["data"], message["source"]), ("a/b.c", "hello", "nats"))

    def test_what_can_t_be_used_is_said(self) -> None:
        self.assertIn("NATS can't be reached at nats://127.0.0.1:1", self.refused("--nats-url", "nats://127.0.0.1:1"))
        with NatsServer(self.folder) as nats:
            with self.hub(nats, "--nats-stream", "one"):
                pass
            words = self.refused("--nats-url", nats.url, "--nats-stream", "one", "--nats-replicas", "3")
            self.assertIn("--nats-replicas", words)
            self.assertIn("can't be read", self.refused("--nats-url", nats.url, "--nats-token-file", "/nowhere"))

    def test_a_hub_without_nats_is_not_ready_and_goes_on_when_it_is_back(self) -> None:
        with NatsServer(self.folder) as nats, self.hub(nats) as hub:
            self.assertEqual(call(hub, "/api/v1/publish/a", body=b"x")[0], 200)
            nats.kill()
            end = time.monotonic() + DEADLINE
            while hub.get("/readyz")[0] != 503:
                self.assertLess(time.monotonic(), end, "the hub stays ready")
            self.assertEqual(hub.get("/livez")[0], 200)
            nats.start()
            nats.wait_ready()
            while hub.get("/readyz")[0] != 200:
                self.assertLess(time.monotonic(), end, "the hub doesn't come back")
            self.assertEqual(json.loads(call(hub, "/api/v1/publish/a", body=b"x")[1])["offset"], 2)

    def test_a_hub_that_has_missed_entries_ends_and_says_so(self) -> None:
        """Its subscribers would miss them in silence. More than NATS sends ahead passes while it stands still."""
        with NatsServer(self.folder) as nats, self.hub(nats, "--retain-bytes", "1MiB") as still, \
                self.hub(nats, "--retain-bytes", "1MiB") as other:
            still.pause()
            for _ in range(160):
                self.assertEqual(call(other, "/api/v1/publish/a", body=b"x" * 500_000)[0], 200)
            still.go_on()
            still.is_ending = True
            self.assertEqual(still.process.wait(DEADLINE), 1)
            self.assertIn("let go of entries", still.words())
            self.assertEqual(call(other, "/api/v1/publish/a", body=b"x")[0], 200)

    def test_three_hubs_and_three_servers_under_load(self) -> None:
        print(asyncio.run(kill_anything(seeded("shared"), rounds=4, between=1500)))

    def test_one_server(self) -> None:
        print(asyncio.run(kill_anything(seeded("shared_one"), rounds=3, between=1000, hubs=2, servers=1)))


if __name__ == "__main__":
    unittest.main()
