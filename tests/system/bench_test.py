"""The benchmark, so shortly that its numbers say nothing: that it measures, and finds no fault."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("CRIER_BIN", ROOT / "build/dev/bin"))
SHORT = ["--seconds", "0.05", "--repeat", "1", "--connections-max", "1000",
         "--subscribers", "20", "--windows", "1", "32", "--topics", "1000", "--stored", "20000"]


# Debian's, as tests/bench/growth needs it for matplotlib.
SYSTEM_PYTHON = "/usr/bin/python3"


def run(*command: object) -> None:
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           check=False)
    print(ended.stdout)
    if ended.returncode != 0:
        raise AssertionError(f"it ended with {ended.returncode}")


def measure(*options: str) -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="crier-") as folder:
        told = Path(folder) / "told.json"
        run(sys.executable, ROOT / "tests/bench/run", "--bin", BIN, *SHORT, "--json", told, *options)
        return json.loads(told.read_text("utf-8"))


def can_draw() -> bool:
    return Path(SYSTEM_PYTHON).exists() and subprocess.run(
        [SYSTEM_PYTHON, "-c", "import matplotlib"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def is_sanitized(program: Path) -> bool:
    return any(mark in program.read_bytes() for mark in (b"__asan_init", b"__tsan_init"))


class Measuring(unittest.TestCase):
    def test_crier_alone(self) -> None:
        names = ["fan-out", "latency", "storm", "stalled", "stored", "topics",
                 "many-topics", "tree", "catch-up"]
        if is_sanitized(BIN / "crier-hub"):
            names.remove("tree")  # 100,000 filters: many times slower than the load is patient
        results = measure("--servers", "crier-raw", "crier-json", "crier-sqlite", "crier-memory",
                          "--only", *names)
        self.assertEqual({one["scenario"] for one in results}, set(names))
        for one in results:
            self.assertNotIn("failed", one)
            self.assertEqual(one["missing"] + one["repeated"] + one.get("cut", 0), 0)

    def test_peers_take_turns_with_it(self) -> None:
        """Those that are installed here."""
        results = measure("--only", "fan-out")
        ours = [one for one in results if one["server"].startswith("crier-")]
        self.assertEqual(len(ours), 4)
        for one in ours:
            self.assertGreater(one["deliveries"], 0, one)

    def test_tls_is_measured_beside_none(self) -> None:
        servers = ["crier-raw", "crier-raw-tls", "crier-json-tls"]
        results = measure("--servers", *servers, "nats", "nats-tls", "--only", "tls",
                          "--connections-max", "20")
        self.assertLessEqual(set(servers), {one["server"] for one in results})
        for one in results:
            self.assertNotIn("failed", one)
            self.assertGreater(one["deliveries"], 0, one)
            if one["server"] in servers:
                self.assertEqual(one["missing"] + one["repeated"] + one["cut"], 0)

    def test_hubs_that_share_a_history_are_measured_beside_others(self) -> None:
        servers = ["crier-sqlite", "crier-shared-1x1", "crier-shared-3x3", "nats-stream-0x1", "nats-stream-0x3"]
        scenarios = ["shared-stored", "shared-fan-out", "shared-latency"]
        results = measure("--servers", *servers, "--only", *scenarios, "--connections-max", "20", "--windows", "32")
        told = {(one["scenario"], one["server"]) for one in results}
        self.assertLessEqual({(scenario, server) for scenario in scenarios[1:] for server in servers}, told)
        self.assertIn(("shared-stored", "crier-shared-3x3"), told)
        for one in results:
            self.assertNotIn("failed", one)
            if one["server"].startswith("crier-"):  # what others lose under load is theirs
                self.assertEqual(one["missing"] + one["repeated"] + one.get("cut", 0), 0, one)

    @unittest.skipUnless(can_draw(), "python3-matplotlib isn't installed (scripts/deps bench)")
    def test_growth_is_drawn(self) -> None:
        with tempfile.TemporaryDirectory(prefix="crier-") as folder:
            drawn = Path(folder) / "drawn.svg"
            run(SYSTEM_PYTHON, ROOT / "tests/bench/growth", "--bin", BIN, "--largest", "20",
                "--seconds", "0.05", "--repeat", "1", "--picture", drawn)
            self.assertIn("<svg", drawn.read_text("utf-8"))


if __name__ == "__main__":
    unittest.main()
