"""Shells with a completion read in, and what they make of a line when Tab is pressed."""

import os
import pty
import select
import subprocess
import tempfile
import time
from pathlib import Path

DEADLINE = 60
PROMPT = b"ready> "
TELL = b"\x14"  # Ctrl-T, which each shell below answers with the line as it stands

BASH = """
PS1='ready> '
source {script}
tell() {{ printf '%s' "$READLINE_LINE" > {line}; printf 'told\\n'; }}
bind -x '"\\C-t": tell'
"""
# Every candidate goes through compadd, also those that were only looked for.
ZSH = """
PS1='ready> '
unset zle_bracketed_paste
autoload -Uz compinit && compinit -D -u
source {script}
compadd() {{
    if [[ "$*" != *-[OAD]\\ * ]]; then
        local -a found
        builtin compadd -O found "$@"
        (( $#found )) && print -rl -- $found >> {offered}
    fi
    builtin compadd "$@"
}}
complete-and-tell() {{ zle complete-word; print -rn -- "$BUFFER" > {line}; print told }}
zle -N complete-and-tell
bindkey '^T' complete-and-tell
"""


class Terminal:
    """A shell that believes that somebody types."""

    def __init__(self, command: list[str], folder: Path):
        self.child, self._descriptor = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, {"TERM": "dumb", "HOME": str(folder), "PATH": os.environ["PATH"],
                                             "LC_ALL": "C.UTF-8"})

    def type(self, keys: bytes, until: bytes) -> None:
        os.write(self._descriptor, keys)
        seen, deadline = b"", time.monotonic() + DEADLINE
        while until not in seen:
            readable, _, _ = select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not readable:
                raise AssertionError(f"the shell has not said {until!r} within {DEADLINE} s, but {seen!r}")
            seen += os.read(self._descriptor, 4096)

    def close(self) -> None:
        os.kill(self.child, 9)
        os.waitpid(self.child, 0)
        os.close(self._descriptor)


class Editor:
    """A shell, in a folder with some files, that knows one program's completion."""

    def __init__(self, shell: str, completion: str, files: tuple[str, ...] = ()):
        self.shell = shell
        self._place = tempfile.TemporaryDirectory()
        place = Path(self._place.name)
        self.folder = place / "folder"
        self.folder.mkdir()
        for file in files:
            (self.folder / file).touch()
        self.script, self._line, self._offered = place / "completion", place / "line", place / "offered"
        self.script.write_text(completion)

    def __enter__(self) -> "Editor":
        return self

    def __exit__(self, *_: object) -> None:
        self._place.cleanup()

    def line_after_tab(self, typed: str) -> str:
        """Bash and zsh: the line, once Tab was pressed behind what is typed."""
        source = self.script.with_name("source")
        commands = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}
        source.write_text({"bash": BASH, "zsh": ZSH}[self.shell].format(
            script=self.script, line=self._line, offered=self._offered))
        terminal = Terminal(commands[self.shell], self.folder)
        try:
            terminal.type(f"source {source}\n".encode(), PROMPT)
            terminal.type(typed.encode() + (b"\t" if self.shell == "bash" else b"") + TELL, b"told")
            return self._line.read_text()
        finally:
            terminal.close()

    def offered(self, *words: str) -> set[str]:
        """What may stand in the place of the last word."""
        if self.shell == "zsh":
            self._offered.write_text("")
            self.line_after_tab(" ".join(words))
            return set(self._offered.read_text().splitlines())
        if self.shell == "fish":
            program = f"source {self.script}; complete -C '{' '.join(words)}'"
            command = ["fish", "--no-config", "-c", program]
        else:
            line = " ".join(f"'{word}'" for word in words)
            program = (f"source {self.script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words) - 1}\n"
                       f"_{words[0].replace('-', '_')}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"")
            command = ["bash", "--norc", "-euc", program]
        done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=True, cwd=self.folder,
                              env={**os.environ, "HOME": str(self.folder)})
        if done.stderr:
            raise AssertionError(done.stderr)
        return {line.split("\t")[0] for line in done.stdout.splitlines() if line}
