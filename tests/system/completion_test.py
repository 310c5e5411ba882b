"""What bash, zsh and fish complete, each asked itself, with what the programs print for it."""

import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import BIN  # noqa: E402
sys.path.insert(0, str(Path(__file__).resolve().parent))
from line_editors import Editor  # noqa: E402

DEADLINE = 120
FILES = ("shift.ndjson", "shipped goods")


def completion(program: str, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run([BIN / program, "completion", *words], capture_output=True, text=True, timeout=DEADLINE,
                          check=False)


class InAShell:
    """What is the same in all of them."""

    shell = ""

    def setUp(self) -> None:
        if not shutil.which(self.shell):
            self.skipTest(f"{self.shell} is not in PATH")

    def editor(self, program: str = "crier") -> Editor:
        return self.enterContext(Editor(self.shell, completion(program, self.shell).stdout, FILES))

    def test_commands_options_and_values(self) -> None:
        crier = self.editor()
        self.assertEqual(crier.offered("crier", "re"), {"record", "replay"})
        self.assertEqual(crier.offered("crier", "--"), {"--help", "--version"})
        self.assertEqual(crier.offered("crier", "watch", "--si"), {"--since"})
        self.assertEqual(crier.offered("crier", "watch", "--format", ""), {"pretty", "json", "raw"})
        self.assertEqual(crier.offered("crier", "watch", "--color", "a"), {"auto", "always"})
        self.assertEqual(crier.offered("crier", "completion", ""), {"bash", "zsh", "fish"})

    def test_behind_arguments_too_and_for_the_command_that_it_is(self) -> None:
        crier = self.editor()
        self.assertEqual(crier.offered("crier", "watch", "a", "b", "--si"), {"--since"})
        self.assertEqual(crier.offered("crier", "watch", "replay", "--sp"), set())
        self.assertEqual(crier.offered("crier", "replay", "shift.ndjson", "--sp"), {"--speed"})

    def test_files_where_there_may_be_one(self) -> None:
        crier = self.editor()
        self.assertEqual(crier.offered("crier", "replay", "shif"), {"shift.ndjson"})
        self.assertEqual(crier.offered("crier", "watch", "--token-file", "shif"), {"shift.ndjson"})
        self.assertEqual(crier.offered("crier", "watch", "shif"), set())
        self.assertEqual(crier.offered("crier", "watch", "--last", "shif"), set())

    def test_programs_without_commands(self) -> None:
        hub = self.editor("crier-hub")
        self.assertEqual(hub.offered("crier-hub", "--durab"), {"--durability"})
        self.assertEqual(hub.offered("crier-hub", "--insecure", "--durability", ""), {"process", "power"})
        self.assertEqual(hub.offered("crier-hub", "--config", "shif"), {"shift.ndjson"})
        self.assertEqual(hub.offered("crier-hub", "--name", "shif"), set())
        self.assertEqual(self.editor("crier-broadcaster").offered("crier-broadcaster", "--min"), {"--min-interval"})
        self.assertEqual(self.editor("crier-mqtt").offered("crier-mqtt", "--retained", "o"), {"once"})


class AtATerminal(InAShell):
    """Of the shells whose line can be looked at when Tab was pressed."""

    def test_what_is_the_only_one_is_put_in(self) -> None:
        crier = self.editor()
        for typed, becomes in (("crier rep", "crier replay "), ("crier --v", "crier --version "),
                               ("crier watch a --fo", self.with_value("crier watch a --format")),
                               ("crier watch --format j", "crier watch --format json "),
                               ("crier watch --format=j", "crier watch --format=json "),
                               ("crier replay shif", "crier replay shift.ndjson "),
                               ("crier replay ship", "crier replay shipped\\ goods "),
                               ("crier re", "crier re")):
            self.assertEqual(crier.line_after_tab(typed), becomes)
        hub = self.editor("crier-hub")
        self.assertEqual(hub.line_after_tab("crier-hub --durability po"), "crier-hub --durability power ")

    def with_value(self, option: str) -> str:
        return option + " "


class Bash(AtATerminal, unittest.TestCase):
    shell = "bash"


class Zsh(AtATerminal, unittest.TestCase):
    shell = "zsh"

    def with_value(self, option: str) -> str:
        return option + "="


class Fish(InAShell, unittest.TestCase):
    shell = "fish"

    def test_a_value_behind_an_equals_sign(self) -> None:
        self.assertEqual(self.editor().offered("crier", "watch", "--format=j"), {"--format=json"})


class Unknown(unittest.TestCase):
    def test_another_shell_is_refused(self) -> None:
        for program, words in (("crier", ("tcsh",)), ("crier-hub", ("tcsh",)), ("crier-mqtt", ()),
                               ("crier-broadcaster", ("bash", "zsh"))):
            done = completion(program, *words)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), (program, words))
            if program != "crier":
                self.assertIn("bash, zsh or fish", done.stderr)


if __name__ == "__main__":
    unittest.main()
