"""A hub that is killed and started again on the same ports and the same data folder."""

import json
import mmap
import os
import re
import selectors
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Optional

from .ports import free_port

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(os.environ.get("CRIER_BIN", ROOT / "build/dev/bin"))
DEADLINE = 120
SANITIZERS = (b"__asan_init", b"__tsan_init")
WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Hub:
    def __init__(self, data_dir: Optional[Path] = None, *options: str):
        self.publish_port, self.web_port = free_port(), free_port()
        self.data_dir = data_dir
        self.command = [str(BIN / "crier-hub"), "--publish-address", f"127.0.0.1:{self.publish_port}",
                        "--web-address", f"127.0.0.1:{self.web_port}", *options]
        if data_dir:
            self.command += ["--data-dir", str(data_dir)]
        self.process: Optional[subprocess.Popen] = None
        self.said = ""  # of the process before
        self.starts = 0

    def __enter__(self) -> "Hub":
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process:
            failed = self.process.poll()
            self.kill()
            if failed:
                print(f"the hub ended by itself, status {failed}: {self.said}", file=sys.stderr)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def database(self) -> Path:
        return self.data_dir / "crier.db"

    def must_run(self) -> None:
        """Raises when it ended without having been told to."""
        if self.process and not self.is_ending and self.process.poll() is not None:
            raise AssertionError(f"the hub ended by itself, status {self.process.returncode}: "
                                 f"{self.words()}")

    def spawn(self) -> None:
        """Starts it, and doesn't wait until it serves."""
        self.starts += 1
        self.is_ending = False
        # Its log is a file without a name: a pipe that nobody reads would stop it.
        self.log = os.memfd_create("hub's log")
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.log, text=True)

    def start(self) -> "Hub":
        self.spawn()
        self.wait_ready()
        return self

    def wait_ready(self) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)
            if not waiting.select(DEADLINE):
                raise AssertionError(f"the hub was not ready within {DEADLINE} s: {self.words()}")
        line = self.process.stdout.readline()
        if not re.match(r"crier-hub ready publish=", line):
            raise AssertionError(f"the hub did not start: {line!r} {self.words()}")

    def words(self) -> str:
        """What it has written on standard error."""
        return os.pread(self.log, 1 << 24, 0).decode(errors="replace")

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Lets it drain; its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, number: int) -> int:
        self.is_ending = True
        self.process.send_signal(number)
        status = self.process.wait(DEADLINE)
        self.said = self.words()
        self.process.stdout.close()
        os.close(self.log)
        self.process = None
        return status

    def get(self, path: str) -> tuple[int, str]:
        try:
            with WITHOUT_PROXY.open(f"http://127.0.0.1:{self.web_port}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def info(self) -> dict:
        return json.loads(self.get("/api/v1/info")[1])

    def topics(self) -> dict[str, dict]:
        return {entry["topic"]: entry for entry in json.loads(self.get("/api/v1/topics")[1])["topics"]}

    @property
    def is_sanitized(self) -> bool:
        """A sanitizer keeps freed memory, and memory of its own beside every byte."""
        with open(self.command[0], "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as program:
            return any(program.find(mark) >= 0 for mark in SANITIZERS)

    def memory(self) -> int:
        """Its resident bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds_to(action) -> float:
    begun = time.monotonic()
    action()
    return time.monotonic() - begun
