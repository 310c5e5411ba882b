"""Publishers that are faster than the disk are slowed down through TCP; tests/soak has it longer."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from scenarios import slow_disk  # noqa: E402


class Slow(unittest.TestCase):
    def test_commits_that_wait(self) -> None:
        print(asyncio.run(slow_disk.hold_back(times=2, seconds=1)))

    def test_commits_that_fail(self) -> None:
        print(asyncio.run(slow_disk.outlast_patience()))


if __name__ == "__main__":
    unittest.main()
