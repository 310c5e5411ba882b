"""A hub that is killed under load loses nothing that it acknowledged; tests/soak has it for longer."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.chance import seeded  # noqa: E402
from rig.hub import Hub  # noqa: E402
from scenarios.folders import folder  # noqa: E402
from scenarios.hub_killed import kill_hub  # noqa: E402
from scenarios.publisher_killed import kill_publisher  # noqa: E402


class Killed(unittest.TestCase):
    def test_three_times_under_load(self) -> None:
        print(asyncio.run(kill_hub(seeded("kill_hub"), kills=3, between=1500)))

    def test_a_publisher_instead_of_the_hub(self) -> None:
        with folder() as path, Hub(path) as hub:
            print(asyncio.run(kill_publisher(hub, seeded("kill_publisher"), kills=3)))


if __name__ == "__main__":
    unittest.main()
