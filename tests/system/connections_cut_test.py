"""Connections that break at any byte, late or in pieces; tests/soak has it for longer."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.chance import seeded  # noqa: E402
from rig.hub import Hub  # noqa: E402
from scenarios import connections_cut  # noqa: E402
from scenarios.folders import folder  # noqa: E402


class Cut(unittest.TestCase):
    def test_at_random(self) -> None:
        with folder() as path, Hub(path) as hub:
            chance = seeded("cut_connections")
            print(asyncio.run(connections_cut.cut_connections(hub, chance, cuts=30)))

    def test_at_random_with_the_history_in_memory(self) -> None:
        with Hub() as hub:
            chance = seeded("cut_connections")
            print(asyncio.run(connections_cut.cut_connections(hub, chance, cuts=30)))

    def test_within_every_byte_of_a_message(self) -> None:
        with folder() as path, Hub(path) as hub:
            asyncio.run(connections_cut.cut_within_each_byte(hub))

    def test_within_an_acknowledgement(self) -> None:
        with folder() as path, Hub(path) as hub:
            asyncio.run(connections_cut.cut_within_acknowledgement(hub))


if __name__ == "__main__":
    unittest.main()
