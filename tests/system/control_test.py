"""Commands over HTTP to a real broadcaster, as the README tells it, and what the stream makes of them."""

import json
import queue
import re
import signal
import subprocess
import sys
import threading
import unittest
import urllib.request
from pathlib import Path
from typing import Iterator

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import BIN, Hub, WITHOUT_PROXY  # noqa: E402
from scenarios.folders import folder  # noqa: E402

SOURCE = "press"
DEADLINE = 60


class Broadcaster:
    """Its log is read as it comes."""

    def __init__(self, hub: Hub, *options: str):
        self.process = subprocess.Popen(
            [str(BIN / "crier-broadcaster"), "--hub", f"127.0.0.1:{hub.publish_port}", "--source", SOURCE,
             *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.log: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._reading = threading.Thread(target=lambda: [*map(self._lines.put, self.process.stderr)])
        self._reading.start()

    def __enter__(self) -> "Broadcaster":
        self.until_logged(r"obeying commands topic=control/press")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(DEADLINE)
        self._reading.join()
        self.process.stderr.close()

    def until_logged(self, pattern: str) -> str:
        """The next line that matches."""
        while True:
            try:
                line = self._lines.get(timeout=DEADLINE)
            except queue.Empty:
                raise AssertionError(f"no line like {pattern} in its log: {self.log}") from None
            self.log.append(line)
            if re.search(pattern, line):
                return line


class Stream:
    """What a broadcaster says, from the first message on."""

    def __init__(self, hub: Hub, since: str = "0"):
        self._answer = WITHOUT_PROXY.open(
            f"http://127.0.0.1:{hub.web_port}/events?topics=hello/%23&since={since}", timeout=DEADLINE)

    def __enter__(self) -> Iterator[dict]:
        return self._messages()

    def __exit__(self, *_: object) -> None:
        self._answer.close()

    def _messages(self) -> Iterator[dict]:
        for line in self._answer:
            if line.startswith(b"data: "):
                event = json.loads(line.removeprefix(b"data: "))
                if event["type"] == "message":
                    yield event


def command(hub: Hub, body: bytes, kind: str = "application/json") -> int:
    """Its offset."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{hub.web_port}/api/v1/publish/control/{SOURCE}", body, {"Content-Type": kind})
    with WITHOUT_PROXY.open(request, timeout=DEADLINE) as answer:
        return json.load(answer)["offset"]


def obeyed(hub: Hub, broadcaster: Broadcaster, **members: object) -> int:
    """Gives a command and waits until it is in effect."""
    offset = command(hub, json.dumps(members).encode())
    broadcaster.until_logged(rf"command obeyed offset={offset} ")
    return offset


def until_text(messages: Iterator[dict], text: str) -> list[dict]:
    """Everything up to the first message that says it."""
    passed = []
    for message in messages:
        passed.append(message)
        if message["data"] == text:
            return passed
    raise AssertionError(f"the stream ended before {text!r}")


def interval(length: str) -> dict[str, str]:
    return {"min_interval": length, "max_interval": length}


def options(length: str) -> list[str]:
    return ["--min-interval", length, "--max-interval", length]


class Control(unittest.TestCase):
    def test_text_and_interval(self) -> None:
        with Hub() as hub, Broadcaster(hub, "--text", "one", *options("1h")) as broadcaster, \
                Stream(hub) as messages:
            self.assertEqual(next(messages)["data"], "one")
            # The hour that it waits is cut short.
            offset = obeyed(hub, broadcaster, text="two", **interval("1ms"))
            following = [next(messages) for _ in range(20)]
            self.assertEqual({message["data"] for message in following}, {"two"})
            self.assertGreater(following[0]["offset"], offset)
            obeyed(hub, broadcaster, text="three")
            until_text(messages, "three")
            self.assertEqual({next(messages)["data"] for _ in range(20)}, {"three"})

    def test_pause_and_resume(self) -> None:
        with Hub() as hub, Broadcaster(hub, "--text", "loud", *options("1ms")) as broadcaster, \
                Stream(hub) as messages:
            until_text(messages, "loud")
            obeyed(hub, broadcaster, paused=True)
            # Each of these would make it speak at once.
            for number in range(20):
                obeyed(hub, broadcaster, text=f"silent {number}")
            offset = obeyed(hub, broadcaster, text="loud again", paused=False)
            passed = until_text(messages, "loud again")
            self.assertEqual({message["data"] for message in passed[:-1]} - {"loud"}, set())
            self.assertGreater(passed[-1]["offset"], offset)
            self.assertEqual({next(messages)["data"] for _ in range(20)}, {"loud again"})

    def test_a_bad_command_changes_nothing(self) -> None:
        bad = {
            b"not JSON": "JSON",
            b'["paused"]': "object",
            b'{"text":"bad","color":"red"}': '"color" is not a member',
            b'{"text":"bad","paused":1}': '"paused" must be',
            b'{"text":"bad","min_interval":"soon"}': '"min_interval" is "soon"',
            b'{"text":"bad","min_interval":"2s","max_interval":"1s"}': "would be longer",
        }
        with Hub() as hub, Broadcaster(hub, "--text", "good", *options("1ms")) as broadcaster, \
                Stream(hub) as messages:
            for body, why in bad.items():
                offset = command(hub, body, "text/plain")
                line = broadcaster.until_logged(rf"offset={offset} ")
                self.assertIn("warn", line)
                self.assertIn("command ignored topic=control/press", line)
                self.assertIn(why, line)
            obeyed(hub, broadcaster, text="better")
            passed = until_text(messages, "better")
            self.assertEqual({message["data"] for message in passed[:-1]}, {"good"})

    def test_a_command_given_while_it_was_away(self) -> None:
        with folder() as data, Hub(data) as hub, \
                Broadcaster(hub, "--text", "before", *options("1ms")) as broadcaster:
            with Stream(hub) as messages:
                until_text(messages, "before")
            broadcaster.process.send_signal(signal.SIGSTOP)
            hub.kill()
            hub.start()
            offset = command(hub, b'{"text":"after"}')
            broadcaster.process.send_signal(signal.SIGCONT)
            broadcaster.until_logged(rf"command obeyed offset={offset} ")
            with Stream(hub) as messages:
                passed = until_text(messages, "after")
            self.assertGreater(passed[-1]["offset"], offset)
            self.assertEqual([message["seq"] for message in passed], list(range(1, len(passed) + 1)))


if __name__ == "__main__":
    unittest.main()
