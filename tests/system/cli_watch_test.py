"""crier watch with a real hub: what a person and a script see, over restarts and gaps."""

import datetime
import json
import os
import pty
import re
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


def publish(hub: Hub, topic: str, *texts: str) -> None:
    done = crier(hub, "publish", topic, "--source", "me", says="".join(f"{text}\n" for text in texts).encode())
    assert done.returncode == 0, done.stderr


class Watch(unittest.TestCase):
    def test_json_is_the_hub_s_own(self) -> None:
        with Hub() as hub:
            publish(hub, "a", "one", "two")
            done = crier(hub, "watch", "a", "--since", "0", "--count", "2", "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            page = json.loads(hub.get("/api/v1/messages?topics=a&since=0")[1])
            self.assertEqual([json.loads(line) for line in done.stdout.splitlines()], page["messages"])
            self.assertRegex(done.stderr, r"^crier: 2 messages \(6 B\) on 1 topic in .*; none missing\n$")

    def test_raw_is_the_payloads_alone(self) -> None:
        with Hub() as hub:
            publish(hub, "a", "one", "two")
            done = crier(hub, "watch", "a", "--last", "2", "--count", "2", "--format", "raw", "--quiet")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "one\ntwo\n", ""))

    def test_pretty_has_time_delta_topic_source_and_payload(self) -> None:
        with Hub() as hub:
            publish(hub, "a/b", "one", "\x1b[31mtwo")
            done = crier(hub, "watch", "a/#", "--since", "0", "--count", "2", "--quiet")
            self.assertEqual(done.returncode, 0, done.stderr)
            date, first, second = done.stdout.splitlines()
            self.assertRegex(date, r"^── \d{4}-\d\d-\d\d ──$")
            self.assertRegex(first, r"^\d\d:\d\d:\d\d\.\d{3}      first  a/b  me  one$")
            self.assertRegex(second, r"^\d\d:\d\d:\d\d\.\d{3} +\+[0-9.]+ m?s  a/b  me  \\x1b\[31mtwo$")

    def test_colours_are_for_terminals_unless_told(self) -> None:
        with Hub() as hub:
            publish(hub, "a", "one")
            arguments = ("watch", "a", "--since", "0", "--count", "1", "--quiet")
            self.assertNotIn("\x1b", crier(hub, *arguments).stdout)
            self.assertIn("\x1b[36ma\x1b[0m", crier(hub, *arguments, "--color", "always").stdout)
            self.assertIn("\x1b[36ma\x1b[0m", self.on_terminal(hub, *arguments))
            self.assertNotIn("\x1b[36m", self.on_terminal(hub, *arguments, NO_COLOR="1"))
            self.assertNotIn("\x1b[36m", self.on_terminal(hub, *arguments, "--color", "never"))

    def on_terminal(self, hub: Hub, *arguments: str, **more: str) -> str:
        ours, its = pty.openpty()
        process = subprocess.Popen([CRIER, *arguments], stdout=its, stderr=its, stdin=its,
                                   env=environment(hub, **more))
        os.close(its)
        said = b""
        try:
            while piece := os.read(ours, 65536):
                said += piece
        except OSError:  # the last end of a terminal that closes is told so
            pass
        os.close(ours)
        self.assertEqual(process.wait(DEADLINE), 0, said)
        return said.decode()

    def test_statistics_change_in_place_on_a_terminal(self) -> None:
        with Hub() as hub:
            publish(hub, "a", "one")
            said = self.on_terminal(hub, "watch", "a", "--since", "0", "--count", "1")
            self.assertRegex(said, r"crier: 1 message \(3 B\) on 1 topic")

    def test_a_time_or_how_long_ago_begins_there(self) -> None:
        with Hub() as hub:
            publish(hub, "a", *"0123456789")
            messages = json.loads(hub.get("/api/v1/messages?topics=a&since=0")[1])["messages"]
            publish(hub, "a", "later")
            later = json.loads(hub.get("/api/v1/messages?topics=a&last=1")[1])["messages"][0]
            self.assertGreater(later["time"], messages[-1]["time"])
            done = crier(hub, "watch", "a", "--since", later["time"], "--count", "1", "--format", "raw")
            self.assertEqual(done.stdout, "later\n", done.stderr)
            done = crier(hub, "watch", "a", "--since", "1h", "--count", "11", "--format", "raw")
            self.assertEqual(done.stdout.splitlines(), [*"0123456789", "later"], done.stderr)
            future = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
            with Running(hub, "watch", "a", "--since", future.isoformat(), "--format", "raw") as watching:
                watching.runs_until(lambda: hub.info()["subscribers"] == 1)
                publish(hub, "a", "live")
                self.assertEqual(watching.until("live|later"), "live")

    def test_a_restart_of_the_hub_loses_and_doubles_nothing(self) -> None:
        with folder() as path, Hub(path) as hub:
            publish(hub, "a", "0")
            with Running(hub, "watch", "a", "--since", "0", "--count", "30", "--format", "raw") as watching:
                watching.until("^0$")
                for begin in (1, 11, 21):
                    hub.kill()
                    watching.until("was cut")
                    hub.start()
                    publish(hub, "a", *map(str, range(begin, min(begin + 10, 30))))
                    watching.until(f"^{begin}$")
                self.assertEqual(watching.wait(), 0, watching.errors)
                said = [line for line in watching.output if line.isdigit()]
                self.assertEqual(said, [str(number) for number in range(30)])
                self.assertRegex(watching.errors[-1], "30 messages .*; none missing, 3 cuts of the connection")

    def test_a_drained_hub_is_come_back_to(self) -> None:
        with folder() as path, Hub(path) as hub, Running(hub, "watch", "a", "--format", "raw") as watching:
            watching.runs_until(lambda: hub.info()["subscribers"] == 1)
            self.assertEqual(hub.stop(), 0)
            hub.start()
            publish(hub, "a", "after")
            watching.until("^after$")
            self.assertEqual(watching.end(signal.SIGINT), 0, watching.errors)
            self.assertIn("1 message ", watching.errors[-1])

    def test_what_has_expired_is_a_gap_with_its_bounds(self) -> None:
        with Hub(None, "--retain-messages", "10", "--presence", "off") as hub:
            publish(hub, "a", *map(str, range(100)))
            oldest = hub.info()["oldest_offset"]
            self.assertGreater(oldest, 2)
            left = str(101 - oldest)
            pretty = crier(hub, "watch", "--since", "1", "--count", left)
            self.assertIn(f"── gap: offsets 2 to {oldest - 1} are no longer kept (expired) ──\n", pretty.stdout)
            self.assertIn("1 gap over", pretty.stderr)
            as_json = crier(hub, "watch", "--since", "1", "--count", left, "--format", "json").stdout.splitlines()
            self.assertEqual(json.loads(as_json[0]),
                             {"type": "gap", "after": 1, "before": oldest, "reason": "expired"})
            raw = crier(hub, "watch", "--since", "1", "--count", left, "--format", "raw")
            self.assertNotIn("gap", raw.stdout)
            self.assertIn("gap: offsets 2 to", raw.stderr)

    def test_another_history_is_told(self) -> None:
        with Hub() as hub:
            publish(hub, "a", "one")
            with Running(hub, "watch", "a", "--since", "0") as watching:
                watching.until("  one$")
                hub.kill()
                hub.start()
                publish(hub, "a", "two")
                watching.until("epoch_changed")
                watching.until("  two$")

    def test_bad_arguments_and_refusals(self) -> None:
        for arguments, named in ((("a#",), "FILTER"), (("--since", "yesterday"), "--since"),
                                 (("--since", "1", "--last", "2"), "exclude"), (("--count", "0"), "--count"),
                                 (("--format", "xml"), "pretty|json|raw"), (("--url", "http://x/y"), "--url"),
                                 (("--last", "10001"), "--last"), (("--tls-key", "x"), "--tls-certificate"),
                                 (("--token-file", "/nonexistent"), "/nonexistent"),
                                 (("--tls", "--url", "http://127.0.0.1:1"), "https://")):
            done = crier(None, "watch", *arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
            self.assertIn(named, done.stderr)
        with folder() as path:
            (path / "key").write_bytes(b"k" * 32)
            with Hub(None, "--token-key", str(path / "key")) as hub:
                done = crier(hub, "watch")
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, r"refuses: .*\(unauthorized\)")

    def test_without_a_hub_it_tries_on_and_says_so(self) -> None:
        with Hub() as hub:
            hub.kill()
            with Running(hub, "watch", "a", "--format", "raw") as watching:
                watching.until("no connection with http://127.0.0.1:[0-9]+ yet: .*Connection refused; trying on")
                hub.start()
                watching.until("connected with")
                publish(hub, "a", "one")
                watching.until("^one$")

    def test_settings_come_from_environment_and_file(self) -> None:
        with folder() as path, Hub() as hub:
            publish(hub, "a", "one")
            file = path / "crier.toml"
            file.write_text(f'url = "http://127.0.0.1:{hub.web_port}"\n[watch]\nformat = "raw"\n[bench]\nrate = 1\n')
            done = crier(None, "watch", "a", "--since", "0", "--count", "1", "--quiet", CRIER_CONFIG=str(file))
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "one\n", ""))
            done = crier(None, "watch", "a", "--since", "0", "--count", "1", "--quiet", CRIER_CONFIG=str(file),
                         CRIER_FORMAT="json")
            self.assertTrue(re.match('{"type":"message"', done.stdout), done)


if __name__ == "__main__":
    unittest.main()
