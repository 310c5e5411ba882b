"""Checks the house rules that no compiler and no formatter checks.

    python3 tests/tidy [--root FOLDER]

Prints path:line: message for each finding; exits 1 if there is one.
"""

import argparse
import sys
from pathlib import Path
from typing import Iterator

import arrows
import coroutines
import layout
import names
import naps
import sizes
import threads
from finding import Finding
from source import Source
from tree import sources

RULES = [arrows, coroutines, layout, names, naps, sizes, threads]


def findings(source: Source) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule.check(source)


def main() -> int:
    parser = argparse.ArgumentParser(description="checks the house rules")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    root = parser.parse_args().root
    count = 0
    found = []
    for source in sources(root):
        count += 1
        found += findings(source)
    for finding in sorted(found):
        print(finding)
    print(f"tidy: {count} files, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
