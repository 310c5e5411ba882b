"""crier's questions to a hub, and its measurement."""

import json
import re
import signal
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import Hub  # noqa: E402
from scenarios.folders import folder  # noqa: E402
sys.path.insert(0, str(Path(__file__).resolve().parent))
from command_line import Running, crier  # noqa: E402


class Questions(unittest.TestCase):
    def test_topics_and_publishers_as_tables_and_as_json(self) -> None:
        with Hub() as hub:
            self.assertEqual(crier(hub, "publishers").stdout, "Nobody publishes at the moment.\n")
            with Running(hub, "publish", "a/b", "--source", "press-7") as publishing:
                publishing.process.stdin.write("x\n")
                publishing.process.stdin.flush()
                publishing.runs_until(lambda: "a/b" in hub.topics())
                topics = crier(hub, "topics").stdout.splitlines()
                self.assertRegex(topics[0], r"^TOPIC +MESSAGES +PER SECOND +LAST OFFSET +LAST$")
                self.assertTrue([line for line in topics if re.match(r"a/b +1 ", line)], topics)
                publishers = crier(hub, "publishers").stdout.splitlines()
                self.assertRegex(publishers[1], r"^press-7 +127\.0\.0\.1.* ago +1 +\d+ B +.* ago$")
                self.assertEqual(json.loads(crier(hub, "topics", "--json").stdout)["topics"][0].keys(),
                                 json.loads(hub.get("/api/v1/topics")[1])["topics"][0].keys())
                told = json.loads(crier(hub, "publishers", "--json").stdout)
                self.assertEqual(told["publishers"][0]["source"], "press-7")

    def test_explain_says_what_and_why(self) -> None:
        with folder() as path:
            (path / "permissions.json").write_text(
                '{"anonymous": {"publish": [], "subscribe": ["public/#"]}}')
            with Hub(None, "--permissions", str(path / "permissions.json")) as hub:
                done = crier(hub, "explain", "public/a")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stdout, r"publish +no: .*\(forbidden\)\n")
                self.assertRegex(done.stdout, r"subscribe +yes, by public/#\n")
                told = json.loads(crier(hub, "explain", "public/a", "--json").stdout)
                self.assertTrue(told["admitted"])
        self.assertEqual(crier(None, "explain", "a#").returncode, 2)

    def test_a_hub_that_is_away_is_named(self) -> None:
        with Hub() as hub:
            hub.kill()
            for command in (("topics",), ("publishers",), ("explain", "a")):
                done = crier(hub, *command)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, rf"no answer from http://127\.0\.0\.1:{hub.web_port}: .*refused")
        with Hub() as hub:  # the wrong one of its two addresses
            done = crier(None, "topics", "--url", f"http://127.0.0.1:{hub.publish_port}")
            self.assertEqual(done.returncode, 1)
            self.assertIn("can't be understood", done.stderr)


class Check(unittest.TestCase):
    def test_a_healthy_hub(self) -> None:
        with Hub() as hub:
            done = crier(hub, "check", "--round-trip")
            self.assertEqual((done.returncode, done.stderr), (0, ""), done)
            self.assertEqual([line.split()[0] for line in done.stdout.splitlines()], ["good"] * 4)
            self.assertIn("a message on crier/check came back after", done.stdout)
            told = json.loads(crier(hub, "check", "--json").stdout)
            self.assertEqual(told["status"], 0)

    def test_one_that_is_away_or_not_ready_is_ill(self) -> None:
        with Hub(None, "--drain-delay", "1h") as hub:
            hub.process.send_signal(signal.SIGTERM)
            while hub.get("/readyz")[0] == 200:
                self.assertTrue(hub.is_running)
            done = crier(hub, "check")
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stdout, r"^ill +ready .*not ready.*503")
            hub.kill()
            done = crier(hub, "check", "--json")
            self.assertEqual(done.returncode, 2)
            self.assertEqual(json.loads(done.stdout)["findings"][0]["level"], "ill")

    def test_a_round_trip_that_is_refused_is_an_illness(self) -> None:
        with folder() as path:
            (path / "permissions.json").write_text('{"anonymous": {"publish": [], "subscribe": ["#"]}}')
            with Hub(None, "--permissions", str(path / "permissions.json")) as hub:
                self.assertEqual(crier(hub, "check").returncode, 0)
                done = crier(hub, "check", "--round-trip", "--timeout", "1h")
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stdout, r"ill +round trip +\S")


class Bench(unittest.TestCase):
    def test_everything_comes_once(self) -> None:
        with Hub() as hub:
            done = crier(hub, "bench", "--duration", "500ms", "--publishers", "2", "--subscribers", "3",
                         "--rate", "400", "--json")
            self.assertEqual(done.returncode, 0, done.stderr)
            told = json.loads(done.stdout)
            self.assertGreater(told["published"], 0)
            self.assertEqual(told["acknowledged"], told["published"])
            self.assertEqual(told["delivered"], 3 * told["published"])
            self.assertEqual((told["missing"], told["doubled"]), (0, 0))
            self.assertLessEqual(told["latency_ms"]["p50"], told["latency_ms"]["max"])
            words = crier(hub, "bench", "--duration", "200ms").stdout
            self.assertRegex(words, r"lost +0 missing, 0 doubled\n")
            self.assertRegex(words, r"latency +median .*\n  < .*█")

    def test_a_hub_that_is_killed_loses_nothing(self) -> None:
        with folder() as path, Hub(path) as hub:
            with Running(hub, "bench", "--duration", "3s", "--rate", "300", "--json") as measuring:
                measuring.runs_until(lambda: any(name.startswith("bench/") for name in hub.topics()))
                hub.kill()
                hub.start()
                self.assertEqual(measuring.wait(), 0, (measuring.errors, measuring.output))
            told = json.loads(measuring.output[-1])
            self.assertEqual((told["missing"], told["doubled"]), (0, 0))

    def test_who_can_t_connect_says_so(self) -> None:
        with folder() as path:
            (path / "key").write_bytes(b"k" * 32)
            with Hub(None, "--token-key", str(path / "key")) as hub:
                done = crier(hub, "bench", "--duration", "1s")
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn("unauthorized", done.stderr)
        done = crier(hub, "topics", CRIER_TOKEN="a\r\nX: y")
        self.assertEqual(done.returncode, 2)
        self.assertIn("CRIER_TOKEN", done.stderr)


class Texts(unittest.TestCase):
    def test_the_program_itself(self) -> None:
        self.assertEqual(crier(None, "--version").returncode, 0)
        overview = crier(None, "--help")
        self.assertEqual(overview.returncode, 0)
        for command in re.findall(r"^  (\w+) ", overview.stdout, re.MULTILINE):
            shown = crier(None, command, "--help")
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            self.assertIn("Exit status:\n0  ", shown.stdout)
            self.assertLessEqual(max(map(len, shown.stdout.splitlines())), 100, command)
        for arguments, named in (((), "crier watch"), (("nonsense",), "nonsense"), (("--nonsense",), "--nonsense")):
            done = crier(None, *arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
            self.assertIn(named, done.stderr)


if __name__ == "__main__":
    unittest.main()
