"""A disk that is full stops acknowledgements, not the hub."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from scenarios.disk_full import fill_disk  # noqa: E402


class Full(unittest.TestCase):
    def test_until_there_is_room_again(self) -> None:
        print(asyncio.run(fill_disk()))


if __name__ == "__main__":
    unittest.main()
