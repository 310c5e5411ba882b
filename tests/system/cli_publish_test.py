"""crier publish with a real hub: what is stored, what is refused and how that is told."""

import json
import signal
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import Hub  # noqa: E402
from scenarios.folders import folder  # noqa: E402
sys.path.insert(0, str(Path(__file__).resolve().parent))
from command_line import CRIER, DEADLINE, Running, crier, environment  # noqa: E402


def quiet_hub() -> Hub:
    """Offsets are of the messages of the test alone."""
    return Hub(None, "--presence", "off")


def kept(hub: Hub, query: str = "since=0&limit=10000") -> list[dict]:
    return json.loads(hub.get(f"/api/v1/messages?{query}")[1])["messages"]


def texts(hub: Hub) -> list[object]:
    return [message.get("data") for message in kept(hub)]


class Publish(unittest.TestCase):
    def test_one_message_prints_its_offset(self) -> None:
        with quiet_hub() as hub:
            for offset in (1, 2):
                done = crier(hub, "publish", "a/b", "Hello world", "--source", "me")
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, f"{offset}\n", ""))
            self.assertEqual([(message["topic"], message["source"], message["data"]) for message in kept(hub)],
                             [("a/b", "me", "Hello world")] * 2)

    def test_lines_of_standard_input(self) -> None:
        with quiet_hub() as hub, folder() as path:
            done = crier(hub, "publish", "a", says=b"one\n\n two \nno end")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertIn("4 messages acknowledged", done.stderr)
            self.assertEqual(texts(hub), ["one", "", " two ", "no end"])
            dash = crier(hub, "publish", "a", "-", "--offsets", "--quiet", says=b"x\ny\n")
            self.assertEqual((dash.returncode, dash.stdout, dash.stderr), (0, "5\n6\n", ""))
            # A file is no pipe for the loop that reads it.
            (path / "file").write_bytes(b"from a file\n")
            with (path / "file").open("rb") as file, Running(hub, "publish", "a", "--quiet", stdin=file) as running:
                self.assertEqual(running.wait(), 0, running.errors)
            self.assertEqual(texts(hub)[-1], "from a file")

    def test_an_input_that_is_closed_or_empty_is_no_message(self) -> None:
        with quiet_hub() as hub:
            for given in ("< /dev/null", "<&-"):
                done = subprocess.run(["bash", "-c", f'"$0" publish a {given}', CRIER], capture_output=True,
                                      env=environment(hub), timeout=DEADLINE, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(b"0 messages acknowledged", done.stderr)

    def test_many_lines_are_all_stored_in_order(self) -> None:
        with Hub() as hub:
            numbers = [str(number) for number in range(9000)]
            done = crier(hub, "publish", "a", says="\n".join(numbers).encode())
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(texts(hub), numbers)

    def test_formats_and_the_whole_input(self) -> None:
        with quiet_hub() as hub:
            self.assertEqual(crier(hub, "publish", "a", '{"n":1.50}', "--format", "json").returncode, 0)
            done = crier(hub, "publish", "a", "--whole", "--format", "binary", says=b"\x00\n\xff")
            self.assertEqual((done.returncode, done.stdout), (0, "2\n"))
            self.assertIn('"data":{"n":1.50}', hub.get("/api/v1/messages?since=0")[1])
            self.assertEqual(kept(hub)[1]["data_base64"], "AAr/")

    def test_ndjson_takes_what_watch_shows(self) -> None:
        with Hub() as hub:
            crier(hub, "publish", "a/text", "x")
            crier(hub, "publish", "a/json", "[1.50]", "--format", "json")
            crier(hub, "publish", "a/bytes", "--whole", "--format", "binary", says=b"\xff")
            shown = crier(hub, "watch", "--since", "0", "--count", "3", "--format", "json")
            done = crier(hub, "publish", "--ndjson", says=shown.stdout.encode())
            self.assertEqual(done.returncode, 0, done.stderr)
            first, again = kept(hub)[:3], kept(hub)[3:]
            for one, other in zip(first, again, strict=True):
                for member in ("topic", "data", "data_base64"):
                    self.assertEqual(one.get(member), other.get(member))

    def test_what_is_refused_is_named_by_its_line_and_the_rest_is_stored(self) -> None:
        with Hub(None, "--max-payload", "1KiB") as hub:
            lines = b"one\n\xff\n" + b"x" * 2000 + b"\nfour\n"
            done = crier(hub, "publish", "a", says=lines)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, r"line 2 is refused: .*UTF-8.*\(bad_payload\)")
            self.assertRegex(done.stderr, r"line 3 is refused: .*1024 bytes.*\(bad_payload\)")
            self.assertIn("2 messages acknowledged", done.stderr)
            self.assertIn("2 refused", done.stderr)
            self.assertEqual(texts(hub), ["one", "four"])
            ndjson = crier(hub, "publish", "--ndjson", says=b'{"topic":"a/+","data":1}\n{"data":1}\n{"topic":"b","data":1}')
            self.assertEqual(ndjson.returncode, 1)
            self.assertRegex(ndjson.stderr, r"line 1 is refused: .*\(bad_topic\)")
            self.assertRegex(ndjson.stderr, r"line 2 is refused: \"topic\" is missing")
            self.assertIn("1 message acknowledged", ndjson.stderr)

    def test_bad_arguments_end_with_two_and_one_line(self) -> None:
        for arguments, named in (((), "TOPIC is required"), (("a/#", "x"), "TOPIC"), (("$hub/x", "x"), "hub's own"),
                                 (("a", "x", "--ndjson"), "exclude"), (("a", "--rate", "x"), "--rate"),
                                 (("a", "x", "--source", "a b"), "--source"), (("a", "x", "--hub", "nowhere"), "--hub"),
                                 (("a", "x", "--url", "ftp://x"), "--url"), (("a", "x", "--nonsense"), "--nonsense")):
            done = crier(None, "publish", *arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
            self.assertIn(named, done.stderr)
            self.assertIn("crier publish --help", done.stderr)

    def test_a_hub_that_is_away_is_waited_for_and_given_up(self) -> None:
        with Hub() as hub:
            hub.kill()
            done = crier(hub, "publish", "a", "x", "--timeout", "500ms")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("Connection refused", done.stderr)
            self.assertIn("1 message may not be kept", done.stderr)
            with Running(hub, "publish", "a", "kept", "--timeout", "1h") as running:
                running.until("no connection with")
                hub.start()
                self.assertEqual(running.wait(), 0, running.errors)
            self.assertEqual(texts(hub), ["kept"])

    def test_a_hub_that_is_killed_doubles_nothing(self) -> None:
        with folder() as path, Hub(path) as hub, Running(hub, "publish", "a", "--offsets") as running:
            for number in range(20):
                if number == 10:
                    hub.kill()
                    running.until("was cut")
                    hub.start()
                running.process.stdin.write(f"{number}\n")
                running.process.stdin.flush()
                running.until(r"^\d+$")
            running.process.stdin.close()
            self.assertEqual(running.wait(), 0, running.errors)
            self.assertEqual(texts(hub), [str(number) for number in range(20)])

    def test_what_is_stopped_says_what_is_stored(self) -> None:
        with Hub() as hub, Running(hub, "publish", "a") as running:
            running.process.stdin.write("one\n")
            running.process.stdin.flush()
            running.runs_until(lambda: "a" in hub.topics())
            self.assertEqual(running.end(signal.SIGTERM), 0)
            self.assertIn("crier: 1 message acknowledged", "\n".join(running.errors))

    def test_a_token_is_shown_and_never_told(self) -> None:
        with folder() as path:
            (path / "key").write_bytes(b"k" * 32)
            with Hub(None, "--token-key", str(path / "key")) as hub:
                bad = "eyJhbGciOiJIUzI1NiJ9.e30.c2VjcmV0"
                done = crier(hub, "publish", "a", "x", CRIER_TOKEN=bad)
                self.assertEqual(done.returncode, 1)
                self.assertIn("unauthorized", done.stderr)
                self.assertNotIn(bad, done.stderr)
                self.assertNotIn("--token ", crier(hub, "publish", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
