"""A publisher as a program: PORT SOURCE COUNT. Prints each seq once it is accepted; started again
it goes on where the hub says that it was; ends when COUNT is accepted."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from rig.publisher import Publisher  # noqa: E402
from rig.watch import Watch  # noqa: E402


class Telling(Watch):
    def __init__(self) -> None:
        super().__init__()
        self.told = 0

    def changed(self) -> None:
        if self.publisher.accepted > self.told:
            self.told = self.publisher.accepted
            print(self.told, flush=True)


def main() -> None:
    port, source, count = sys.argv[1:]
    watch = Telling()
    watch.publisher = Publisher(source, int(port), watch, resumes=True)
    watch.publisher.last = int(count)
    asyncio.run(watch.publisher.run())


if __name__ == "__main__":
    main()
