"""What a line and a header look like."""

import re
from typing import Iterator

from cpp_structure import Structure
from finding import Finding
from source import Source

COLUMNS = 100


def check(source: Source) -> Iterator[Finding]:
    if source.language == "other":
        return
    for number, line in enumerate(source.lines, 1):
        for message in about_line(source.language, line):
            yield Finding(source.path, number, message)
    if source.is_header:
        yield from about_header(source)


def about_line(language: str, line: str) -> Iterator[str]:
    if line != line.rstrip():
        yield "whitespace at the end of the line"
    if language in {"c++", "typescript"} and "\t" in line:
        yield "a tab: indent with spaces"
    if language == "c++" and len(line) > COLUMNS:
        yield f"{len(line)} columns: at most {COLUMNS} (make format)"


def about_header(source: Source) -> Iterator[Finding]:
    first = next((line.strip() for line in source.code_lines if line.strip()), "")
    if first != "#pragma once":
        yield Finding(source.path, 1, "a header's first line of code is '#pragma once'")
    structure = Structure(source.code)
    for match in re.finditer(r"\busing\s+namespace\b", source.code):
        if not structure.in_function(match.start()):
            message = "'using namespace' in a header reaches everybody who includes it"
            yield Finding(source.path, source.line_of(match.start()), message)
