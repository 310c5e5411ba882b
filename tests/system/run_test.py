"""What `make run` does once everything is built: scripts/run on the programs in CRIER_BIN."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path
from typing import Optional

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 40


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


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
    return os.path.basename(command) in {"crier-hub", "crier-broadcaster"}


class Running:
    """scripts/run in a process group of its own, until it says that Ctrl-C ends it."""

    def __init__(self, publish_port: Optional[int] = None, web_port: Optional[int] = None):
        self.data = tempfile.TemporaryDirectory()
        environment = dict(
            os.environ,
            CRIER_RUN_DATA=self.data.name,
            CRIER_RUN_PUBLISH_PORT=str(publish_port or free_port()),
            CRIER_RUN_WEB_PORT=str(web_port or free_port()),
        )
        self.process = subprocess.Popen(
            [str(ROOT / "scripts/run")], env=environment, start_new_session=True, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        self.output = ""
        for line in self.process.stdout:
            self.output += line
            if "Ctrl-C" in line:
                break
        self.url = self.found(r"Dashboard +(http://\S+)")
        self.publish = self.found(r"Publishers +(\S+)")

    def found(self, pattern: str) -> str:
        match = re.search(pattern, self.output)
        assert match, f"{pattern} is not in: {self.output}"
        return match.group(1)

    def programs(self) -> list[int]:
        """Our programs in its group, by pid, the oldest first."""
        return sorted(pid for pid in processes()
                      if group_of(pid) == self.process.pid and is_ours(pid))

    def ended(self) -> int:
        rest, _ = self.process.communicate(timeout=DEADLINE)
        self.data.cleanup()
        self.output += rest
        return self.process.returncode


class Run(unittest.TestCase):
    def start(self, **ports: int) -> Running:
        running = Running(**ports)
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

    def test_it_serves_the_page_and_runs_three_broadcasters(self):
        running = self.start()
        with urllib.request.urlopen(running.url + "readyz", timeout=DEADLINE) as answer:
            self.assertEqual(answer.status, 200)
        self.assertEqual(len(running.programs()), 4)
        self.assertIn("wscat -c 'ws://", running.output)

    def test_ctrl_c_ends_everything(self):
        running = self.start()
        os.killpg(running.process.pid, signal.SIGINT)
        self.assertEqual(running.ended(), 0, running.output)
        self.assert_all_ended(running)

    def test_a_termination_signal_to_it_alone_ends_everything(self):
        running = self.start()
        running.process.send_signal(signal.SIGTERM)
        self.assertEqual(running.ended(), 0, running.output)
        self.assert_all_ended(running)

    def test_when_one_program_dies_the_others_end_too(self):
        running = self.start()
        os.kill(running.programs()[-1], signal.SIGKILL)
        self.assertEqual(running.ended(), 1, running.output)
        self.assertIn("ended by itself", running.output)
        self.assert_all_ended(running)

    def test_taken_ports_are_replaced_and_told(self):
        with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
            ports = [one.getsockname()[1], two.getsockname()[1]]
            running = self.start(publish_port=ports[0], web_port=ports[1])
            self.assertIn(f"Port {ports[0]} is taken", running.output)
            self.assertIn(f"Port {ports[1]} is taken", running.output)
            self.assertNotIn(f":{ports[1]}/", running.url)


if __name__ == "__main__":
    unittest.main()
