"""crier replay --keep-sources with a real hub: who spoke speaks again, whatever is cut or killed meanwhile."""

import json
import signal
import socket
import struct
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import Hub  # noqa: E402
from scenarios.folders import folder  # noqa: E402
sys.path.insert(0, str(Path(__file__).resolve().parent))
from command_line import DEADLINE, Running, crier  # noqa: E402

Spoken = tuple[str, str, str]  # source, topic, data


def recording(path: Path, spoken: list[Spoken], milliseconds: int = 0) -> Path:
    """What the dashboard would have exported, with so much time between two messages."""
    lines = []
    for number, (source, topic, data) in enumerate(spoken):
        seconds, rest = divmod(number * milliseconds, 1000)
        at = f"2026-11-22T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}000Z"
        lines.append({"type": "message", "topic": topic, "offset": number + 1, "prev": 0, "time": at, "source": source,
                      "seq": number + 1, "data": data})
    file = path / "shift.ndjson"
    file.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    return file


def shift(sources: int, each: int) -> list[Spoken]:
    """All in turns, on a topic of their own and on one that all share."""
    return [(f"press-{source}", "all" if number % 2 else f"line/{source}", f"{source}.{number}")
            for number in range(each) for source in range(sources)]


def kept(hub: Hub) -> list[dict]:
    """All messages, the hub's announcements excepted."""
    messages, since = [], 0
    while True:
        page = json.loads(hub.get(f"/api/v1/messages?since={since}&limit=10000")[1])["messages"]
        if not page:
            return [message for message in messages if not message["topic"].startswith("$hub/")]
        messages += page
        since = page[-1]["offset"]


def spoken_by(source: str, messages: list[Spoken]) -> list[Spoken]:
    return [message for message in messages if message[0] == source]


def taken_over(hub: Hub, source: str, session: str) -> socket.socket:
    """A connection to which the hub gives that session, and takes it from whoever has it."""
    hello = b"\x02" + json.dumps({"protocol": 1, "source": source, "session": session}).encode()
    connection = socket.create_connection(("127.0.0.1", hub.publish_port), DEADLINE)
    connection.sendall(struct.pack(">I", len(hello)) + hello)
    return connection


class KeepSources(unittest.TestCase):
    def assert_spoken(self, hub: Hub, spoken: list[Spoken]) -> None:
        """Each once, as who spoke it, in the order of its source."""
        now = [(message["source"], message["topic"], message["data"]) for message in kept(hub)]
        self.assertEqual(len(now), len(spoken))
        for source in {message[0] for message in spoken}:
            self.assertEqual(spoken_by(source, now), spoken_by(source, spoken))

    def test_each_message_keeps_its_source_and_topic(self) -> None:
        spoken = shift(7, 300) + [("hub", "$hub/publishers/press-1", "{}")]
        with folder() as path, Hub() as hub:
            file = recording(path, spoken)
            done = crier(hub, "replay", str(file), "--speed", "max", "--keep-sources")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("2100 messages acknowledged", done.stderr)
            self.assert_spoken(hub, spoken[:-1])
            self.assertFalse(Path(f"{file}.replay").exists())
            online = hub.get("/api/v1/messages?topics=%24hub/publishers/%23&since=0")[1]
            self.assertEqual({f"press-{n}" for n in range(7)},
                             {message["topic"].split("/")[2] for message in json.loads(online)["messages"]})

    def test_without_it_all_have_one(self) -> None:
        with folder() as path, Hub() as hub:
            file = recording(path, shift(3, 10))
            self.assertEqual(crier(hub, "replay", str(file), "--speed", "max").returncode, 0)
            self.assertEqual({message["source"] for message in kept(hub)}, {"replay"})

    def test_the_time_between_messages_of_several_is_kept_and_so_their_order(self) -> None:
        spoken = shift(3, 3)
        with folder() as path, Hub() as hub:
            file = recording(path, spoken, milliseconds=3000)
            done = crier(hub, "replay", str(file), "--speed", "10", "--keep-sources")
            self.assertEqual(done.returncode, 0, done.stderr)
            now = kept(hub)
            self.assertEqual([message["data"] for message in now], [message[2] for message in spoken])
            times = [float(message["time"][17:-1]) + 60 * int(message["time"][14:16]) for message in now]
            for before, after in zip(times, times[1:]):
                self.assertGreater((after - before) % 3600, 0.2)  # 0.3, but for what timers are off

    def test_killed_again_and_again_on_both_sides_each_comes_once(self) -> None:
        spoken = shift(5, 200)
        with folder() as path, Hub(path / "data") as hub:
            file = recording(path, spoken, milliseconds=1000)
            command = ("replay", str(file), "--speed", "400", "--keep-sources")
            for turn, goal in enumerate((150, 400, 650)):
                with Running(hub, *command) as replaying:
                    replaying.runs_until(lambda: len(kept(hub)) >= goal)
                    if turn == 1:
                        hub.kill()
                        hub.start()
                        replaying.runs_until(lambda: len(kept(hub)) >= goal + 100)
                    replaying.end(signal.SIGKILL)
            hub.kill()
            hub.start()
            self.assertLess(len(kept(hub)), len(spoken))
            done = crier(hub, *command)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, r"\d+ messages are stored already: going on")
            self.assert_spoken(hub, spoken)

    def test_ended_by_ctrl_c_it_goes_on(self) -> None:
        spoken = shift(4, 50)
        with folder() as path, Hub() as hub:
            file = recording(path, spoken, milliseconds=1000)
            with Running(hub, "replay", str(file), "--speed", "100", "--keep-sources") as replaying:
                replaying.runs_until(lambda: len(kept(hub)) >= 50)
                self.assertEqual(replaying.end(), 1)
            self.assertIn("goes on where it stopped", "\n".join(replaying.errors))
            done = crier(hub, "replay", str(file), "--speed", "max", "--keep-sources")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assert_spoken(hub, spoken)

    def test_one_that_is_refused_meanwhile_keeps_none_of_the_others_back(self) -> None:
        spoken = shift(4, 100)
        with folder() as path, Hub() as hub:
            file = recording(path, spoken, milliseconds=1000)
            with Running(hub, "replay", str(file), "--speed", "200", "--keep-sources") as replaying:
                replaying.runs_until(lambda: len(kept(hub)) >= 50)
                state = json.loads(Path(f"{file}.replay").read_text())
                with taken_over(hub, "press-1", state["sources"]["press-1"]["session"]):
                    replaying.until("source press-1 is refused")
                    self.assertEqual(replaying.wait(), 1, replaying.errors)
            now = [message for message in kept(hub) if message["source"] != "press-1"]
            self.assertEqual(len(now), 300)
            done = crier(hub, "replay", str(file), "--speed", "max", "--keep-sources")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assert_spoken(hub, spoken)

    def test_more_sources_than_allowed_are_none_at_all(self) -> None:
        with folder() as path, Hub() as hub:
            file = recording(path, shift(5, 2))
            done = crier(hub, "replay", str(file), "--speed", "max", "--keep-sources", "--sources-max", "4")
            self.assertEqual(done.returncode, 1)
            self.assertIn("has 5 sources", done.stderr)
            self.assertIn("--sources-max 5", done.stderr)
            self.assertEqual(kept(hub), [])
            for number in ("0", "10001", "many"):
                bad = crier(hub, "replay", str(file), "--sources-max", number)
                self.assertEqual(bad.returncode, 2)
                self.assertIn("--sources-max", bad.stderr)

    def test_who_has_a_name_that_none_may_have_speaks_as_the_replay(self) -> None:
        with folder() as path, Hub() as hub:
            file = recording(path, [("[::1]:4711", "a", "one"), ("press-1", "a", "two"), ("[::1]:4711", "a", "three")])
            done = crier(hub, "replay", str(file), "--speed", "max", "--keep-sources", "--source", "again")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn('no publisher may call itself "[::1]:4711": again does', done.stderr)
            self.assert_spoken(hub, [("again", "a", "one"), ("press-1", "a", "two"), ("again", "a", "three")])

    def test_one_kind_of_replay_isn_t_gone_on_with_as_the_other(self) -> None:
        with folder() as path, Hub() as hub:
            file = recording(path, shift(2, 50), milliseconds=60_000)
            with Running(hub, "replay", str(file), "--keep-sources") as replaying:
                replaying.runs_until(lambda: len(kept(hub)) >= 1)
                self.assertEqual(replaying.end(), 1)
            done = crier(hub, "replay", str(file), "--speed", "max")
            self.assertEqual(done.returncode, 1)
            self.assertIn("the replay was begun with --keep-sources: --restart begins anew", done.stderr)
            self.assertEqual(len(kept(hub)), 1)

    def test_a_bad_line_is_found_before_anything_is_published(self) -> None:
        with folder() as path, Hub() as hub:
            file = recording(path, shift(2, 2))
            file.write_text(file.read_text() + "nonsense\n")
            done = crier(hub, "replay", str(file), "--speed", "max", "--keep-sources")
            self.assertEqual(done.returncode, 1)
            self.assertIn("line 5", done.stderr)
            self.assertEqual(kept(hub), [])

    def test_a_hub_that_isn_t_there_is_given_up(self) -> None:
        with folder() as path, Hub() as hub:
            file = recording(path, shift(3, 2))
            hub.kill()
            done = crier(hub, "replay", str(file), "--keep-sources", "--timeout", "500ms")
            self.assertEqual(done.returncode, 1)
            self.assertIn("it has not answered for 500ms", done.stderr)
            self.assertEqual(done.stderr.count("no connection with"), 1)  # and not once for each source


if __name__ == "__main__":
    unittest.main()
