"""A disk that is full stops acknowledgements, not the hub; on one that is full it doesn't start."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.database import stored  # noqa: E402
from rig.hub import Hub  # noqa: E402
from scenarios import refusals  # noqa: E402
from scenarios.disk_full import DISK, fill_disk  # noqa: E402
from scenarios.folders import fill_up, small_disk  # noqa: E402


class Full(unittest.TestCase):
    def test_until_there_is_room_again(self) -> None:
        print(asyncio.run(fill_disk()))

    def test_a_start_says_what_to_do_and_works_once_there_is_room(self) -> None:
        with small_disk(DISK) as disk:
            data = disk / "history"
            with Hub(data, "--presence", "off") as hub:
                refusals.publish(hub, 1000)
                before = stored(hub.database)
                self.assertEqual(hub.stop(), 0)
            ballast = fill_up(disk)
            print(refusals.prove_refused(data, "crier.db", ["make room on its disk"]))
            ballast.unlink()
            with Hub(data, "--presence", "off") as hub:
                refusals.publish(hub, 1010)
                self.assertEqual(stored(hub.database)[:1000], before)
                self.assertEqual(hub.info()["last_offset"], 1010)

    def test_a_first_start_too(self) -> None:
        with small_disk(DISK) as disk:
            data = disk / "history"
            ballast = fill_up(disk)
            ended = refusals.run_hub(data)
            self.assertEqual((ended.returncode, len(ended.stderr.splitlines())), (1, 1), ended.stderr)
            self.assertIn("make room on its disk", ended.stderr)
            ballast.unlink()
            with Hub(data) as hub:
                refusals.publish(hub, 10)


if __name__ == "__main__":
    unittest.main()
