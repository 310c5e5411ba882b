"""What happens to a shared history when parts of it are cut off, gone, slow or change; tests/soak has it longer."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.chance import seeded  # noqa: E402
from rig.nats import NatsServer  # noqa: E402
from scenarios import shared_outage, shared_partition, shared_slow  # noqa: E402


def run(story) -> None:
    print(asyncio.run(story))


class Faults(unittest.TestCase):
    def test_a_hub_is_cut_from_nats(self) -> None:
        run(shared_partition.cut_hub(seeded("cut_hub"), seconds=1))

    def test_a_server_is_cut_from_the_others(self) -> None:
        run(shared_partition.cut_server(seeded("cut_server"), seconds=1, leading=False))

    def test_no_server_is_there(self) -> None:
        run(shared_outage.lose_all_servers(seeded("lose_all_servers"), seconds=1, end=NatsServer.stop))

    def test_the_stream_s_leader_changes(self) -> None:
        run(shared_outage.move_leader(seeded("move_leader"), times=2))

    def test_a_hub_stands_still(self) -> None:
        run(shared_outage.pause_hub(seeded("pause_hub"), seconds=10))

    def test_nats_is_slow(self) -> None:
        run(shared_slow.slow_down(seconds=5, bytes_a_second=256 * 1024))


if __name__ == "__main__":
    unittest.main()
