"""What a machine without power does to a data folder, without one: the files go back to an earlier moment, and were written
on a boot that is over."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Optional

from .hub import Hub

FILES = ("crier.db", "crier.db-wal")


class Disk:
    """What has reached the disk of a hub at which nobody publishes at this moment."""

    def __init__(self, hub: Hub, aside: Path):
        self.hub, self.aside = hub, aside
        aside.mkdir()
        for name in FILES:
            if (hub.data_dir / name).exists():
                shutil.copyfile(hub.data_dir / name, aside / name)

    def put_back(self) -> None:
        """While no hub runs."""
        for file in self.hub.data_dir.glob("crier.db*"):
            file.unlink()
        for file in self.aside.iterdir():
            shutil.copyfile(file, self.hub.data_dir / file.name)

    def cut_power(self) -> None:
        """All that came later is gone, and the hub starts on the machine's next boot."""
        self.hub.kill()
        self.put_back()
        with closing(sqlite3.connect(self.hub.database)) as changing, changing:
            changing.execute("UPDATE property SET value = 'the boot before' WHERE name = 'unsynced_on'")
        self.hub.start()


def unsynced_on(database: Path) -> Optional[str]:
    """On which boot it is being written without waiting for the disk; nothing where all has reached it."""
    with closing(sqlite3.connect(database)) as reading:
        found = reading.execute("SELECT value FROM property WHERE name = 'unsynced_on'").fetchone()
        return found and found[0]
