"""Readers that stall cost the hub no more than their buffers; tests/soak has more of them."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from scenarios.stalled_readers import stall_readers  # noqa: E402


class Stalled(unittest.TestCase):
    def test_while_much_goes_past(self) -> None:
        print(asyncio.run(stall_readers(readers=4, megabytes=80)))


if __name__ == "__main__":
    unittest.main()
