"""Every scenario for as long as it takes to believe it."""

import asyncio
import unittest

from rig.chance import seeded
from rig.hub import Hub
from rig.nats import NatsServer
from scenarios import connections_cut, restart, shared_outage, shared_partition, shared_slow, slow_disk
from scenarios.disk_full import fill_disk
from scenarios.folders import folder
from scenarios.hub_killed import kill_hub, kill_hub_and_connections
from scenarios.publisher_killed import kill_publisher
from scenarios.shared_history import kill_anything
from scenarios.stalled_readers import stall_readers


def run(story) -> None:
    print(asyncio.run(story), flush=True)


class Faults(unittest.TestCase):
    def on_hub(self, story, *options: str) -> None:
        """A scenario that needs a hub, and leaves it running."""
        with folder() as path, Hub(path, *options) as hub:
            run(story(hub))

    def test_the_hub_is_killed_under_load(self) -> None:
        run(kill_hub(seeded("kill_hub"), kills=20, between=5000))

    def test_the_hub_is_killed_under_load_and_syncs_each_commit(self) -> None:
        run(kill_hub(seeded("kill_hub"), kills=20, between=1000, durability="power"))

    def test_the_hub_is_killed_and_connections_are_cut(self) -> None:
        run(kill_hub_and_connections(seeded("kill_hub_and_connections"), kills=20, between=1000))

    def test_hubs_and_servers_of_a_shared_history_are_killed(self) -> None:
        run(kill_anything(seeded("shared"), rounds=10, between=5000))
        run(kill_anything(seeded("shared_one"), rounds=10, between=5000, hubs=2, servers=1))

    def test_parts_of_a_shared_history_are_cut_off(self) -> None:
        run(shared_partition.cut_hub(seeded("cut_hub"), seconds=60))
        run(shared_partition.cut_server(seeded("cut_server"), seconds=60, leading=False))

    def test_the_server_that_leads_a_shared_history_is_cut_off(self) -> None:
        run(shared_partition.cut_server(seeded("cut_leader"), seconds=60, leading=True))

    def test_a_shared_history_has_no_servers(self) -> None:
        run(shared_outage.lose_all_servers(seeded("stop_all_servers"), seconds=60, end=NatsServer.stop))
        run(shared_outage.lose_all_servers(seeded("kill_all_servers"), seconds=60))

    def test_the_leader_of_a_shared_history_changes(self) -> None:
        run(shared_outage.move_leader(seeded("move_leader"), times=10))

    def test_a_hub_of_a_shared_history_stands_still(self) -> None:
        run(shared_outage.pause_hub(seeded("pause_hub"), seconds=60))

    def test_a_shared_history_is_slow(self) -> None:
        run(shared_slow.slow_down(seconds=120, bytes_a_second=256 * 1024))
        run(shared_slow.slow_down(seconds=120, bytes_a_second=48 * 1024))

    def test_a_publisher_is_killed(self) -> None:
        self.on_hub(lambda hub: kill_publisher(hub, seeded("kill_publisher"), kills=20))

    def test_connections_are_cut(self) -> None:
        self.on_hub(lambda hub: connections_cut.cut_connections(hub, seeded("cut"), cuts=500))

    def test_the_disk_fills(self) -> None:
        for _ in range(5):
            run(fill_disk())

    def test_the_disk_is_slow(self) -> None:
        run(slow_disk.hold_back(times=10, seconds=3))

    def test_the_disk_is_too_slow(self) -> None:
        for _ in range(5):
            run(slow_disk.outlast_patience())

    def test_readers_stall(self) -> None:
        run(stall_readers(readers=20, megabytes=200))

    def test_the_hub_restarts(self) -> None:
        run(restart.restart_hub(messages=5000, times=10))

    def test_retention_bounds_the_file(self) -> None:
        run(restart.keep_within(kept_bytes=16 << 20, times=10))

    def test_others_read_meanwhile(self) -> None:
        run(restart.read_meanwhile(readings=50))


if __name__ == "__main__":
    unittest.main()
