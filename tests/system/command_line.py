"""crier, the command line, run as people run it."""

import contextlib
import os
import queue
import re
import signal
import subprocess
import threading
import time
from typing import IO, Callable, Optional, Union

from rig.hub import BIN, Hub

DEADLINE = 120
CRIER = str(BIN / "crier")


def environment(hub: Optional[Hub], **more: str) -> dict[str, str]:
    """Where the hub is stands in the environment, so that commands are as short as people's."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CRIER_")}
    own |= {"TZ": "UTC", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    if hub:
        own |= {"CRIER_URL": f"http://127.0.0.1:{hub.web_port}",
                "CRIER_HUB": f"127.0.0.1:{hub.publish_port}"}
    return own | more


def crier(hub: Optional[Hub], *arguments: str, says: bytes = b"", **more: str) -> subprocess.CompletedProcess:
    """Runs a command to its end; what it prints is bytes decoded with care for none."""
    done = subprocess.run([CRIER, *arguments], input=says, capture_output=True, timeout=DEADLINE,
                          env=environment(hub, **more), check=False)
    done.stdout = done.stdout.decode(errors="surrogateescape")
    done.stderr = done.stderr.decode(errors="surrogateescape")
    return done


class Running:
    """A command that runs on while a test does something else."""

    def __init__(self, hub: Hub, *arguments: str, stdin: Union[int, IO] = subprocess.PIPE, **more: str):
        self.process = subprocess.Popen(
            [CRIER, *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=environment(hub, **more))
        self.output: list[str] = []
        self.errors: list[str] = []
        self._lines: queue.Queue[tuple[list[str], str]] = queue.Queue()
        self._readers = [threading.Thread(target=self._read, args=(stream, kept)) for stream, kept in
                         ((self.process.stdout, self.output), (self.process.stderr, self.errors))]
        for reader in self._readers:
            reader.start()

    def _read(self, stream, kept: list[str]) -> None:
        for line in stream:
            self._lines.put((kept, line.rstrip("\n")))

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        for reader in self._readers:
            reader.join()
        if self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()

    def until(self, pattern: str) -> str:
        """The next line, of either stream, that matches."""
        while True:
            try:
                kept, line = self._lines.get(timeout=DEADLINE)
            except queue.Empty:
                raise AssertionError(f"no line like {pattern!r}: {self.output} {self.errors}") from None
            kept.append(line)
            if re.search(pattern, line):
                return line

    def runs_until(self, condition: Callable[[], bool]) -> None:
        """Waits for what it brings about elsewhere."""
        deadline = time.monotonic() + DEADLINE
        while not condition():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"it ended, or took too long: {self.output} {self.errors}")

    def end(self, number: int = signal.SIGINT) -> int:
        """Its exit status."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        status = self.process.wait(DEADLINE)
        for reader in self._readers:
            reader.join()
        while not self._lines.empty():
            kept, line = self._lines.get()
            kept.append(line)
        return status
