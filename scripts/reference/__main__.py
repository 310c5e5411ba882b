"""Writes into docs/ what the programs in CRIER_BIN (build/dev/bin) say of themselves.

    python3 scripts/reference [--check]

A part of a document that is written so stands between <!-- reference: NAME --> and <!-- end of reference -->. With
--check nothing is written; it exits 1 and says what would change.
"""

import argparse
import difflib
import sys

import metrics
import settings
from help_text import ROOT
from markdown import parts_of, with_parts

WRITERS = {
    "settings-of-all": settings.of_all_servers,
    **{program: lambda program=program: settings.of_server(program) for program in settings.SERVING},
    "crier": settings.of_crier,
    "metrics": metrics.of_a_hub,
    "metrics-of-the-bridge": metrics.of_the_bridge,
}
DOCUMENTS = ("docs/settings.md", "docs/metrics.md")


def main() -> int:
    parser = argparse.ArgumentParser(description="writes into docs/ what the programs say of themselves")
    parser.add_argument("--check", action="store_true", help="only say what would change, and exit 1 if something would")
    only_check = parser.parse_args().check
    stale = False
    there = [part for name in DOCUMENTS for part in parts_of((ROOT / name).read_text(encoding="utf-8"))]
    if sorted(there) != sorted(WRITERS):
        sys.exit(f"{' and '.join(DOCUMENTS)} must have these parts, once each: {', '.join(WRITERS)}; they have {', '.join(there)}")
    for name in DOCUMENTS:
        was = (ROOT / name).read_text(encoding="utf-8")
        now = with_parts(was, WRITERS)
        if now == was:
            continue
        stale = True
        if only_check:
            lines = difflib.unified_diff(was.splitlines(True), now.splitlines(True), name, "what the programs say", n=0)
            sys.stdout.writelines(lines)
        else:
            (ROOT / name).write_text(now, encoding="utf-8")
            print(f"{name} is written anew")
    if only_check and stale:
        print("The documents say something else than the programs: 'make reference' writes them anew.")
    return 1 if only_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
