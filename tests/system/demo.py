"""scripts/run, scripts/run-secure and scripts/run-cluster in a process group of their own, on the programs in CRIER_BIN."""

import os
import re
import select
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.ports import free_port  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 40


def processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def group_of(pid: int) -> Optional[int]:
    """None once the process has ended; one that nobody has waited for yet has ended too."""
    try:
        state, _, group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return None
    return None if state == "Z" else int(group)


def is_ours(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]
    except OSError:
        return False
    return os.path.basename(command) in {"crier-hub", "crier-broadcaster", "nats-server"}


class Running:
    """One of the scripts, until it says that Ctrl-C ends it."""

    def __init__(self, script: str, publish_port: Optional[int] = None, web_port: Optional[int] = None,
                 **environment: str):
        self.data = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [str(ROOT / "scripts" / script)], start_new_session=True, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=dict(os.environ, CRIER_RUN_DATA=self.data.name,
                     CRIER_RUN_PUBLISH_PORT=str(publish_port or free_port()),
                     CRIER_RUN_WEB_PORT=str(web_port or free_port()), **environment))
        self.output = ""
        for line in self.process.stdout:
            self.output += line
            if "Ctrl-C" in line:
                break
        self.url = self.found(r"Dashboard +(https?://\S+)")
        self.publish = self.found(r"Publishers +([^\s,]+)")

    def found(self, pattern: str) -> str:
        match = re.search(pattern, self.output)
        assert match, f"{pattern} is not in: {self.output}"
        return match.group(1)

    def until(self, *patterns: str) -> None:
        """Reads on until a line like each of them has come, in whatever order."""
        awaited = set(patterns)
        limit = threading.Timer(DEADLINE, self.process.terminate)
        limit.start()
        for line in self.process.stdout:
            self.output += line
            awaited -= {pattern for pattern in awaited if re.search(pattern, line)}
            if not awaited:
                limit.cancel()
                return
        raise AssertionError(f"{awaited} never came: {self.output}")

    def programs(self) -> list[int]:
        """Our programs in its group, by pid, the oldest first."""
        return sorted(pid for pid in processes()
                      if group_of(pid) == self.process.pid and is_ours(pid))

    def started(self, count: int) -> list[int]:
        """The same once there are so many: a shell that was told to begin one is not it yet."""
        deadline = time.monotonic() + DEADLINE
        while len(found := self.programs()) < count and time.monotonic() < deadline:
            select.select([], [], [], 0.01)
        return found

    def ended(self) -> int:
        rest, _ = self.process.communicate(timeout=DEADLINE)
        self.data.cleanup()
        self.output += rest
        return self.process.returncode


class Demo(unittest.TestCase):
    def start(self, script: str, **options) -> Running:
        running = Running(script, **options)
        self.addCleanup(running.data.cleanup)
        self.addCleanup(running.process.stdout.close)
        self.addCleanup(self.end_group, running)
        return running

    @staticmethod
    def end_group(running: Running) -> None:
        """Whatever a failed test has left running; it ends its programs itself when told to."""
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(timeout=DEADLINE)

    def assert_all_ended(self, running: Running) -> None:
        self.assertEqual(running.programs(), [], running.output)
