"""NATS servers with JetStream that are killed and started again: one, or a cluster, whose hubs know no
other way to it than the one that they were given."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Optional, Sequence

from .hub import DEADLINE, WITHOUT_PROXY
from .ports import free_port

CONFIG = """
server_name: "{name}"
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{monitor}"
jetstream {{ store_dir: "{folder}", max_memory_store: 64MB, max_file_store: 2GB }}
"""
CLUSTER = """
cluster {{ name: crier, listen: "127.0.0.1:{route}", routes: [{routes}], no_advertise: true {more} }}
"""


class NatsServer:
    def __init__(self, folder: Path, name: str = "n1", routes: tuple[int, ...] = (), route: int = 0, *,
                 door: int = 0, more: str = ""):
        """`routes` are where it finds the others, `door` where they are told to find it; `more` is configuration."""
        self.name, self.port, self.monitor = name, free_port(), free_port()
        self.process = None
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / "nats.conf"
        self.log = folder / "nats.log"
        text = CONFIG.format(name=name, port=self.port, monitor=self.monitor, folder=folder / "store")
        if route:
            text += CLUSTER.format(route=route, routes=", ".join(f'"nats://127.0.0.1:{other}"' for other in routes),
                                   more=f', advertise: "127.0.0.1:{door}"' if door else "")
        self.config.write_text(text + more)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def __enter__(self) -> "NatsServer":
        try:
            self.start()
            self.wait_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(["nats-server", "-c", str(self.config)], stdout=log, stderr=log)

    def wait_ready(self) -> None:
        """Until its JetStream says that it is well."""
        end = time.monotonic() + DEADLINE
        while not self.is_well():
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"nats-server isn't ready: {self.log.read_text()[-2000:]}")

    def is_well(self) -> bool:
        return self.ask("healthz") is not None

    def ask(self, what: str) -> Optional[dict]:
        """What its monitoring says; nothing while it isn't there or isn't well."""
        try:
            with WITHOUT_PROXY.open(f"http://127.0.0.1:{self.monitor}/{what}", timeout=5) as answer:
                return json.loads(answer.read())
        except OSError:
            return None

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Lets it write down what it has."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(DEADLINE)
            self.process = None

    def pause(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)


class NatsCluster:
    """Three servers, of which any two are enough."""

    def __init__(self, folder: Path, size: int = 3, more: Sequence[str] = ()):
        """`more`: configuration of each."""
        routes = tuple(free_port() for _ in range(size))
        self.servers = [NatsServer(folder / f"n{i}", f"n{i}", routes, route, more="".join(more[i - 1:i]))
                        for i, route in enumerate(routes, 1)]

    @property
    def url(self) -> str:
        return ",".join(server.url for server in self.servers)

    def __enter__(self) -> "NatsCluster":
        try:
            for server in self.servers:
                server.start()
            for server in self.servers:
                server.wait_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers:
            server.kill()
