"""Comments and the insides of strings turned into spaces, every other character in its place.

So rules look at code alone, and a position found in the result is a position in the source.
"""

import io
import re
import tokenize

CPP = re.compile(
    r"""
    //[^\n]* | /\*.*?\*/
    | R"(?P<delimiter>[^()\s\\]{0,16})\(.*?\)(?P=delimiter)"
    | "(?:\\.|[^"\\\n])*"
    | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
    """,
    re.VERBOSE | re.DOTALL,
)

TYPESCRIPT = re.compile(
    r"""
    //[^\n]* | /\*.*?\*/
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*`
    """,
    re.VERBOSE | re.DOTALL,
)

DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)


def spaces(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def hollow(match: re.Match) -> str:
    """Spaces; a string keeps its quotes, since that it is there matters to its neighbours."""
    text = match.group()
    if text.startswith(("//", "/*")):
        return spaces(text)
    return text[0] + spaces(text[1:-1]) + text[-1]


def blank_cpp(text: str) -> str:
    return CPP.sub(hollow, text)


def blank_directives(code: str) -> str:
    """For rules that follow braces: a macro's own need not balance."""
    return DIRECTIVE.sub(lambda match: spaces(match.group()), code)


def blank_typescript(text: str) -> str:
    return TYPESCRIPT.sub(hollow, text)


def blank_python(text: str) -> str:
    lines = text.splitlines(keepends=True)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return text
    hidden = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1)}
    for token in tokens:
        if token.type in hidden:
            erase(lines, token.start, token.end)
    return "".join(lines)


def erase(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> None:
    for row in range(start[0], end[0] + 1):
        line = lines[row - 1]
        first = start[1] if row == start[0] else 0
        last = end[1] if row == end[0] else len(line)
        lines[row - 1] = line[:first] + spaces(line[first:last]) + line[last:]
