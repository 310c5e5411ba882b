"""Folders of a scenario's own, and disks that can fill."""

import os
import subprocess
import tempfile
import unittest
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crier-") as path:
        yield Path(path)


@contextmanager
def small_disk(size: int) -> Iterator[Path]:
    """A file system of this many bytes; where none can be mounted the test is skipped."""
    with folder() as path:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)],
                                 capture_output=True, text=True)
        if mounted.returncode:
            raise unittest.SkipTest(f"no file system can be mounted here: {mounted.stderr.strip()}")
        try:
            yield path
        finally:
            subprocess.run(["umount", "--lazy", str(path)], check=True)


def fill(path: Path, size: int) -> None:
    """A file that really takes this much."""
    with open(path, "wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, size)


def free_bytes(path: Path) -> int:
    told = os.statvfs(path)
    return told.f_bavail * told.f_frsize


def fill_up(disk: Path) -> Path:
    """The file that leaves no room for anything else."""
    ballast = disk / "ballast"
    fill(ballast, free_bytes(disk))
    return ballast
