"""Where functions begin and end: exact for Python, by braces for C++, by indentation for TypeScript."""

import ast
import re
from dataclasses import dataclass
from typing import Iterator

from cpp_structure import Structure
from source import Source


@dataclass(frozen=True)
class Function:
    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def functions(source: Source) -> Iterator[Function]:
    return {"c++": of_cpp, "typescript": of_typescript, "python": of_python}[source.language](source)


def of_python(source: Source) -> Iterator[Function]:
    try:
        tree = ast.parse(source.text)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Function(node.lineno, node.end_lineno or node.lineno)


def of_cpp(source: Source) -> Iterator[Function]:
    structure = Structure(source.code)
    for brace in structure.outermost_bodies():
        head = structure.head_start(brace.opened)
        yield Function(source.line_of(head), source.line_of(brace.closed))


TYPESCRIPT_START = re.compile(
    r"^(?P<indent>\s*)(?:"
    r"(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b"
    r"|.*=>\s*\{\s*$"
    r"|(?:(?:public|private|protected|static|override|async|get|set)\s+)*"
    r"(?!(?:if|for|while|switch|catch|with|return|function|else)\b)"
    r"[#\w$]+\s*(?:<[^(]*>)?\([^;]*\)\s*(?::[^=;]*)?\{\s*$"
    r")"
)
# A suite groups tests as a namespace groups functions.
SUITE = re.compile(r"\b(?:describe|suite)(?:\.\w+)?\s*\(")


def of_typescript(source: Source) -> Iterator[Function]:
    """A formatted function ends at the first line that begins with } at the indentation it began."""
    lines = source.code_lines
    for index, line in enumerate(lines):
        start = TYPESCRIPT_START.match(line)
        if not start or SUITE.search(line):
            continue
        closing = start.group("indent") + "}"
        for last in range(index + 1, len(lines)):
            if lines[last].startswith(closing):
                yield Function(index + 1, last + 1)
                break
