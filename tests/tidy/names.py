"""Names that say nothing: a drawer fills up with whatever has no place of its own."""

import re
from typing import Iterator

from finding import Finding
from source import Source

DRAWERS = {
    "util", "utils", "utility", "utilities", "common", "helper", "helpers", "misc",
    "manager", "managers",
}


def check(source: Source) -> Iterator[Finding]:
    for part in source.parts:
        drawer = DRAWERS.intersection(re.split(r"[._-]", part.lower()))
        if drawer:
            yield Finding(
                source.path, 1,
                f"'{part}' is a drawer ({drawer.pop()}): name the file or folder after its one idea",
            )
            return
