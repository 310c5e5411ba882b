"""What a rolling restart is like for those who are connected: a hub with its history on disk, under a
steady load, is told to end and started again, several times. Ends with what was missed."""

import argparse
import asyncio
import sys
import time

from rig import proof
from rig.hub import Hub
from rig.steady import SteadyLoad
from scenarios.folders import folder


async def restart(hub: Hub, load: SteadyLoad, number: int) -> float:
    load.take_silence()
    begun = time.monotonic()
    status = await asyncio.to_thread(hub.stop)
    drained = time.monotonic() - begun
    if status != 0:
        raise proof.Broken(f"a stopped hub ended with {status}: {hub.said}")
    await asyncio.to_thread(hub.start)
    ready = time.monotonic() - begun
    await load.until_all_hear()
    silence = load.take_silence()
    print(f"restart {number}: drained in {drained:.2f} s, ready again after {ready:.2f} s, "
          f"the longest silence of a subscriber {silence:.2f} s", flush=True)
    return silence


async def demonstrate(told: argparse.Namespace) -> bool:
    with folder() as path, Hub(path) as hub:
        async with SteadyLoad(hub, publishers=told.publishers, subscribers=told.subscribers, rate=told.rate) as load:
            await load.until_all_hear()
            print(f"{told.publishers} publishers say {told.rate} messages a second, "
                  f"{told.subscribers} subscribers follow", flush=True)
            silences = []
            for number in range(1, told.restarts + 1):
                await load.until_accepted(told.rate)
                silences.append(await restart(hub, load, number))
            await load.finish()
            sent, missing, doubled = load.tally()
            proof.prove(load.publishers, load.subscribers)
    print(f"{sent} sent to each of {told.subscribers} subscribers over {told.restarts} restarts, longest silence "
          f"{max(silences):.2f} s: {missing} missing, {doubled} doubled", flush=True)
    return not (missing or doubled)


def main() -> int:
    parser = argparse.ArgumentParser(description="restarts a hub under load")
    for name, value in (("restarts", 5), ("publishers", 5), ("subscribers", 10), ("rate", 500)):
        parser.add_argument(f"--{name}", type=int, default=value)
    return 0 if asyncio.run(demonstrate(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
