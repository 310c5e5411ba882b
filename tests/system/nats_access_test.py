"""What a hub shows to NATS and asks of it: TLS, users, tokens and credentials; and what it says when that fails."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from stranger import BIN, DEADLINE, Hub, call  # noqa: E402
from rig import nats_api  # noqa: E402
from rig.hub import ROOT  # noqa: E402
from rig.nats import NatsServer  # noqa: E402
from rig.nkeys import Accounts  # noqa: E402

SECRET, WRONG = "s3cret-of-the-hub", "another-s3cret"


def make_certificates(folder: Path, *names: str, hosts: str = "DNS:localhost,IP:127.0.0.1") -> Path:
    subprocess.run([str(ROOT / "scripts/dev-ca"), str(folder), *names], check=True, capture_output=True,
                   env={**os.environ, "CRIER_DEV_HOSTS": hosts})
    return folder


class Access(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="crier-")))

    def server(self, configuration: str = "") -> NatsServer:
        return self.enterContext(NatsServer(self.folder / "nats", more=configuration))

    def tls(self, made: Path, more: str = "") -> str:
        return f'tls {{ cert_file: "{made}/hub.pem", key_file: "{made}/hub.key" {more} }}\n'

    def secret(self, content: str) -> str:
        path = self.folder / f"secret-{content}"
        path.write_text(content + "\n")
        return str(path)

    def serves(self, url: str, *options: str) -> str:
        """Stores a message; everything the hub has logged then."""
        with Hub(None, "--history", "jetstream", "--nats-url", url, "--log-level", "trace", *options) as hub:
            self.assertEqual(call(hub, "/api/v1/publish/a", body=b"x")[0], 200)
            return hub.words()

    def refused(self, url: str, *options: str) -> str:
        """The one line that it ends with; no secret is in it."""
        ended = subprocess.run([str(BIN / "crier-hub"), "--publish-address", "127.0.0.1:0", "--web-address",
                                "127.0.0.1:0", "--history", "jetstream", "--nats-url", url, *options],
                               capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((ended.returncode, ended.stderr.count("\n")), (1, 1), ended.stderr)
        self.assertNotIn(SECRET, ended.stderr)
        self.assertNotIn(WRONG, ended.stderr)
        return ended.stderr


class Tls(Access):
    def test_a_server_s_certificate_is_verified(self) -> None:
        made, foreign = make_certificates(self.folder / "made"), make_certificates(self.folder / "foreign")
        url = f"127.0.0.1:{self.server(self.tls(made)).port}"
        self.serves("nats://" + url, "--nats-tls-ca", f"{made}/ca.pem")
        self.serves("tls://" + url, "--nats-tls-ca", f"{made}/ca.pem")
        for options in (["--nats-tls-ca", f"{foreign}/ca.pem"], []):
            words = self.refused("tls://" + url, *options)
            self.assertIn("certificate", words)
            self.assertIn("--nats-tls-ca", words)

    def test_a_certificate_is_for_its_host_alone(self) -> None:
        made = make_certificates(self.folder / "made", hosts="DNS:elsewhere.example")
        words = self.refused(f"tls://127.0.0.1:{self.server(self.tls(made)).port}", "--nats-tls-ca", f"{made}/ca.pem")
        self.assertIn("certificate", words)

    def test_a_server_may_ask_for_the_hub_s_certificate(self) -> None:
        made = make_certificates(self.folder / "made", "hub-1")
        server = self.server(self.tls(made, f', ca_file: "{made}/ca.pem", verify: true'))
        url = f"tls://127.0.0.1:{server.port}"
        trusting = ["--nats-tls-ca", f"{made}/ca.pem"]
        self.serves(url, *trusting, "--nats-tls-certificate", f"{made}/hub-1.pem", "--nats-tls-key", f"{made}/hub-1.key")
        self.assertIn("NATS can't be reached", self.refused(url, *trusting))

    def test_who_asks_for_tls_tells_no_secret_without(self) -> None:
        """The server says that it has no TLS, or somebody between says so; the hub says nothing more then."""
        heard = []
        with socket.create_server(("127.0.0.1", 0)) as listening:
            def be_plain() -> None:
                connected, _ = listening.accept()
                with connected:
                    connected.settimeout(DEADLINE)
                    connected.sendall(b'INFO {"server_id":"x","version":"2.10.0","headers":true,"max_payload":1048576}\r\n')
                    while piece := connected.recv(4096):
                        heard.append(piece)

            thread = threading.Thread(target=be_plain)
            thread.start()
            words = self.refused(f"tls://127.0.0.1:{listening.getsockname()[1]}", "--nats-user", "hub",
                                 "--nats-password-file", self.secret(SECRET))
            thread.join()
        self.assertIn("TLS", words)
        self.assertEqual(heard, [])


class Identity(Access):
    def test_a_user_and_a_password(self) -> None:
        url = self.server(f'authorization {{ user: hub, password: "{SECRET}" }}\n').url
        user = ["--nats-user", "hub", "--nats-password-file"]
        self.assertNotIn(SECRET, self.serves(url, *user, self.secret(SECRET)))
        for options in ([], [*user, self.secret(WRONG)]):
            words = self.refused(url, *options)
            self.assertIn("uthorization", words)
            self.assertIn("--nats-password-file", words)

    def test_a_token(self) -> None:
        url = self.server(f'authorization {{ token: "{SECRET}" }}\n').url
        self.assertNotIn(SECRET, self.serves(url, "--nats-token-file", self.secret(SECRET)))
        self.assertIn("uthorization", self.refused(url, "--nats-token-file", self.secret(WRONG)))

    def test_a_secret_within_the_url(self) -> None:
        server = self.server(f'authorization {{ user: hub, password: "{SECRET}" }}\n')
        self.assertNotIn(SECRET, self.serves(f"nats://hub:{SECRET}@127.0.0.1:{server.port}"))
        self.assertIn(f"127.0.0.1:{server.port}", self.refused(f"nats://hub:{WRONG}@127.0.0.1:{server.port}"))

    def test_credentials(self) -> None:
        accounts = Accounts(self.folder)
        url = self.server(accounts.configuration).url
        self.assertNotIn(accounts.secret, self.serves(url, "--nats-credentials", str(accounts.credentials)))
        self.assertIn("uthorization", self.refused(url))
        of_others = self.folder / "others"
        of_others.mkdir()
        self.assertIn("uthorization", self.refused(url, "--nats-credentials", str(Accounts(of_others).credentials)))
        words = self.refused(url, "--nats-credentials", "/nowhere")
        self.assertIn("/nowhere", words)

    def test_who_is_no_longer_let_in_ends_and_says_so(self) -> None:
        """NATS's library gives up then, for good; started anew, a hub reads its password again."""
        server = self.server(f'authorization {{ user: hub, password: "{SECRET}" }}\n')
        with Hub(None, "--history", "jetstream", "--nats-url", server.url, "--nats-user", "hub",
                 "--nats-password-file", self.secret(SECRET)) as hub:
            server.stop()
            server.config.write_text(server.config.read_text().replace(SECRET, WRONG))
            server.start()
            self.assertEqual(hub.process.wait(DEADLINE), 1)
            self.assertIn("uthorization", hub.words())
            self.assertNotIn(SECRET, hub.words())
            hub.is_ending = True


class Words(Access):
    def test_a_server_that_is_too_old(self) -> None:
        """It has no headers, or no JetStream."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            def be_old() -> None:
                connected, _ = listening.accept()
                with connected, suppress(ConnectionError):
                    connected.settimeout(DEADLINE)
                    connected.sendall(b'INFO {"server_id":"x","version":"2.1.9","max_payload":1048576}\r\n')
                    while piece := connected.recv(4096):
                        if b"PING" in piece:
                            connected.sendall(b"PONG\r\n")

            thread = threading.Thread(target=be_old)
            thread.start()
            words = self.refused(f"nats://127.0.0.1:{listening.getsockname()[1]}")
            thread.join()
        self.assertIn("2.9", words)

    def test_a_server_without_jetstream(self) -> None:
        server = NatsServer(self.folder / "nats")
        server.config.write_text(f'listen: "127.0.0.1:{server.port}"\nhttp: "127.0.0.1:{server.monitor}"\n')
        with server:
            words = self.refused(server.url)
        self.assertIn("JetStream", words)
        self.assertIn("-js", words)

    def test_a_stream_that_is_somebody_else_s(self) -> None:
        server = self.server()
        for name, settings, said in (("one", {"subjects": ["other.>"]}, "other subjects"),
                                     ("two", {"retention": "interest"}, "by limits"),
                                     ("three", {"discard": "new"}, "refuses new messages"),
                                     ("four", {"max_msgs_per_subject": 3}, "only some messages of a subject")):
            asked = {"name": name, "subjects": [f"{name}.>"], "storage": "file", "retention": "limits",
                     "max_bytes": 1 << 20, **settings}
            made = asyncio.run(nats_api.ask(server.port, f"$JS.API.STREAM.CREATE.{name}", json.dumps(asked).encode()))
            self.assertNotIn("error", made)
            words = self.refused(server.url, "--nats-stream", name)
            self.assertIn(said, words)
            self.assertIn("--nats-stream", words)


if __name__ == "__main__":
    unittest.main()
