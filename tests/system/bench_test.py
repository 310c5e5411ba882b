"""tests/bench/run, so shortly that its numbers say nothing: that it measures, and finds no fault."""

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


def measure(*options: str) -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="crier-") as folder:
        told = Path(folder) / "told.json"
        ended = subprocess.run(
            [sys.executable, ROOT / "tests/bench/run", "--bin", BIN, *SHORT, "--json", told, *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        print(ended.stdout)
        if ended.returncode != 0:
            raise AssertionError(f"it ended with {ended.returncode}")
        return json.loads(told.read_text("utf-8"))


class Measuring(unittest.TestCase):
    def test_crier_alone(self) -> None:
        names = ["fan-out", "latency", "storm", "stalled", "stored", "topics",
                 "many-topics", "tree", "catch-up"]
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


if __name__ == "__main__":
    unittest.main()
