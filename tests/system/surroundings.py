"""Where a document's commands are typed: a folder of its own, a hub and a broker where the document takes them for granted,
and other ports than those that it names."""

import json
import os
import re
import shutil
import subprocess
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path

from mosquitto import Broker
from rig.hub import BIN, ROOT, Hub
from rig.ports import free_port
from stranger import call
from terminal import Terminal

SPOKEN = 120


def speak(hub: Hub) -> None:
    """What the documents' commands find."""
    for topic in ("hello/press", "factory/line1/press"):
        for number in range(SPOKEN):
            status, said = call(hub, f"/api/v1/publish/{topic}", body=b"Hello %d" % number,
                                headers={"Content-Type": "text/plain", "Crier-Source": "press"})
            assert status == 200, said


class Surroundings:
    def __init__(self, folder: Path, document: Path, stack: ExitStack, starts_a_hub: bool):
        self.folder, self.stack = folder, stack
        self.is_first_taken = not starts_a_hub
        self.terminals: dict[str, Terminal] = {}
        self.hub = Hub(folder / "data")
        self.ports = {"7000": self.hub.publish_port, "8080": self.hub.web_port, "4222": free_port(), "9091": free_port()}
        if not starts_a_hub:
            stack.enter_context(self.hub)
            speak(self.hub)
            self.lay_files()
        named = document.read_text(encoding="utf-8")
        if shutil.which("mosquitto"):
            if "localhost:1883" in named:
                self.ports["1883"] = stack.enter_context(Broker(folder / "broker")).port
            if "broker.plant:8883" in named:
                self.ports["8883"] = stack.enter_context(self.broker_of_the_plant()).port

    def lay_files(self) -> None:
        (self.folder / "log").write_text("a line\nanother\n")
        (self.folder / "recording.ndjson").write_text(json.dumps({"topic": "hello/again", "data": "Hello again"}) + "\n")
        shutil.copy(ROOT / "docs/images/dashboard-phone-dark.png", self.folder / "picture.jpg")

    def broker_of_the_plant(self) -> Broker:
        """It wants TLS, and the user crier with a password."""
        made, users = self.folder / "made", self.folder / "users"
        users.touch()
        (self.folder / "password").write_text("open sesame\n")
        for command in ((ROOT / "scripts/dev-ca", made), ("mosquitto_passwd", "-b", users, "crier", "open sesame")):
            subprocess.run(command, check=True, capture_output=True)
        shutil.copy(made / "ca.pem", self.folder)
        return Broker(self.folder / "plant", f"certfile {made}/hub.pem\nkeyfile {made}/hub.key\npassword_file {users}\n",
                      anonymous=False)

    def here(self, command: str) -> str:
        """The command with this machine's ports and places in it, and for a second where it is for half a minute."""
        an_hour_ago = (datetime.now(timezone.utc) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        for written, meant in (("git clone <this repository> crier", f"ln -s {ROOT} crier"), ("npx wscat", "wscat"),
                               ("DIR/", "data/"), ("broker.plant:", "localhost:"), ("nats://HOST:", "nats://127.0.0.1:"),
                               ("nats-server -js", "nats-server -js -a 127.0.0.1 -p 4222 -sd nats"),
                               ("2026-11-22T20:11:00Z", an_hour_ago), ("--duration 30s", "--duration 1s")):
            command = command.replace(written, meant)
        return re.sub(rf"(?<![\d.])({'|'.join(self.ports)})(?!\d)", lambda port: str(self.ports[port[0]]), command)

    def environment(self, publish: int, web: int) -> dict[str, str]:
        """Where no port is named, the surroundings say which."""
        own = {name: value for name, value in os.environ.items()
               if not name.startswith("CRIER_") and not name.lower().endswith("_proxy")}
        return own | {"PATH": f"{BIN.resolve()}:{ROOT / 'web/node_modules/.bin'}:{own['PATH']}", "HOME": str(self.folder),
                      "TMPDIR": str(self.folder),
                      "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1",
                      "CRIER_PUBLISH_ADDRESS": f"127.0.0.1:{publish}", "CRIER_WEB_ADDRESS": f"127.0.0.1:{web}",
                      "CRIER_URL": f"http://127.0.0.1:{self.hub.web_port}", "CRIER_HUB": f"127.0.0.1:{self.hub.publish_port}"}

    def terminal(self, name: str) -> Terminal:
        """Opened when it is first named."""
        if name not in self.terminals:
            told = self.environment(self.hub.publish_port, self.hub.web_port)
            self.terminals[name] = self.stack.enter_context(Terminal(self.folder, told))
        return self.terminals[name]

    def terminal_of_a_server(self, command: str) -> Terminal:
        """One of its own. The document's first hub is where its other commands look for it, each further one elsewhere."""
        ports = (self.hub.publish_port, self.hub.web_port)
        if command.startswith("crier-hub"):
            ports, self.is_first_taken = (0, 0) if self.is_first_taken else ports, True
        return self.stack.enter_context(Terminal(self.folder, self.environment(*ports)))

    def topics(self) -> dict[str, dict]:
        return self.hub.topics()
