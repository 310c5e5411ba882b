"""crier record and crier replay with a real hub: cut, killed, resumed, and nothing doubled."""

import json
import signal
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import Hub  # noqa: E402
from scenarios.folders import folder  # noqa: E402
sys.path.insert(0, str(Path(__file__).resolve().parent))
from command_line import Running, crier  # noqa: E402


def publish(hub: Hub, topic: str, *texts: str) -> None:
    done = crier(hub, "publish", topic, says="".join(f"{text}\n" for text in texts).encode())
    assert done.returncode == 0, done.stderr


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def data(path: Path) -> list[object]:
    return [line["data"] for line in lines(path) if line.get("type") == "message"]


def kept(hub: Hub, topic: str) -> list[object]:
    page = json.loads(hub.get(f"/api/v1/messages?topics={topic}&since=0&limit=10000")[1])
    return [message.get("data") for message in page["messages"]]


def numbers(begin: int, end: int) -> list[str]:
    return [str(number) for number in range(begin, end)]


class Record(unittest.TestCase):
    def test_what_is_recorded_is_what_the_hub_says(self) -> None:
        with folder() as path, Hub() as hub:
            publish(hub, "a/b", "one", "two")
            crier(hub, "publish", "a/c", '{"n":1.50}', "--format", "json")
            file = path / "a.ndjson"
            done = crier(hub, "record", str(file), "a/#", "--since", "0", "--count", "3")
            self.assertEqual(done.returncode, 0, done.stderr)
            recorded = lines(file)
            self.assertEqual([line["type"] for line in recorded], ["welcome", "subscribed"] + ["message"] * 3)
            self.assertEqual(recorded[1]["topics"], ["a/#"])
            self.assertIn('"data":{"n":1.50}', file.read_text())
            self.assertIn("none missing", done.stderr)

    def test_a_hub_that_is_killed_leaves_no_hole_and_no_double(self) -> None:
        with folder() as path, Hub(path / "data") as hub:
            file = path / "a.ndjson"
            publish(hub, "a", *numbers(0, 50))
            with Running(hub, "record", str(file), "a", "--since", "0", "--count", "100") as recording:
                recording.runs_until(lambda: file.exists() and len(file.read_text().splitlines()) == 52)
                hub.kill()
                recording.until("was cut")
                hub.start()
                recording.until("connected with")
                publish(hub, "a", *numbers(50, 100))
                self.assertEqual(recording.wait(), 0, recording.errors)
            self.assertEqual(data(file), numbers(0, 100))
            self.assertEqual([line["type"] for line in lines(file)].count("welcome"), 1)

    def test_a_record_that_was_killed_goes_on_after_its_last_whole_line(self) -> None:
        with folder() as path, Hub() as hub:
            file = path / "a.ndjson"
            publish(hub, "a", *numbers(0, 20))
            with Running(hub, "record", str(file), "a", "--since", "0", "--count", "1000") as recording:
                publish(hub, "other", "x")  # whoever follows `a` alone never gets it
                recording.runs_until(lambda: file.exists() and len(file.read_text().splitlines()) == 22)
                recording.end(signal.SIGKILL)
            with file.open("r+") as half:  # as a kill in the middle of a line leaves it
                half.truncate(file.stat().st_size - 30)
            publish(hub, "a", *numbers(20, 30))
            done = crier(hub, "record", str(file), "--count", "11")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, "has 19 messages: going on behind [0-9a-f]{16}:")
            self.assertEqual(data(file), numbers(0, 30))

    def test_another_history_is_a_gap_and_named(self) -> None:
        with folder() as path, Hub() as hub:
            file = path / "a.ndjson"
            publish(hub, "a", "one")
            crier(hub, "record", str(file), "--since", "0", "--count", "1")
            hub.kill()
            hub.start()  # in memory: a new history
            publish(hub, "a", "two", "three")
            done = crier(hub, "record", str(file), "--count", "2")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("epoch_changed", done.stderr)
            self.assertEqual([line["type"] for line in lines(file)],
                             ["welcome", "subscribed", "message", "welcome", "subscribed", "gap", "message", "message"])
            epochs = [line["epoch"] for line in lines(file) if line["type"] == "welcome"]
            self.assertEqual(len(set(epochs)), 2)

    def test_a_file_that_is_no_recording_is_left_alone(self) -> None:
        with folder() as path, Hub() as hub:
            for content in ("my thesis\n", "my thesis", '{"a":1}', '{"type":"message"}\n', '{"a":1}\n'):
                file = path / "thesis"
                file.write_text(content)
                done = crier(hub, "record", str(file), "--count", "1")
                self.assertEqual(done.returncode, 1)
                self.assertIn("line 1", done.stderr)
                self.assertEqual(file.read_text(), content)

    def test_other_filters_are_refused(self) -> None:
        with folder() as path, Hub() as hub:
            file = path / "a.ndjson"
            publish(hub, "a", "one")
            crier(hub, "record", str(file), "a", "--since", "0", "--count", "1")
            before = file.read_text()
            done = crier(hub, "record", str(file), "b", "--count", "1")
            self.assertEqual(done.returncode, 1)
            self.assertIn("it records a", done.stderr)
            self.assertEqual(file.read_text(), before)

    def test_cloud_events_are_gone_on_with(self) -> None:
        with folder() as path, Hub() as hub:
            file = path / "a.jsonl"
            crier(hub, "publish", "a/b", "--whole", "--format", "binary", says=b"\x00\xff")
            publish(hub, "a/b", "text")
            for _ in range(2):
                done = crier(hub, "record", str(file), "--since", "0", "--format", "cloudevents", "--count", "1")
                self.assertEqual(done.returncode, 0, done.stderr)
            events = lines(file)
            self.assertEqual([event["specversion"] for event in events], ["1.0", "1.0"])
            self.assertEqual(events[0]["data_base64"], "AP8=")
            self.assertEqual(events[1]["data"], "text")
            self.assertEqual(events[1]["subject"], "a/b")
            self.assertEqual(len({event["id"] for event in events}), 2)
            again = crier(hub, "replay", str(file), "--speed", "max")
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertEqual(kept(hub, "a/b")[-1], "text")


class Replay(unittest.TestCase):
    def recording(self, hub: Hub, path: Path, count: int) -> Path:
        file = path / "a.ndjson"
        publish(hub, "a", *numbers(0, count))
        done = crier(hub, "record", str(file), "a", "--since", "0", "--count", str(count))
        self.assertEqual(done.returncode, 0, done.stderr)
        return file

    def spread(self, file: Path, seconds: int) -> None:
        """So much time between two messages."""
        out = []
        for number, line in enumerate(lines(file)):
            if line["type"] == "message":
                minutes, rest = divmod(number * seconds, 60)
                line["time"] = f"2026-11-22T{minutes // 60:02}:{minutes % 60:02}:{rest:02}.000000Z"
            out.append(json.dumps(line, separators=(",", ":")))
        file.write_text("\n".join(out) + "\n")

    def test_a_finished_replay_may_be_repeated(self) -> None:
        with folder() as path, Hub() as hub:
            file = self.recording(hub, path, 10)
            for count in (2, 3):
                done = crier(hub, "replay", str(file), "--speed", "max")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(kept(hub, "a"), numbers(0, 10) * count)
                self.assertFalse(Path(f"{file}.replay").exists())

    def test_a_replay_that_was_killed_goes_on_and_doubles_nothing(self) -> None:
        with folder() as path, Hub(path / "data") as hub:
            file = self.recording(hub, path, 10)
            self.spread(file, 3600)
            with Running(hub, "replay", str(file), "--speed", "3600") as replaying:
                replaying.runs_until(lambda: hub.topics()["a"]["count"] >= 13)  # of ten, a second apart
                replaying.end(signal.SIGKILL)
            stored = hub.topics()["a"]["count"]
            self.assertLess(stored, 20)
            hub.kill()
            hub.start()
            done = crier(hub, "replay", str(file), "--speed", "max")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"{stored - 10} messages are stored already", done.stderr)
            self.assertEqual(kept(hub, "a"), numbers(0, 10) * 2)

    def test_a_hub_that_is_killed_meanwhile_gets_each_message_once(self) -> None:
        with folder() as path, Hub(path / "data") as hub:
            file = self.recording(hub, path, 6)
            self.spread(file, 3600)
            with Running(hub, "replay", str(file), "--speed", "3600") as replaying:
                replaying.runs_until(lambda: hub.topics()["a"]["count"] >= 8)
                hub.kill()
                hub.start()
                self.assertEqual(replaying.wait(), 0, replaying.errors)
            self.assertEqual(kept(hub, "a"), numbers(0, 6) * 2)

    def test_speed_divides_the_time_between(self) -> None:
        with folder() as path, Hub() as hub:
            file = self.recording(hub, path, 3)
            self.spread(file, 60)
            done = crier(hub, "replay", str(file), "--speed", "100")
            self.assertEqual(done.returncode, 0, done.stderr)
            page = json.loads(hub.get("/api/v1/messages?topics=a&last=2")[1])
            for message in page["messages"]:
                self.assertGreater(message["delta_ms"], 500)  # 600, but for what timers are off

    def test_a_replay_stays_in_one_history(self) -> None:
        with folder() as path, Hub() as hub:
            file = self.recording(hub, path, 5)
            self.spread(file, 3600)
            with Running(hub, "replay", str(file)) as replaying:
                replaying.runs_until(lambda: hub.topics()["a"]["count"] >= 6)
                self.assertEqual(replaying.end(), 1)
            hub.kill()
            hub.start()
            done = crier(hub, "replay", str(file), "--speed", "max")
            self.assertEqual(done.returncode, 1)
            self.assertIn("another history", done.stderr)
            self.assertIn("--restart", done.stderr)
            done = crier(hub, "replay", str(file), "--speed", "max", "--restart")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(kept(hub, "a"), numbers(0, 5))

    def test_a_history_that_changes_meanwhile_ends_it(self) -> None:
        with folder() as path, Hub() as hub:
            file = self.recording(hub, path, 5)
            self.spread(file, 3600)
            with Running(hub, "replay", str(file)) as replaying:
                replaying.runs_until(lambda: hub.topics()["a"]["count"] >= 6)
                hub.kill()
                hub.start()
                self.assertEqual(replaying.wait(), 1, replaying.errors)
            self.assertIn("another history", "\n".join(replaying.errors))
            self.assertIn("--restart", "\n".join(replaying.errors))
            self.assertEqual(kept(hub, "a"), [])

    def test_bad_files_are_told_by_line(self) -> None:
        with folder() as path, Hub() as hub:
            file = self.recording(hub, path, 2)
            file.write_text(file.read_text() + "nonsense\n")
            done = crier(hub, "replay", str(file), "--speed", "max")
            self.assertEqual(done.returncode, 1)
            self.assertIn("line 5", done.stderr)
            missing = crier(hub, "replay", str(path / "none"))
            self.assertEqual(missing.returncode, 1)
            self.assertIn("no such file", missing.stderr)


if __name__ == "__main__":
    unittest.main()
