"""nginx, HAProxy and Caddy as docs/proxies.md configures them, as children on free ports."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from stranger import DEADLINE, Hub
from rig.ports import free_port

HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")  # Caddy writes there
DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/proxies.md").read_text()


def documented(language: str) -> str:
    return re.search(rf"^```{language}\n(.*?)^```", DOCUMENT, re.M | re.S).group(1)


class Proxy:
    """One that runs; `changes` are replacements in its documented configuration."""

    name = ""

    def __init__(self, hub: Hub, changes: dict[str, str]):
        self.port = free_port()
        self.text = documented(self.name)
        for before, after in {"127.0.0.1:8080": f"127.0.0.1:{hub.web_port}",
                              "127.0.0.1:8000": f"127.0.0.1:{self.port}", **changes}.items():
            if before not in self.text:
                raise AssertionError(f"{before} isn't in the configuration of {self.name} any more")
            self.text = self.text.replace(before, after)

    def __enter__(self) -> "Proxy":
        self._folder = tempfile.TemporaryDirectory(prefix=f"crier-{self.name}-")
        self.folder = Path(self._folder.name)
        self.file = self.folder / "configuration"
        self.file.write_text(self.text)
        self._log = os.memfd_create(self.name)
        self.process = subprocess.Popen(self.command(), stdout=self._log, stderr=self._log, cwd=self.folder,
                                        env={**os.environ, **{name: str(self.folder) for name in HOMES}})
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(DEADLINE)
        os.close(self._log)
        self._folder.cleanup()

    def _wait(self) -> None:
        """It listens: who connects before is refused."""
        end = time.monotonic() + DEADLINE
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{self.name} does not listen: {os.pread(self._log, 1 << 20, 0).decode()}")

    def command(self) -> list[str]:
        raise NotImplementedError

    def reload(self) -> None:
        raise NotImplementedError


class Nginx(Proxy):
    name = "nginx"

    def __init__(self, hub: Hub, changes: dict[str, str]):
        super().__init__(hub, changes)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"    {kind}_temp_path {kind};\n" for kind in kinds)
        self.text = self.text.replace("http {\n", "http {\n    access_log off;\n" + places, 1)

    def command(self) -> list[str]:
        # As root, its workers would be another user's, who may not enter the folder.
        user = " user root;" if os.geteuid() == 0 else ""
        return ["nginx", "-p", str(self.folder), "-c", str(self.file), "-e", "stderr",
                "-g", f"daemon off; pid {self.folder}/pid;{user}"]

    def reload(self) -> None:
        subprocess.run([*self.command(), "-s", "reload"], check=True, capture_output=True)


class Haproxy(Proxy):
    name = "haproxy"

    def command(self) -> list[str]:
        return ["haproxy", "-W", "-S", str(self.folder / "master"), "-f", str(self.file)]

    # Its workers serve before it heeds signals itself, and what comes too early is lost: so it is asked.
    def reload(self) -> None:
        self._until_reloaded(0)
        wanted = self._reloads() + 1
        self.process.send_signal(signal.SIGUSR2)
        self._until_reloaded(wanted)

    def _until_reloaded(self, times: int) -> None:
        end = time.monotonic() + DEADLINE
        while self._reloads() < times:
            if time.monotonic() > end:
                raise AssertionError(f"haproxy did not reload: {os.pread(self._log, 1 << 20, 0).decode()}")

    def _reloads(self) -> int:
        """How often its master has, by its own account; -1 while it can't be asked."""
        try:
            with socket.socket(socket.AF_UNIX) as master:
                master.settimeout(DEADLINE)
                master.connect(str(self.folder / "master"))
                master.sendall(b"show proc\n")
                master.shutdown(socket.SHUT_WR)
                told = b"".join(iter(lambda: master.recv(4096), b"")).decode()
        except OSError:
            return -1
        counted = re.search(r"^\d+\s+master\s+(\d+)", told, re.M)
        return int(counted.group(1)) if counted else -1


class Caddy(Proxy):
    name = "caddy"

    def __init__(self, hub: Hub, changes: dict[str, str]):
        super().__init__(hub, changes)
        self.admin = f"127.0.0.1:{free_port()}"
        self.text = f"{{\n\tadmin {self.admin}\n\tskip_install_trust\n}}\n{self.text}"

    def command(self) -> list[str]:
        return ["caddy", "run", "--config", str(self.file), "--adapter", "caddyfile"]

    def reload(self) -> None:
        # One that is as before would change nothing.
        subprocess.run(["caddy", "reload", "--force", "--address", self.admin, "--config", str(self.file),
                        "--adapter", "caddyfile"], check=True, capture_output=True)


def installed(*kinds: type[Proxy]) -> list[type[Proxy]]:
    for kind in kinds:
        if not shutil.which(kind.name):
            print(f"{kind.name} isn't installed", flush=True)
    return [kind for kind in kinds if shutil.which(kind.name)]
