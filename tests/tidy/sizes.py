"""How long a file and a function may be."""

from typing import Iterator

from finding import Finding
from functions import functions
from source import Source

FILE_LINES = 400
FUNCTION_LINES = 70


def check(source: Source) -> Iterator[Finding]:
    if source.language not in {"c++", "typescript", "python"}:
        return
    if len(source.lines) > FILE_LINES:
        message = f"{len(source.lines)} lines: at most {FILE_LINES}; it likely holds two ideas"
        yield Finding(source.path, FILE_LINES + 1, message)
    for function in functions(source):
        if function.length > FUNCTION_LINES:
            message = f"a function of {function.length} lines: at most {FUNCTION_LINES}; give its steps names"
            yield Finding(source.path, function.first, message)
