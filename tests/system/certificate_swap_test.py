"""A hub's certificate is replaced while messages flow, as Kubernetes replaces a mounted Secret: what is
connected stays so and misses nothing, who comes next is shown the new one."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig import frames, websocket  # noqa: E402
from rig.hub import ROOT, Hub  # noqa: E402

DEADLINE = 60
ROUNDS = 3


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {DEADLINE} s: {what}")
        threading.Event().wait(0.02)


def mount(folder: Path, made: Path, version: int) -> None:
    """tls.crt and tls.key lead through ..data to a folder of that version; turning it is one step."""
    holds = folder / f"..{version}"
    holds.mkdir()
    shutil.copy(made / "hub.pem", holds / "tls.crt")
    shutil.copy(made / "hub.key", holds / "tls.key")
    os.symlink(holds.name, folder / "..new")
    os.rename(folder / "..new", folder / "..data")
    for name in ("tls.crt", "tls.key"):
        if not (folder / name).is_symlink():
            os.symlink(f"..data/{name}", folder / name)


class Swap(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.made = self.folder / "made"
        self.make()
        self.mounted = self.folder / "mounted"
        self.mounted.mkdir()
        mount(self.mounted, self.made, 0)
        everything = {"publish": ["#"], "subscribe": ["#"]}
        permissions = self.folder / "permissions.json"
        permissions.write_text(json.dumps({"anonymous": everything}))
        self.hub = self.enterContext(Hub(
            None, "--tls-certificate", str(self.mounted / "tls.crt"), "--tls-key", str(self.mounted / "tls.key"),
            "--permissions", str(permissions)))

    def make(self) -> None:
        """Another certificate of the same authority."""
        for name in ("hub.pem", "hub.key"):
            (self.made / name).unlink(missing_ok=True)
        subprocess.run([ROOT / "scripts/dev-ca", self.made], check=True, capture_output=True)

    def connect(self, port: int) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", port), DEADLINE)
        connected = ssl.create_default_context(cafile=str(self.made / "ca.pem")).wrap_socket(
            plain, server_hostname="localhost")
        self.addCleanup(connected.close)
        return connected

    def shown(self, port: int) -> bytes:
        with self.connect(port) as connected:
            return connected.getpeercert(binary_form=True)

    def subscribe(self) -> ssl.SSLSocket:
        out = self.connect(self.hub.web_port)
        out.sendall(b"GET /ws?format=raw HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += out.recv(1)
        return out

    def test_nobody_is_cut_off(self) -> None:
        subscriber, publisher = self.subscribe(), self.connect(self.hub.publish_port)
        cut, heard, said = websocket.Frames(), [], 0

        def flow() -> None:
            """Fifty messages through, in order."""
            nonlocal said
            for _ in range(50):
                said += 1
                publisher.sendall(frames.publish("a", b"%d" % said, said))
            while len(heard) < said:
                piece = subscriber.recv(65536)
                self.assertTrue(piece, "the hub closed")
                heard.extend(int(content) for opcode, content in cut.feed(piece) if opcode == websocket.TEXT)

        for version in range(1, ROUNDS + 1):
            before = {port: self.shown(port) for port in (self.hub.web_port, self.hub.publish_port)}
            flow()
            self.make()
            mount(self.mounted, self.made, version)
            for port, certificate in before.items():
                def is_new() -> bool:
                    flow()
                    return self.shown(port) != certificate
                wait_until(is_new, "the new certificate is shown")
        self.assertEqual(heard, list(range(1, said + 1)))

    def test_a_broken_one_changes_nothing(self) -> None:
        before = self.shown(self.hub.web_port)
        (self.made / "hub.key").write_text("no key\n")
        mount(self.mounted, self.made, 1)
        wait_until(lambda: "the certificate stays as it was" in self.hub.words(), "the hub says so")
        self.assertEqual(self.shown(self.hub.web_port), before)


if __name__ == "__main__":
    unittest.main()
