"""GCC 12 destroys twice what is built with braces, or captured by a lambda, inside an expression that
contains co_await. And it compiles a switch whose condition awaits into an illegal instruction when one of
the cases awaits too. So such values get a name first."""

import re
from typing import Iterator, Optional

from cpp_structure import Bracket, Structure
from finding import Finding
from source import Source

# Classes with constructors and plain numbers: not what the compiler gets wrong.
HARMLESS = re.compile(
    r"(?:chrono::(?:nano|micro|milli)?seconds|chrono::(?:minutes|hours|days)"
    r"|std::(?:size_t|u?int\d+_t|string|string_view|byte))\s*$"
)

# `type name{...}`: a variable is no temporary.
DECLARED = re.compile(r"^\s*(?!co_|return\b|throw\b)[\w:<>,&*\s]+[\s&*>]\w+\s*$")

SWITCH = re.compile(r"\bswitch\s*$")


def check(source: Source) -> Iterator[Finding]:
    if source.language != "c++" or "co_await" not in source.code:
        return
    structure = Structure(source.code)
    found = set()
    for match in re.finditer(r"\bco_await\b", structure.code):
        for position, what in faults(structure, match.start()):
            found.add((source.line_of(position), f"{what} in one expression with co_await: give it a name first"))
        if (switch := awaiting_switch(structure, match.start())) is not None:
            found.add((source.line_of(switch), "a switch over what is awaited: give the value a name first"))
    for line, message in sorted(found):
        yield Finding(source.path, line, message)


def faults(structure: Structure, position: int) -> Iterator[tuple[int, str]]:
    block, start, end = statement(structure, position)
    for bracket in structure.brackets:
        if not start <= bracket.opened < end or in_lambda(bracket, block):
            continue
        if bracket.kind == "init" and not is_fine(structure.code[start:bracket.opened]):
            yield bracket.opened, "braces"
        if bracket.captures:
            yield bracket.opened, f"a lambda that captures [{bracket.captures}]"


def awaiting_switch(structure: Structure, position: int) -> Optional[int]:
    """Where the switch begins in whose condition that position stands, in no lambda of the condition."""
    bracket = structure.innermost(position)
    while not bracket.is_block:
        switch = SWITCH.search(structure.code, 0, bracket.opened)
        if switch:
            return switch.start()
        bracket = bracket.parent
    return None


def is_fine(before: str) -> bool:
    return bool(HARMLESS.search(before) or DECLARED.match(before))


def statement(structure: Structure, position: int) -> tuple[Bracket, int, int]:
    """The expression around a position: the bracket that holds it, where it begins and ends."""
    bracket = structure.innermost(position)
    while not bracket.is_block and not bracket.ends:  # parentheses with ; are a loop's or an if's
        bracket = bracket.parent
    start = max((end for end in bracket.ends if end < position), default=bracket.opened) + 1
    end = min((end for end in bracket.ends if end > position), default=bracket.closed)
    return bracket, start, end


def in_lambda(bracket: Bracket, block: Bracket) -> bool:
    """Whether it stands in the body of a lambda of its own, whose statements are not these."""
    outer = bracket.parent
    while outer is not None and outer is not block:
        if outer.kind == "lambda":
            return True
        outer = outer.parent
    return False
