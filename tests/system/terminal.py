"""A shell on a terminal, to which a test types as a person does."""

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from pathlib import Path

DEADLINE = 60
PROMPT = re.compile(r"<status (\d+)>")


def session_of(pid: int) -> int:
    """0 once it has ended, also where nobody has waited for it yet."""
    try:
        state, *numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return 0
    return 0 if state == "Z" else int(numbers[-1])


class Terminal:
    def __init__(self, folder: Path, environment: dict[str, str]):
        self.screen = ""
        self.seen = 0  # how much of it was there before the last command
        self.ours, theirs = pty.openpty()
        modes = termios.tcgetattr(theirs)
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(theirs, termios.TCSANOW, modes)
        shell = ["setsid", "--ctty", "bash", "--norc", "--noprofile", "--noediting", "-i"]
        self.process = subprocess.Popen(shell, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
                                        env=environment | {"PS1": "<status $?>", "PS2": "", "TERM": "dumb"})
        os.close(theirs)
        self.status()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all that was begun here: a hub takes it for nothing that its terminal is gone."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            self._tell(number)
            end = time.monotonic() + DEADLINE / 4
            while self.begun() and time.monotonic() < end:
                self._read(0.02)
        self.process.send_signal(signal.SIGHUP)
        self.process.wait(DEADLINE)
        os.close(self.ours)

    def _tell(self, number: int) -> None:
        for pid in self.begun():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def begun(self) -> list[int]:
        """What was typed here and runs on."""
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [pid for pid in pids if pid != self.process.pid and session_of(pid) == self.process.pid]

    def enter(self, command: str) -> None:
        self._read(0)
        self.seen = len(self.screen)
        os.write(self.ours, f"{command}\n".encode())

    def press_ctrl_c(self) -> None:
        os.write(self.ours, b"\x03")

    @property
    def shown(self) -> str:
        """Since the last command was typed."""
        return self.screen[self.seen:].replace("\r\n", "\n")

    def until_true(self, holds, what: str):
        """What `holds` gives, once that is true: it is asked whenever something was shown, and else now and then."""
        end = time.monotonic() + DEADLINE
        while not (found := holds()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {DEADLINE} s: {what}; shown was:\n{self.shown}")
            self._read(0.05)
        return found

    def status(self) -> int:
        """Of what was typed, once it has ended."""
        return int(self.until_true(lambda: PROMPT.search(self.shown), "it ends by itself")[1])

    def _read(self, seconds: float) -> None:
        while select.select([self.ours], [], [], seconds)[0]:
            try:
                piece = os.read(self.ours, 65536)
            except OSError:  # everybody has left the terminal
                return
            if not piece:
                return
            self.screen += piece.decode(errors="replace")
            seconds = 0
