"""What `make run-cluster` does once everything is built: three hubs, and one history for all of them."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from demo import DEADLINE, ROOT, Demo, Running, free_port

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PROGRAMS = 9  # three NATS servers, three hubs, three broadcasters


def greetings(url: str, last: int = 0) -> dict[int, tuple]:
    """By offset, from the beginning until all three broadcasters have spoken and that offset has come."""
    seen: dict[int, tuple] = {}
    with DIRECT.open(f"{url}events?topics=hello/%23&last=1000", timeout=DEADLINE) as stream:
        for line in stream:
            if not line.startswith(b"data:"):
                continue
            event = json.loads(line.removeprefix(b"data:"))
            if event["type"] == "message":
                seen[event["offset"]] = (event["source"], event["topic"], event["data"], event["prev"])
            if len({source for source, *_ in seen.values()}) == 3 and max(seen) >= last:
                return seen
    raise AssertionError(f"{url} ended the stream after {seen}")


@unittest.skipUnless(shutil.which("nats-server"), "nats-server is not in PATH")
class RunCluster(Demo):
    def start_cluster(self) -> tuple[Running, list[str]]:
        running = self.start("run-cluster", CRIER_RUN_NATS_PORT=str(free_port()))
        pages = re.findall(r"^ +(?:Dashboard +)?(http://\S+/)$", running.output, re.M)
        self.assertEqual(len(set(pages)), 3, running.output)
        return running, pages

    def test_each_hub_shows_what_all_broadcasters_say_at_the_same_offsets(self) -> None:
        running, pages = self.start_cluster()
        self.assertEqual(len(running.started(PROGRAMS)), PROGRAMS)
        self.assertIn("wscat -c 'ws://", running.output)
        first = greetings(pages[0])
        self.assertEqual({source for source, *_ in first.values()}, {"anna", "bela", "carla"})
        for page in pages[1:]:
            other = greetings(page, max(first))
            self.assertEqual({offset: other.get(offset) for offset in first}, first)
        running.process.send_signal(signal.SIGTERM)
        self.assertEqual(running.ended(), 0, running.output)
        self.assert_all_ended(running)

    def test_a_hub_and_a_server_that_die_are_started_again(self) -> None:
        running, pages = self.start_cluster()
        first = greetings(pages[0])
        programs = running.started(PROGRAMS)
        hub = int(running.found(r"kill -9 (\d+)"))
        self.assertIn(hub, programs)
        for victim in (programs[0], hub):
            os.kill(victim, signal.SIGKILL)
        running.until("The nats-server n1 ended by itself .*; starting it again", "The nats-server n1 is there again",
                      "The hub at .* ended by itself .*; starting it again", "The hub at .* is there again")
        self.assertEqual(len(running.started(PROGRAMS)), PROGRAMS)
        again = greetings(pages[0], max(first) + 3)
        self.assertEqual({offset: again.get(offset) for offset in first}, first)
        running.process.send_signal(signal.SIGTERM)
        self.assertEqual(running.ended(), 0, running.output)
        self.assert_all_ended(running)

    def test_when_a_broadcaster_dies_the_others_end_too(self) -> None:
        running, _ = self.start_cluster()
        os.kill(running.started(PROGRAMS)[-1], signal.SIGKILL)
        self.assertEqual(running.ended(), 1, running.output)
        self.assertIn("ended by itself", running.output)
        self.assert_all_ended(running)


class WithoutServers(unittest.TestCase):
    def test_it_says_what_is_missing(self) -> None:
        with tempfile.TemporaryDirectory(prefix="crier-") as tools:
            for tool in ("bash", "dirname"):
                os.symlink(shutil.which(tool), f"{tools}/{tool}")
            ended = subprocess.run([str(ROOT / "scripts/run-cluster")], env=dict(os.environ, PATH=tools),
                                   capture_output=True, text=True, timeout=DEADLINE, check=False)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("nats-server is not in PATH", ended.stderr)
        self.assertIn("scripts/deps test", ended.stderr)


if __name__ == "__main__":
    unittest.main()
