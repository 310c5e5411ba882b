"""Which files there are: what git tracks or would track; without git, all but what is built."""

import os
import subprocess
from pathlib import Path
from typing import Iterator

from source import Source

BUILT = {".git", ".cache", "build", "node_modules", "dist", "dist-test", "__pycache__"}
SIZE_MAX = 2_000_000


def file_names(root: Path) -> list[str]:
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return sorted(walked(root))
    return sorted(name for name in listed.split("\0") if name and (root / name).is_file())


def walked(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in BUILT]
        for name in names:
            yield (Path(folder) / name).relative_to(root).as_posix()


def sources(root: Path) -> Iterator[Source]:
    """Every text file; what can't be read as UTF-8 is a picture or the like, of its name alone."""
    for name in file_names(root):
        path = root / name
        try:
            text = path.read_text("utf-8") if path.stat().st_size <= SIZE_MAX else ""
        except UnicodeDecodeError:
            text = ""
        yield Source(name, text)
