"""crier-mqtt's options, each with what it can't be, and who it is let in by: TLS, users and passwords."""

import socket
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

from mosquitto import DEADLINE, Bridge, Broker, until
from rig.hub import BIN, ROOT, Hub

PROGRAM = str(BIN / "crier-mqtt")
BAD = {
    ("--broker", "nowhere"): "--broker: \"nowhere\" is not an address",
    ("--broker", "localhost:0"): "--broker: the port can't be 0",
    ("--hub", "localhost"): "--hub: \"localhost\" is not an address",
    ("--hub", "localhost:0"): "--hub: the port can't be 0",
    ("--topics", "a/#/b"): "--topics: \"a/#/b\"",
    ("--topics", "a", "--topics", "b+"): "--topics: \"b+\"",
    ("--topics", "$share/group/a"): "is a shared subscription",
    ("--to-mqtt", "#/a"): "--to-mqtt: \"#/a\"",
    ("--prefix", "plant/+/"): "--prefix: ",
    ("--prefix", "$hub/"): "--prefix: topics that begin with $hub/",
    ("--source", "press 7"): "--source: \"press 7\" is not",
    ("--source", ""): "--source: \"\" is not",
    ("--source-level", "0"): "--source-level must be from 1",
    ("--source-level", "256"): "--source-level must be from 1",
    ("--source-level", "two"): "--source-level: \"two\" is not a whole number",
    ("--sources-max", "0"): "--sources-max must be from 1",
    ("--retained", "sometimes"): "--retained: \"sometimes\" is not one of once|always|never",
    ("--window", "0"): "--window must be from 1",
    ("--window", "10001"): "--window must be from 1",
    ("--state-file", "state", "--source-level", "1"): "--state-file is about one source",
    ("--client-id", ""): "--client-id must be",
    ("--keepalive", "4s"): "--keepalive must be",
    ("--keepalive", "30"): "--keepalive: \"30\" is not a duration",
    ("--session-expiry", "1500ms"): "--session-expiry must be",
    ("--max-packet", "1"): "--max-packet must be",
    ("--broker-password-file", "/dev/null"): "--broker-password-file needs --broker-user",
    ("--broker-user", "u", "--broker-password-file", "/dev/null"): "there is no password in the file /dev/null",
    ("--broker-user", "u", "--broker-password-file", "/no/file"): "there is no password in the file /no/file",
    ("--broker-tls-ca", "/no/ca"): "--broker-tls-ca: the file /no/ca can't be read",
    ("--broker-tls-key", "/dev/null"): "--broker-tls-certificate and --broker-tls-key belong together",
    ("--tls-key", "/dev/null"): "--tls-certificate and --tls-key belong together",
    ("--will-topic", "a/+"): "--will-topic: ",
    ("--will-text", "gone"): "--will-text and --will-retained need --will-topic",
    ("--broker-password", "x"): "--broker-password",
    ("--log-level", "loud"): "--log-level: \"loud\" is not one of",
}


class Options(unittest.TestCase):
    def test_what_can_t_be_is_said_in_one_line(self) -> None:
        for given, expected in BAD.items():
            with self.subTest(given=given):
                ended = subprocess.run([PROGRAM, *given], capture_output=True, text=True, timeout=DEADLINE)
                self.assertEqual(ended.returncode, 2, ended.stderr)
                self.assertIn(expected, ended.stderr)
                self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)

    def test_a_file_of_somebody_else_s_is_left_alone(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".state") as file:
            file.write("precious\n")
            file.flush()
            ended = subprocess.run([PROGRAM, "--state-file", file.name], capture_output=True, text=True, timeout=DEADLINE)
            self.assertEqual(ended.returncode, 1)
            self.assertIn("it is not a file of crier-mqtt's, or is damaged", ended.stderr)
            self.assertEqual(Path(file.name).read_text(), "precious\n")

    def test_a_password_has_one_place(self) -> None:
        for given in ((), ("--broker-user", "u", "--broker-password-file", __file__)):
            ended = subprocess.run([PROGRAM, *given], capture_output=True, text=True, timeout=DEADLINE,
                                   env={"CRIER_BROKER_PASSWORD": "secret"})
            self.assertEqual(ended.returncode, 2)
            self.assertIn("CRIER_BROKER_PASSWORD", ended.stderr)
            self.assertNotIn("secret", ended.stderr)


class LetIn(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.hub = self.enterContext(Hub())

    def made(self) -> Path:
        made = self.folder / "made"
        subprocess.run([str(ROOT / "scripts/dev-ca"), str(made), "bridge", "speaker"], check=True, capture_output=True)
        return made

    def bridge(self, broker: Broker, *options: str, **environment: str) -> Bridge:
        bridge = Bridge(self.folder, self.hub, broker, *options)
        self.addCleanup(bridge.__exit__)
        bridge.start(**environment)
        return bridge

    def passwords(self) -> tuple[str, Path]:
        users = self.folder / "users"
        users.touch()
        subprocess.run(["mosquitto_passwd", "-b", str(users), "bridge", "open sesame"], check=True, timeout=DEADLINE,
                       capture_output=True)
        password = self.folder / "password"
        password.write_text("open sesame\n")
        return f"password_file {users}\n", password

    def test_with_tls_and_a_certificate(self) -> None:
        made = self.made()
        config = (f"cafile {made}/ca.pem\ncertfile {made}/hub.pem\nkeyfile {made}/hub.key\nrequire_certificate true\n"
                  "use_identity_as_username true\n")
        speaker = ("--cafile", f"{made}/ca.pem", "--cert", f"{made}/speaker.pem", "--key", f"{made}/speaker.key")
        with Broker(self.folder / "broker", config, clients=speaker) as broker:
            trusting = ("--broker-tls-ca", f"{made}/ca.pem")
            shown = ("--broker-tls-certificate", f"{made}/bridge.pem", "--broker-tls-key", f"{made}/bridge.key")
            with self.subTest("the system's authorities don't vouch for it"):
                distrusting = self.bridge(broker, "--broker-tls", *shown)
                distrusting.until_says("no connection to the broker .*certificate verify failed")
                distrusting.end()
            with self.subTest("without a certificate"):
                unknown = self.bridge(broker, *trusting)
                unknown.until_says("no connection to the broker .*certificate required")
                unknown.end()
            bridge = self.bridge(broker, *trusting, *shown)
            bridge.wait_subscribed()
            broker.until_says("New client connected .* as crier-mqtt .*u'bridge'")
            lines = [f"{number} {'x' * 1000}" for number in range(500)]
            broker.publish("line1/press", *lines)
            until("all are stored", lambda: self.hub.topics().get("line1/press", {}).get("count") == 500)
            self.assertEqual(bridge.end(15), 0)

    def test_with_a_password_of_a_file_or_of_the_environment(self) -> None:
        config, file = self.passwords()
        with Broker(self.folder / "broker", config, anonymous=False) as broker:
            user = ("--broker-user", "bridge")
            from_file = self.bridge(broker, *user, "--broker-password-file", str(file))
            from_file.wait_subscribed()
            self.assertEqual(from_file.end(15), 0)
            from_environment = self.bridge(broker, *user, CRIER_BROKER_PASSWORD="open sesame")
            from_environment.wait_subscribed()
            self.assertEqual(from_environment.end(15), 0)
            self.assertNotIn("sesame", from_environment.words())

    def test_a_wrong_password_ends_it_unless_the_file_may_have_another(self) -> None:
        config, file = self.passwords()
        with Broker(self.folder / "broker", config, anonymous=False) as broker:
            for options in ((), ("--broker-user", "bridge")):
                refused = self.bridge(broker, *options, **({"CRIER_BROKER_PASSWORD": "wrong"} if options else {}))
                self.assertEqual(refused.ended(), 1)
                refused.until_says('the broker can\'t be used .*Not authorized')
            file.write_text("wrong\n")
            waiting = self.bridge(broker, "--broker-user", "bridge", "--broker-password-file", str(file))
            waiting.until_says("no connection to the broker .*Not authorized")
            file.write_text("open sesame\n")
            waiting.wait_subscribed()
            self.assertNotIn("wrong\"", waiting.words())

    def test_a_broker_that_resets_the_tls_handshake_is_tried_again(self) -> None:
        with Broker(self.folder / "broker") as broker, socket.create_server(("127.0.0.1", 0)) as resets:
            bridge = Bridge(self.folder, self.hub, broker, "--broker-tls-ca", f"{self.made()}/ca.pem",
                            broker_port=resets.getsockname()[1])
            self.addCleanup(bridge.__exit__)
            bridge.start()
            resets.settimeout(DEADLINE)
            for _ in range(2):
                connection, _ = resets.accept()
                connection.recv(1)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
            bridge.until_says("no connection to the broker .*attempts=2")
            self.assertEqual(bridge.end(15), 0)

    def test_two_with_the_same_client_id_are_told(self) -> None:
        with Broker(self.folder / "broker") as broker:
            first = self.bridge(broker)
            first.wait_subscribed()
            second = Bridge(self.folder / "broker", self.hub, broker)
            self.addCleanup(second.__exit__)
            second.start()
            first.until_says("has another program our client id|another program has connected with our client id")

    def test_the_last_will_is_for_a_bad_end(self) -> None:
        will = ("--will-topic", "bridge/state", "--will-text", "gone", "--will-retained")
        with Broker(self.folder / "broker") as broker:
            bridge = self.bridge(broker, *will, "--retained", "always")
            bridge.wait_subscribed()
            self.assertEqual(bridge.end(15), 0)
            bridge.start()
            bridge.wait_subscribed()
            broker.publish("mark", "0")
            until("the mark is stored", lambda: "mark" in self.hub.topics())
            self.assertNotIn("bridge/state", self.hub.topics())
            bridge.end()
            bridge.start()
            until("the will is stored", lambda: "bridge/state" in self.hub.topics())

    def test_a_hub_that_refuses_it_ends_it(self) -> None:
        permissions = self.folder / "permissions.json"
        permissions.write_text('{"certificates": {"*": {"publish": ["#"]}}}')
        made = self.made()
        hub = self.enterContext(Hub(None, "--tls-certificate", f"{made}/hub.pem", "--tls-key", f"{made}/hub.key",
                                    "--tls-client-ca", f"{made}/ca.pem", "--permissions", str(permissions)))
        with Broker(self.folder / "broker") as broker:
            shown = ("--tls-ca", f"{made}/ca.pem", "--tls-certificate", f"{made}/bridge.pem", "--tls-key",
                     f"{made}/bridge.key")
            let_in = Bridge(self.folder, hub, broker, *shown, "--source", "bridge")
            self.addCleanup(let_in.__exit__)
            let_in.start()
            let_in.wait_subscribed()
            broker.publish("line1/press", "on")
            let_in.until_says("taken messages=")
            self.assertEqual(let_in.end(15), 0)
            let_in.until_says("everything taken has been stored messages=1 dropped=0")
            nobody = Bridge(self.folder, hub, broker, "--tls-ca", f"{made}/ca.pem")
            self.addCleanup(nobody.__exit__)
            nobody.start()
            self.assertEqual(nobody.ended(), 1)
            nobody.until_says("the hub refuses us source=mqtt code=unauthorized")


if __name__ == "__main__":
    unittest.main()
