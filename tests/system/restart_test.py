"""What a hub with a data folder keeps over a restart, and what it lets go of."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from scenarios import restart  # noqa: E402


class Restart(unittest.TestCase):
    def test_it_keeps_everything(self) -> None:
        print(asyncio.run(restart.restart_hub(messages=500, times=2)))

    def test_the_file_stays_within_its_bytes(self) -> None:
        print(asyncio.run(restart.keep_within(kept_bytes=2 << 20, times=10)))

    def test_no_more_messages_stay_than_are_to(self) -> None:
        print(asyncio.run(restart.keep_number(kept=1000, said=10_000)))

    def test_anybody_reads_it_while_the_hub_runs(self) -> None:
        print(asyncio.run(restart.read_meanwhile(readings=5)))


if __name__ == "__main__":
    unittest.main()
