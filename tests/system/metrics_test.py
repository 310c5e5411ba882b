"""What Prometheus is told: as its own tools want it, and true."""

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from stranger import Hub, call, frames, stream, token

SECRET = b"0123456789abcdef0123456789abcdef"


def values(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"^(\S+) (\S+)$", text, re.M) if not name.startswith("#")}


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.hub = cls.enterClassContext(Hub(folder / "data", "--max-topics", "3", "--metrics-address", "127.0.0.1:0"))
        for payload in (b"four", b"more"):
            assert call(cls.hub, "/api/v1/publish/a", body=payload)[0] == 200
        asyncio.run(stream(cls.hub, "topics=a&since=0", until="live"))
        asyncio.run(stream(cls.hub, "since=0123456789abcdef:1", until="live"))
        assert call(cls.hub, "/api/v1/publish/a%2b", body=b"x")[0] == 400
        cls.text = call(cls.hub, "/metrics")[1]

    def test_prometheus_finds_nothing_wrong(self) -> None:
        promtool = shutil.which("promtool")
        self.assertIsNotNone(promtool, "promtool is in Debian's package prometheus")
        told = subprocess.run([promtool, "check", "metrics"], input=self.text, capture_output=True, text=True, check=False)
        self.assertEqual((told.returncode, told.stdout + told.stderr), (0, ""))

    def test_the_numbers_are_true(self) -> None:
        told = values(self.text)
        for name, value in (("crier_messages_accepted_total", 2 + 1), ("crier_messages_stored_total", 2),
                            ('crier_messages_refused_total{code="bad_topic"}', 1),
                            ("crier_payload_stored_bytes_total", 8), ("crier_commit_messages_sum", 2),
                            ("crier_deliveries_total", 4), ('crier_gaps_total{reason="epoch_changed"}', 1),
                            ("crier_history_last_offset", 2), ("crier_history_writable", 1),
                            ("crier_publish_to_socket_seconds_count", 2), ("crier_outbox_bytes", 0)):
            self.assertEqual(told.get(name), value, name)
        self.assertGreater(told["crier_history_disk_bytes"], 4096)
        self.assertGreater(told["process_resident_memory_bytes"], 1 << 20)
        ledger = self.hub.info()["ledger"]
        self.assertEqual(told["crier_deliveries_matched_total"], ledger["matched"])

    def test_no_label_is_a_client_s_choice(self) -> None:
        labels = set(re.findall(r"(\w+)=\"", self.text))
        self.assertEqual(labels - {"le", "code", "kind", "limit", "reason", "version", "history"}, set())


class Access(unittest.TestCase):
    def test_who_may_follow_the_hub_may_see_them(self) -> None:
        with tempfile.NamedTemporaryFile(suffix=".key") as key:
            key.write(SECRET)
            key.flush()
            with Hub(None, "--token-key", key.name) as hub:
                self.assertEqual(call(hub, "/metrics")[0], 401)
                self.assertEqual(call(hub, "/metrics", token(SECRET, crier={"subscribe": ["a/#"]}))[0], 403)
                self.assertEqual(call(hub, "/metrics", token(SECRET, crier={"subscribe": ["$hub/#"]}))[0], 200)


if __name__ == "__main__":
    unittest.main()
