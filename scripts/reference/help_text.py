"""What a program's --help says, in parts."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("CRIER_BIN", ROOT / "build/dev/bin"))


@dataclass(frozen=True)
class Option:
    name: str  # "--url", or an argument's "FILE"
    value: str  # what its value is called; empty: it has none
    does: str
    default: str


@dataclass(frozen=True)
class Help:
    summary: str
    usage: str
    groups: dict[str, list[Option]]  # by the heading that they stand below


def path_of(program: str) -> Path:
    path = BIN / program
    if not path.exists():
        raise SystemExit(f"{path} is not there: 'make build' builds it, or CRIER_BIN says where the programs are")
    return path


def said_by(*command: str) -> str:
    """Without what the surroundings set, which would show up as a default."""
    calm = {name: value for name, value in os.environ.items() if not name.startswith("CRIER_")}
    program, *arguments = command
    return subprocess.run([str(path_of(program)), *arguments, "--help"],
                          capture_output=True, text=True, check=True, env=calm).stdout


def entries(lines: list[str]) -> Iterator[str]:
    """An option each, on one line: name and text have two spaces and more between them."""
    entry = ""
    for line in lines:
        if line.startswith("  ") and not line.startswith("   "):
            if entry:
                yield entry
            entry = line.strip()
        elif line.strip():
            is_first = "  " not in entry  # the name is so long that the text begins below it
            entry += ("  " if is_first else " ") + line.strip()
    if entry:
        yield entry


def option_of(entry: str) -> Option:
    name, does = re.split(r"  +", entry, maxsplit=1)
    name, _, value = name.partition(" ")
    told = re.fullmatch(r"(.*?) \[([^\[\]]+)\]", does)
    does, default = told.groups() if told else (does, "")
    return Option(name.removeprefix("-h,"), value, does, default)


def help_of(*command: str) -> Help:
    before, _, after = said_by(*command).partition("Usage: ")
    usage, *rest = after.splitlines()
    groups: dict[str, list[str]] = {}
    heading = ""
    for line in rest:
        if re.fullmatch(r"\S.*:", line):
            heading = line.removesuffix(":")
            groups[heading] = []
        elif line.startswith(" ") and heading:
            groups[heading].append(line)
    groups.pop("Exit status", None)
    return Help(before.splitlines()[0].removesuffix("."), usage,
                {name: [option_of(entry) for entry in entries(lines)] for name, lines in groups.items()})


def commands() -> list[str]:
    """Those of crier."""
    listed = said_by("crier").partition("Commands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  (\w+)", listed, re.MULTILINE)
