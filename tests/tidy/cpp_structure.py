"""The brackets of a C++ source, and what each brace opens.

No parser: a brace is told by what stands before it, which clang-formatted code makes reliable.
  body    of a function, a loop, a condition, or a plain block
  lambda  body of a lambda
  scope   namespace, class, enum, extern "C"
  init    braces of an initialiser
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Iterator, Optional

from blank import blank_directives

BLOCKS = {"file", "body", "lambda", "scope"}

SCOPE = re.compile(r"^(?:(?:inline|export|typedef|static|friend)\s+)*(?:namespace|class|struct|union|enum|extern)\b")
TRAILING_TYPE = re.compile(r"\)[\w\s]*->[^;{}]*$")
REQUIRES = re.compile(r"\)\s*requires\b[^;{}]*$")
BODY_WORDS = {"else", "do", "try", "const", "noexcept", "override", "final", "mutable", "requires", "constexpr"}
BINDING = re.compile(r"\bauto\s*&{0,2}$")
VALUE_WORDS = {"return", "co_return", "co_await", "co_yield", "case", "else"}
ACCESS = re.compile(r"\s*(?:(?:public|private|protected)\s*:\s*)?")


@dataclass
class Bracket:
    kind: str
    opened: int
    parent: Optional["Bracket"]
    head: int = 0  # where the statement began that this bracket is part of
    closed: int = 0
    captures: Optional[str] = None  # of a lambda's introducer
    ends: list[int] = field(default_factory=list)  # where statements directly in it end
    statement: int = 0  # while scanning: where the current statement began
    lambda_open: bool = False  # while scanning: an introducer waits for its body

    @property
    def is_block(self) -> bool:
        return self.kind in BLOCKS


class Structure:
    def __init__(self, code: str):
        self.code = blank_directives(code)
        self.file = Bracket("file", -1, None, closed=len(code))
        self.brackets: list[Bracket] = []
        self._scan()
        self._starts = [bracket.opened for bracket in self.brackets]

    def outermost_bodies(self) -> Iterator[Bracket]:
        """The bodies of functions: those that stand in no other body."""
        for bracket in self.brackets:
            if bracket.kind in {"body", "lambda"} and not self._within_body(bracket.parent):
                yield bracket

    def head_start(self, opened: int) -> int:
        """Where the function, whose body's brace is there, begins."""
        head = self.at(opened).head
        return ACCESS.match(self.code, head).end()

    def at(self, opened: int) -> Bracket:
        return self.brackets[bisect_left(self._starts, opened)]

    def in_function(self, position: int) -> bool:
        return self._within_body(self.innermost(position))

    def innermost(self, position: int) -> Bracket:
        for bracket in reversed(self.brackets[: bisect_left(self._starts, position)]):
            if bracket.opened < position < bracket.closed:
                return bracket
        return self.file

    @staticmethod
    def _within_body(bracket: Optional[Bracket]) -> bool:
        while bracket and bracket.kind not in {"body", "lambda"}:
            bracket = bracket.parent
        return bracket is not None

    def _scan(self) -> None:
        current = self.file
        for match in re.finditer(r"[()\[\]{};,]", self.code):
            position, mark = match.start(), match.group()
            if mark in "([{":
                current = self._open(current, mark, position)
            elif mark in ")]}":
                current = self._close(current, position)
            elif mark == ";":
                end_statement(current, position)
            elif "->" not in self.code[current.statement:position].rpartition(")")[2]:
                current.lambda_open = False

    def _open(self, current: Bracket, mark: str, position: int) -> Bracket:
        before = self.code[current.statement:position].rstrip()
        bracket = Bracket({"(": "paren", "[": "square"}.get(mark, ""), position, current)
        bracket.head, bracket.statement = current.statement, position + 1
        if mark == "[" and begins_lambda(before, self.code[position - 1:position + 2]):
            bracket.captures = ""
        if mark == "{":
            bracket.kind = kind_of_brace(before, current)
            if bracket.kind == "lambda":
                current.lambda_open = False
            elif bracket.kind in {"body", "scope"}:
                current.ends.append(position)
        self.brackets.append(bracket)
        return bracket

    def _close(self, current: Bracket, position: int) -> Bracket:
        if current.parent is None:
            return current  # more closed than opened: not for us to say
        current.closed = position
        parent = current.parent
        if current.captures is not None:
            current.captures = self.code[current.opened + 1:position].strip()
            parent.lambda_open = True
        if current.kind in {"body", "scope"}:
            end_statement(parent, position)
        return parent


def end_statement(bracket: Bracket, position: int) -> None:
    bracket.ends.append(position)
    bracket.statement = position + 1
    bracket.lambda_open = False


def begins_lambda(before: str, around: str) -> bool:
    if "[[" in around or BINDING.search(before):
        return False
    word = re.search(r"[\w)\]>\"]+$", before)
    return word is None or word.group() in VALUE_WORDS


def without_template(head: str) -> str:
    """head without the template<...> that it may begin with."""
    head = head.strip()
    while head.startswith("template"):
        depth = 0
        for index, mark in enumerate(head):
            depth += {"<": 1, ">": -1}.get(mark, 0)
            if mark == ">" and depth == 0:
                break
        head = head[index + 1:].strip()
    return ACCESS.sub("", head, count=1)


def kind_of_brace(before: str, parent: Bracket) -> str:
    block = "lambda" if parent.lambda_open else "body"
    if not before.strip():
        return "body" if parent.is_block else "init"
    last, word = before[-1], re.search(r"\w*$", before).group()
    if last in ")]" and (parent.lambda_open or last == ")" and parent.is_block):
        return block
    if last in ":}":
        return "body" if parent.is_block else "init"
    if parent.is_block and last not in ")]" and SCOPE.match(without_template(before)):
        return "scope"
    if TRAILING_TYPE.search(before) or REQUIRES.search(before) or word in BODY_WORDS:
        return block if parent.is_block or parent.lambda_open else "init"
    return "init"
