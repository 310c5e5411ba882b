"""A hub with TLS on both ports, met by programs that have nothing to do with it, and by our own."""

import json
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig import frames, websocket  # noqa: E402
from rig.hub import BIN, ROOT, Hub  # noqa: E402

DEADLINE = 60
DEV_CA = str(ROOT / "scripts/dev-ca")


def make_certificates(folder: Path, *names: str) -> Path:
    subprocess.run([DEV_CA, str(folder), *names], check=True, capture_output=True)
    return folder


def run(*command: str, given: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=DEADLINE)


class WithHub(unittest.TestCase):
    """One hub for all tests of a class; `made` has certificates of its authority."""

    options: tuple[str, ...] = ()

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.made = make_certificates(cls.folder / "made", "press-7")
        cls.ca = str(cls.made / "ca.pem")
        everything = {"publish": ["#"], "subscribe": ["#"]}
        permissions = cls.folder / "permissions.json"
        permissions.write_text(json.dumps({"anonymous": everything, "certificates": {"*": everything}}))
        cls.hub = cls.enterClassContext(Hub(
            None, "--tls-certificate", str(cls.made / "hub.pem"), "--tls-key", str(cls.made / "hub.key"),
            "--tls-client-ca", cls.ca, "--permissions", str(permissions), *cls.options))
        cls.url = f"https://127.0.0.1:{cls.hub.web_port}"

    def connect(self, port: int, receive_buffer: int = 0) -> ssl.SSLSocket:
        plain = socket.socket()
        if receive_buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.settimeout(DEADLINE)
        plain.connect(("127.0.0.1", port))
        trusting = ssl.create_default_context(cafile=self.ca)
        connected = trusting.wrap_socket(plain, server_hostname="localhost")
        self.addCleanup(connected.close)
        return connected

    def broadcaster(self, *options: str) -> subprocess.Popen:
        started = subprocess.Popen(
            [str(BIN / "crier-broadcaster"), "--hub", f"127.0.0.1:{self.hub.publish_port}", "--source", "press-7",
             "--min-interval", "1ms", "--max-interval", "10ms", "--log-level", "debug", *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(started.stderr.close)
        self.addCleanup(started.wait)
        self.addCleanup(started.kill)
        return started

    def shown(self, name: str, of: Path) -> list[str]:
        return ["--tls-ca", self.ca, "--tls-certificate", str(of / f"{name}.pem"), "--tls-key", str(of / f"{name}.key")]


class Web(WithHub):
    def test_curl_trusts_it_by_its_authority_alone(self) -> None:
        answer = run("curl", "--silent", "--noproxy", "*", "--cacert", self.ca, f"{self.url}/api/v1/info")
        self.assertIn("last_offset", json.loads(answer.stdout))
        unknown = run("curl", "--silent", "--noproxy", "*", f"{self.url}/readyz")
        self.assertEqual(unknown.returncode, 60)  # "peer certificate cannot be authenticated"

    def test_who_forgets_tls_is_told_to_use_it(self) -> None:
        with socket.create_connection(("127.0.0.1", self.hub.web_port), DEADLINE) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = read_all(plain)
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        self.assertIn(b"use https:// or wss://", answer)

    def test_curl_hears_of_messages(self) -> None:
        speaking = self.broadcaster(*self.shown("press-7", self.made), "--topic", "hello/curl", "--count", "3")
        self.assertEqual(speaking.wait(DEADLINE), 0)
        with subprocess.Popen(
                ["curl", "--silent", "--no-buffer", "--noproxy", "*", "--cacert", self.ca,
                 f"{self.url}/events?topics=hello/curl&last=3"], stdout=subprocess.PIPE, text=True) as curl:
            try:
                events = [line for line in iter(curl.stdout.readline, "event: live\n") if line.startswith("data:")]
            finally:
                curl.kill()
        said = [json.loads(event.split(":", 1)[1]) for event in events]
        self.assertEqual([event["source"] for event in said if event["type"] == "message"], ["press-7"] * 3)


class Handshake(WithHub):
    def talk(self, port: int, *options: str) -> subprocess.CompletedProcess:
        return run("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", self.ca,
                   "-verify_return_error", "-verify_hostname", "localhost", *options)

    def ports(self):
        for port in (self.hub.publish_port, self.hub.web_port):
            with self.subTest(port=port):
                yield port

    def test_current_versions_are_spoken(self) -> None:
        for port in self.ports():
            for version, name in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")):
                talked = self.talk(port, version)
                self.assertEqual(talked.returncode, 0, talked.stderr)
                self.assertIn(name, talked.stdout)
                self.assertIn("Verify return code: 0 (ok)", talked.stdout)

    def test_old_versions_are_refused(self) -> None:
        for port in self.ports():
            for version in ("-tls1", "-tls1_1"):
                talked = self.talk(port, version, "-cipher", "ALL:@SECLEVEL=0")
                self.assertNotEqual(talked.returncode, 0)
                self.assertIn("protocol version", talked.stderr)

    def test_http_1_1_is_agreed_on(self) -> None:
        self.assertIn("ALPN protocol: http/1.1", self.talk(self.hub.web_port, "-alpn", "h2,http/1.1").stdout)
        self.assertIn("no application protocol", self.talk(self.hub.web_port, "-alpn", "h2").stderr)

    def test_only_publishers_are_asked_for_a_certificate(self) -> None:
        asked = "Acceptable client certificate CA names"
        self.assertIn(asked, self.talk(self.hub.publish_port).stdout)
        self.assertNotIn(asked, self.talk(self.hub.web_port).stdout)


class Publishers(WithHub):
    def said_by(self, started: subprocess.Popen, part: str) -> str:
        for line in started.stderr:
            if part in line:
                return line
        self.fail(f"it ended without saying {part!r}")

    def test_with_a_certificate(self) -> None:
        started = self.broadcaster(*self.shown("press-7", self.made), "--count", "3")
        self.assertEqual(started.wait(DEADLINE), 0)

    def test_without_tls_they_are_told(self) -> None:
        self.said_by(self.broadcaster(), "this port speaks TLS: connect with it")

    def test_they_refuse_a_hub_of_another_authority(self) -> None:
        other = make_certificates(self.folder / "other")
        self.said_by(self.broadcaster("--tls-ca", str(other / "ca.pem")), "the certificate is refused")

    def test_a_certificate_of_another_authority_is_refused(self) -> None:
        other = make_certificates(self.folder / "other", "press-7")
        self.said_by(self.broadcaster(*self.shown("press-7", other)), "unknown ca")

    def test_a_plain_frame_is_answered_with_an_error_frame(self) -> None:
        with socket.create_connection(("127.0.0.1", self.hub.publish_port), DEADLINE) as plain:
            plain.sendall(frames.publish("a", b"hello", 1))
            answer = read_all(plain)
        length, kind = struct.unpack_from(">IB", answer)
        self.assertEqual((length, kind), (len(answer) - 4, frames.ERROR))
        self.assertIn("this port speaks TLS", json.loads(answer[5:])["message"])


class Slow(WithHub):
    options = ("--max-outbox", "64KiB", "--retain-bytes", "64MiB")
    count = 2_000  # of 10 kB: far more than the sockets and the outbox hold

    def publish_all(self) -> None:
        publisher = self.connect(self.hub.publish_port)
        for number in range(1, self.count):
            publisher.sendall(frames.publish("a", self.payload(number), 0))
        publisher.sendall(frames.publish("a", self.payload(self.count), 1))
        self.assertEqual(publisher.recv(5)[4], frames.ACK)  # all of it is kept

    @staticmethod
    def payload(number: int) -> bytes:
        return str(number).encode().ljust(10_000)

    def test_a_slow_subscriber_catches_up_and_loses_nothing(self) -> None:
        slow = self.connect(self.hub.web_port, receive_buffer=16 * 1024)
        slow.sendall(b"GET /ws?format=raw HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                     b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += slow.recv(1)
        self.assertTrue(answer.startswith(websocket.ACCEPTED), answer)
        self.publish_all()
        reading, heard = websocket.Frames(), 0
        while heard < self.count:
            piece = slow.recv(5_000)
            self.assertTrue(piece, "the hub closed")
            for opcode, content in reading.feed(piece):
                if opcode == websocket.TEXT:
                    heard += 1
                    self.assertEqual(content, self.payload(heard))


def read_all(plain: socket.socket) -> bytes:
    return b"".join(iter(lambda: plain.recv(65536), b""))


if __name__ == "__main__":
    for needed in ("curl", "openssl"):
        if not shutil.which(needed):
            sys.exit(f"{needed} is not in PATH: 'make deps' installs it")
    os.environ.pop("SSLKEYLOGFILE", None)
    unittest.main()
