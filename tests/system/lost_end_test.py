"""A machine that goes down takes the end of the history with it: everybody is told what is gone, nobody else is disturbed."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig import database  # noqa: E402
from rig.hub import Hub  # noqa: E402
from rig.power_cut import Disk, unsynced_on  # noqa: E402
from scenarios.folders import folder  # noqa: E402
sys.path.insert(0, str(Path(__file__).resolve().parent))
from command_line import Running, crier  # noqa: E402
from document import ROOT, steps  # noqa: E402

WARNING = "its end may be missing"


def started(path: Path, *options: str) -> Hub:
    """Nobody's coming and going takes an offset, so that those of a test are plain."""
    return Hub(path / "data", "--presence", "off", *options)


def publish(hub: Hub, begin: int, end: int) -> None:
    done = crier(hub, "publish", "a", says="".join(f"{number}\n" for number in range(begin, end + 1)).encode())
    assert done.returncode == 0, done.stderr


def page(hub: Hub, since: str) -> dict:
    return json.loads(hub.get(f"/api/v1/messages?topics=a&since={since}")[1])


def numbers(messages: list[dict]) -> list[int]:
    return [int(message["data"]) for message in messages]


def gap(after: int) -> dict:
    return {"type": "gap", "after": after, "before": after + 1, "reason": "epoch_changed"}


class LostEnd(unittest.TestCase):
    def test_who_was_further_is_told_and_the_others_miss_nothing(self) -> None:
        with folder() as path, started(path) as hub:
            publish(hub, 1, 10)
            disk = Disk(hub, path / "disk")
            publish(hub, 11, 15)
            before = hub.info()["epoch"]
            disk.cut_power()
            self.assertIn(WARNING, hub.words())
            told = hub.info()
            self.assertNotEqual(told["epoch"], before)
            self.assertEqual(told["last_offset"], 10)
            at_end = page(hub, f"{before}:15")
            self.assertEqual((at_end["gap"], at_end["next"]), (gap(10), f"{told['epoch']}:10"))
            publish(hub, 16, 22)
            for further in (11, 15, 17, 1000):
                later = page(hub, f"{before}:{further}")
                self.assertEqual(later["gap"], gap(10))
                self.assertEqual(numbers(later["messages"]), list(range(16, 23)))
            for had in (8, 10):
                same = page(hub, f"{before}:{had}")
                self.assertNotIn("gap", same)
                self.assertEqual(numbers(same["messages"]), list(range(had + 1, 11)) + list(range(16, 23)))

    def test_each_of_several_cuts_is_told_by_its_own_bounds(self) -> None:
        with folder() as path, started(path) as hub:
            epochs = []
            for cut in range(3):
                publish(hub, 1, 4)
                epochs.append(hub.info()["epoch"])
                disk = Disk(hub, path / f"disk-{cut}")
                publish(hub, 5, 6)
                disk.cut_power()
            publish(hub, 7, 8)
            self.assertEqual(len({*epochs, hub.info()["epoch"]}), 4)
            for cut, epoch in enumerate(epochs):
                left = 4 * (cut + 1)
                self.assertNotIn("gap", page(hub, f"{epoch}:{left}"))
                further = page(hub, f"{epoch}:{left + 2}")
                self.assertEqual(further["gap"], gap(left))
                self.assertEqual([message["offset"] for message in further["messages"]], list(range(left + 1, 15)))

    def test_watching_and_recording_go_on(self) -> None:
        with folder() as path, started(path) as hub:
            file = path / "a.ndjson"
            publish(hub, 1, 10)
            disk = Disk(hub, path / "disk")
            follow = ("a", "--since", "0")
            with Running(hub, "watch", *follow, "--format", "json", "--count", "17") as watching, \
                 Running(hub, "record", str(file), *follow, "--count", "17") as recording:
                publish(hub, 11, 15)
                watching.until('"offset":15,')
                recording.runs_until(lambda: file.exists() and '"offset":15,' in file.read_text())
                disk.cut_power()
                for running in (watching, recording):
                    running.until("epoch_changed")
                publish(hub, 16, 17)
                self.assertEqual((watching.wait(), recording.wait()), (0, 0))
                for running in (watching, recording):
                    self.assertNotIn("MISSING", "\n".join(running.errors))
            for events in (watching.output, file.read_text().splitlines()):
                said = [json.loads(event) for event in events]
                self.assertEqual(numbers([event for event in said if event["type"] == "message"]), list(range(1, 18)))
                self.assertEqual([event for event in said if event["type"] == "gap"], [gap(10)])

    def test_a_publisher_that_lost_nothing_goes_on_in_its_session(self) -> None:
        with folder() as path, started(path) as hub, Running(hub, "publish", "a") as speaking:
            self.say(hub, speaking, 1, 5)
            Disk(hub, path / "disk").cut_power()
            self.say(hub, speaking, 6, 8)
            speaking.process.stdin.close()
            self.assertEqual(speaking.wait(), 0, speaking.errors)
            self.assertNotIn("has lost", "\n".join(speaking.errors))
            rows = database.query(hub.database, "SELECT session, seq, payload FROM message ORDER BY offset")
            self.assertEqual(len({session for session, _, _ in rows}), 1)
            self.assertEqual([(seq, payload) for _, seq, payload in rows], [(n, str(n)) for n in range(1, 9)])

    def test_a_publisher_is_told_what_is_lost_of_what_was_acknowledged(self) -> None:
        with folder() as path, started(path) as hub, Running(hub, "publish", "a") as speaking:
            self.say(hub, speaking, 1, 5)
            disk = Disk(hub, path / "disk")
            self.say(hub, speaking, 6, 9)
            disk.cut_power()
            speaking.until("up to seq 9, and has those up to 5")
            self.say(hub, speaking, 10, 11, stored=7)
            speaking.process.stdin.close()
            self.assertEqual(speaking.wait(), 0, speaking.errors)
            self.assertEqual(numbers(page(hub, "0")["messages"]), [1, 2, 3, 4, 5, 10, 11])

    def say(self, hub: Hub, speaking: Running, begin: int, end: int, *, stored: int = 0) -> None:
        for number in range(begin, end + 1):
            speaking.process.stdin.write(f"{number}\n")
        speaking.process.stdin.flush()
        speaking.runs_until(lambda: hub.info()["last_offset"] >= (stored or end))

    def test_a_replay_goes_on_where_nothing_of_it_is_lost(self) -> None:
        with folder() as path, started(path) as hub:
            file = path / "a.ndjson"
            publish(hub, 1, 5)
            self.assertEqual(crier(hub, "record", str(file), "a", "--since", "0", "--count", "5").returncode, 0)
            recorded = [json.loads(line) for line in file.read_text().splitlines()]
            for late, event in enumerate(event for event in recorded if event["type"] == "message"):
                event["time"] = f"2026-11-22T{10 + max(0, late - 2)}:00:00.000000Z"  # after the third, an hour each
            file.write_text("".join(json.dumps(event) + "\n" for event in recorded))
            with Running(hub, "replay", str(file)) as replaying:
                replaying.runs_until(lambda: hub.info()["last_offset"] >= 8)
                self.assertEqual(replaying.end(), 1)
            Disk(hub, path / "disk").cut_power()
            with Running(hub, "replay", str(file)) as replaying:
                replaying.until("3 messages are stored already: going on")
                replaying.runs_until(lambda: hub.info()["last_offset"] >= 9)
                self.assertEqual(replaying.end(), 1)
            done = crier(hub, "replay", str(file), "--speed", "max")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(numbers(page(hub, "0")["messages"]), [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])

    def test_nothing_is_in_doubt_after_an_orderly_end_or_with_durability_power(self) -> None:
        with folder() as path, started(path) as hub:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            self.assertEqual(unsynced_on(hub.database), boot)
            epoch = hub.info()["epoch"]
            self.assertEqual(hub.stop(), 0)
            self.assertIsNone(unsynced_on(hub.database))
            hub.command += ["--durability", "power"]
            hub.start()
            publish(hub, 1, 5)
            self.assertIsNone(unsynced_on(hub.database))
            Disk(hub, path / "disk").cut_power()
            self.assertEqual(hub.info()["epoch"], epoch)
            self.assertNotIn(WARNING, hub.words())
            self.assertEqual(len(page(hub, f"{epoch}:0")["messages"]), 5)

    def test_a_hub_that_is_killed_on_the_same_boot_keeps_its_epoch(self) -> None:
        with folder() as path, started(path) as hub:
            publish(hub, 1, 5)
            epoch = hub.info()["epoch"]
            hub.kill()
            hub.start()
            self.assertEqual(hub.info()["epoch"], epoch)
            self.assertNotIn(WARNING, hub.words())

    def test_a_backup_is_said_to_be_one_as_the_document_has_it(self) -> None:
        said = [step.command for step in steps(ROOT / "docs/history.md") if "unsynced_on" in step.command]
        self.assertEqual(len(said), 1)
        with folder() as path, started(path) as hub:
            publish(hub, 1, 5)
            hub.stop()
            backup = Disk(hub, path / "backup")
            hub.start()
            before = hub.info()["epoch"]
            publish(hub, 6, 8)
            hub.stop()
            backup.put_back()
            subprocess.run(["bash", "-c", said[0].replace("DIR", str(hub.data_dir))], check=True)
            hub.start()
            self.assertIn(WARNING, hub.words())
            publish(hub, 9, 12)
            later = page(hub, f"{before}:8")
            self.assertEqual((later["gap"], numbers(later["messages"])), (gap(5), [9, 10, 11, 12]))
            self.assertNotIn("gap", page(hub, f"{before}:5"))


if __name__ == "__main__":
    unittest.main()
