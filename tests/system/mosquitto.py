"""Debian's mosquitto as a broker that is killed and started again, its command-line clients, and crier-mqtt."""

import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Callable, Optional

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import BIN, Hub  # noqa: E402
from rig.ports import free_port  # noqa: E402

DEADLINE = 90
# Everything that it does is in its log, and on disk at once. It forgets nothing that is queued. Run by
# root it would become somebody who can't read a test's folder.
CONFIG = """
user root
listener {port} 127.0.0.1
allow_anonymous {anonymous}
persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval 1
max_queued_messages 0
log_dest stderr
log_type all
connection_messages true
"""


def until(what: str, holds: Callable[[], bool], words: Callable[[], str] = str) -> None:
    """Looks again and again until it holds."""
    end = time.monotonic() + DEADLINE
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not within {DEADLINE} s: {what}: {words()[-3000:]}")
        select.select([], [], [], 0.02)


class Process:
    """One of the programs, which can be killed, and its log, which goes on when it is started again."""

    def __init__(self, log: Path):
        self.log = log
        self.process: Optional[subprocess.Popen] = None

    def spawn(self, *command: str, **environment: str) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                            env=dict(os.environ, **environment))

    def words(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def count(self, pattern: str) -> int:
        return len(re.findall(pattern, self.words()))

    def until_says(self, pattern: str, times: int = 1) -> None:
        """It, or one of the processes before it."""
        def said() -> bool:
            ended = self.process is not None and self.process.poll() is not None
            if self.count(pattern) >= times:  # looked for after that: it may end with these words
                return True
            if ended:
                raise AssertionError(f"it ended without saying {pattern} {times} times: {self.words()[-3000:]}")
            return False
        until(f"{self.log.name} says {pattern} {times} times", said, self.words)

    def tell(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        status = self.process.wait(DEADLINE)
        self.process = None
        return status

    def end(self, number: int = signal.SIGKILL) -> int:
        self.tell(number)
        return self.ended()

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.end()


class Broker(Process):
    def __init__(self, folder: Path, config: str = "", anonymous: bool = True, clients: tuple[str, ...] = ()):
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder / "mosquitto.log")
        self.port = free_port()
        self.clients = ("-h", "localhost", "-p", str(self.port), "-V", "mqttv5", *clients)
        self.config = folder / "mosquitto.conf"
        self.config.write_text(CONFIG.format(port=self.port, folder=folder, anonymous=str(anonymous).lower()) + config)

    def __enter__(self) -> "Broker":
        self.start()
        return self

    def start(self) -> None:
        before = self.count(r"mosquitto version \S+ running")
        self.spawn("mosquitto", "-c", str(self.config))
        self.until_says(r"mosquitto version \S+ running", before + 1)

    def publish(self, topic: str, *payloads: str, options: tuple[str, ...] = ("-q", "1")) -> None:
        """One connection; each payload is a line. It returns once the broker has acknowledged them."""
        subprocess.run(["mosquitto_pub", *self.clients, "-t", topic, "-l", *options], check=True, timeout=DEADLINE,
                       input="".join(f"{payload}\n" for payload in payloads), text=True)

    def publish_bytes(self, topic: str, payload: bytes) -> None:
        what = "-s" if payload else "-n"
        subprocess.run(["mosquitto_pub", *self.clients, "-t", topic, "-q", "1", what], check=True, timeout=DEADLINE,
                       input=payload)


class Heard:
    """What mosquitto_sub receives, as "topic payload", from when the broker has it subscribed. The broker
    keeps its session, for the next of that name."""

    def __init__(self, broker: Broker, topic: str, name: str = "listener"):
        self.lines: list[str] = []
        before = broker.count(rf"Sending SUBACK to {name}")
        self.process = subprocess.Popen(["mosquitto_sub", *broker.clients, "-i", name, "-t", topic, "-q", "1", "-v",
                                         "-c", "-x", "3600"], stdout=subprocess.PIPE, text=True)
        self.reading = threading.Thread(target=self._read)
        self.reading.start()
        broker.until_says(rf"Sending SUBACK to {name}", before + 1)

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def until(self, count: int) -> list[str]:
        until(f"{count} lines heard", lambda: len(self.lines) >= count, lambda: str(self.lines))
        return self.lines

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reading.join()
        self.process.stdout.close()


class Bridge(Process):
    def __init__(self, folder: Path, hub: Hub, broker: Broker, *options: str, hub_port: int = 0, broker_port: int = 0):
        """The ports are those of what stands in between."""
        super().__init__(folder / "bridge.log")
        self.command = [str(BIN / "crier-mqtt"), "--hub", f"localhost:{hub_port or hub.publish_port}",
                        "--broker", f"localhost:{broker_port or broker.port}", "--log-level", "debug", *options]

    def __enter__(self) -> "Bridge":
        self.start()
        try:
            self.wait_subscribed()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, **environment: str) -> None:
        self.spawned_at = self.count("subscribed at the broker")
        self.spawn(*self.command, **environment)

    def wait_subscribed(self) -> None:
        self.until_says("subscribed at the broker", self.spawned_at + 1)

    def memory(self) -> int:
        """Its resident bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024
