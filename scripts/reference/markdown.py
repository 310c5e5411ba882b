"""The parts of a document that programs write, and what they are written in."""

import re
from typing import Callable, Iterable

PART = re.compile(r"<!-- reference: (\S+) -->\n.*?<!-- end of reference -->", re.DOTALL)


def code(text: str) -> str:
    return f"`{text}`"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def parts_of(document: str) -> list[str]:
    """Their names; a part without an end is none."""
    return PART.findall(document)


def with_parts(document: str, writers: dict[str, Callable[[], str]]) -> str:
    """The document with each part between its markers as its writer has it."""
    def write(part: re.Match) -> str:
        name = part[1]
        if name not in writers or part[0].count("<!-- reference:") > 1:
            raise SystemExit(f"the part {name!r} has no end, or none of these writes it: {', '.join(writers)}")
        return f"<!-- reference: {name} -->\n\n{writers[name]()}\n<!-- end of reference -->"
    return PART.sub(write, document)
