"""One file as the rules see it."""

from functools import cached_property
from pathlib import PurePosixPath

from blank import blank_cpp, blank_python, blank_typescript

LANGUAGES = {
    ".cpp": "c++", ".hpp": "c++",
    ".ts": "typescript", ".tsx": "typescript", ".mjs": "typescript", ".js": "typescript",
    ".py": "python",
    ".sh": "text", ".bash": "text", ".cmake": "text", ".css": "text", ".html": "text",
    ".yaml": "text", ".yml": "text", ".toml": "text", ".txt": "text", ".json": "text",
}
BLANKERS = {"c++": blank_cpp, "typescript": blank_typescript, "python": blank_python}


class Source:
    """path is relative to the root and written with slashes."""

    def __init__(self, path: str, text: str):
        self.path = path
        self.text = text
        self.parts = PurePosixPath(path).parts
        self.language = self._language()

    def _language(self) -> str:
        suffix = PurePosixPath(self.path).suffix
        if not suffix and self.text.startswith("#!"):
            return "python" if "python" in self.text.split("\n", 1)[0] else "text"
        return LANGUAGES.get(suffix, "other")

    @property
    def is_header(self) -> bool:
        return self.path.endswith(".hpp")

    @property
    def is_test(self) -> bool:
        return self.parts[0] == "tests" or "test" in self.parts[:-1] or ".test." in self.parts[-1]

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def code(self) -> str:
        """The text without comments and the insides of strings, position for position."""
        return BLANKERS.get(self.language, lambda text: text)(self.text)

    @cached_property
    def code_lines(self) -> list[str]:
        return self.code.splitlines()

    def line_of(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1
