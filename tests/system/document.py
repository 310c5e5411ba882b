"""A Markdown document as somebody works through it: the commands that it has them type, and what it says that these show.

What is indented by four spaces, or fenced as `sh`, is commands. A block fenced as `text` right behind it is what they show.
Two comments, which nobody sees, say what a reader knows from the words before: <!-- terminal: NAME -->, in which terminal
the next block is typed or shown, and <!-- fails -->, that its last command is meant to.
"""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

COMMANDS = ("", "sh")


@dataclass
class Block:
    line: int
    language: str  # "" where it is indented
    text: str
    terminal: str = "first"
    fails: bool = False


@dataclass
class Step:
    """A command, or (empty) a look at what one that was typed before has shown meanwhile."""
    line: int
    command: str
    terminal: str
    fails: bool = False
    shows: list[str] = field(default_factory=list)


def blocks(text: str) -> Iterator[Block]:
    """Code blocks, in order, each with the comments that stand before it."""
    terminal, fails = "first", False
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        begin = at
        fence = re.match(r"(`{3,})(\w*)", lines[at])
        if fence:
            at = lines.index(fence[1], at + 1)
            block = Block(begin + 1, fence[2] or "unknown", "\n".join(lines[begin + 1:at]))
        elif lines[at].startswith("    ") and (at == 0 or not lines[at - 1].strip()):
            while at < len(lines) and lines[at].startswith("    "):
                at += 1
            block = Block(begin + 1, "", "\n".join(line[4:] for line in lines[begin:at]))
        else:
            named = re.fullmatch(r"<!-- terminal: (\w+) -->", lines[at])
            terminal = named[1] if named else terminal
            fails = fails or lines[at] == "<!-- fails -->"
            at += 1
            continue
        block.terminal, block.fails = terminal, fails
        yield block
        terminal, fails = "first", False
        at += 1


def is_whole(command: str) -> bool:
    """Whether a shell would begin with it, rather than wait for its next line."""
    checked = subprocess.run(["bash", "-n", "-c", command], stderr=subprocess.DEVNULL, check=False)
    return checked.returncode == 0 and not command.endswith("\\")


def commands(block: Block) -> Iterator[tuple[int, str]]:
    """With the line that each begins in."""
    typed: list[str] = []
    for number, line in enumerate(block.text.splitlines()):
        typed.append(line)
        if is_whole("\n".join(typed)):
            if line.strip():
                yield block.line + number + 1 - len(typed) + bool(block.language), "\n".join(typed)
            typed = []
    if typed:
        raise ValueError(f"line {block.line}: no shell takes this for a whole command: {' '.join(typed)}")


def steps(document: Path) -> list[Step]:
    found: list[Step] = []
    before = None
    for block in blocks(document.read_text(encoding="utf-8")):
        if block.language == "unknown":
            raise ValueError(f"{document.name}:{block.line}: a fence without a language: say sh, text or what else it is")
        if block.language in COMMANDS:
            found += [Step(line, command, block.terminal) for line, command in commands(block)]
            found[-1].fails = block.fails
        elif block.language == "text" and (block.terminal != "first" or before in COMMANDS):
            if before not in COMMANDS or found[-1].terminal != block.terminal:
                found.append(Step(block.line, "", block.terminal))
            found[-1].shows = block.text.splitlines()
        before = block.language
    return found
