"""The manual page of each program, as the program prints it, as groff reads it and as it is installed."""

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import BIN  # noqa: E402

DEADLINE = 120
WITHOUT_COMMANDS = ("crier-hub", "crier-broadcaster", "crier-mqtt")
PROGRAMS = ("crier", *WITHOUT_COMMANDS)


def told(program: str, *arguments: str) -> str:
    done = subprocess.run([BIN / program, *arguments], capture_output=True, text=True, timeout=DEADLINE, check=True)
    return done.stdout


def options_of(program: str) -> set[str]:
    return set(re.findall(r"^ +(?:-h,)?(--[a-z-]+)", told(program, "--help"), re.MULTILINE))


def rendered(page: str) -> str:
    """As man shows it; groff's warnings are none."""
    done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-P-c", "-P-b", "-P-u", "-rLL=200n"], input=page, timeout=DEADLINE,
                          capture_output=True, text=True, check=True)
    if done.stderr:
        raise AssertionError(done.stderr)
    return done.stdout


class Pages(unittest.TestCase):
    def test_each_has_what_a_page_has(self) -> None:
        common = ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "EXAMPLES", "SEE ALSO")
        for program in PROGRAMS:
            page = told(program, "manual")
            self.assertTrue(page.startswith(f".TH {program.upper()} 1 "), page[:80])
            own = ("COMMANDS", "FILES") if program == "crier" else ("CONFIGURATION FILE", "EXIT STATUS", "SIGNALS")
            for section in (*common, *own):
                self.assertIn(f"\n.SH {section}\n", page, program)
            self.assertNotIn("CRIER_TOKEN=", page)

    def test_each_is_about_every_machine(self) -> None:
        for program in PROGRAMS:
            # A default that is the name of the host where the page was made.
            self.assertNotIn(f"[{socket.gethostname()}]", told(program, "manual").replace("\\-", "-"))
        for program in ("crier-hub", "crier-broadcaster"):
            self.assertIn("[the host's name]", told(program, "manual"))

    @unittest.skipUnless(shutil.which("groff"), "groff is not in PATH")
    def test_each_is_read_without_a_warning_and_names_every_option(self) -> None:
        for program in PROGRAMS:
            page = rendered(told(program, "manual"))
            self.assertIn(f"\n       {program} - ", page)
            for option in options_of(program):
                self.assertRegex(page, rf"\n       {option}\b")

    def test_the_files_in_them_name_options_that_there_are(self) -> None:
        for program in WITHOUT_COMMANDS:
            page = told(program, "manual")
            keys = re.findall(r"^([a-z\\-]+) = ", page[page.index("\n.EX\n"):page.index("\n.EE\n")], re.MULTILINE)
            self.assertTrue(keys, program)
            self.assertLessEqual({"--" + key.replace("\\", "") for key in keys}, options_of(program))

    def test_a_word_too_many_is_a_bad_option(self) -> None:
        for program in WITHOUT_COMMANDS:
            for words in (("manual", "more"), ("--insecure", "manual"), ("manuel",)):
                done = subprocess.run([BIN / program, *words], capture_output=True, text=True, timeout=DEADLINE, check=False)
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), (program, words))

    def test_what_is_installed_is_what_the_programs_say(self) -> None:
        with tempfile.TemporaryDirectory() as path:
            subprocess.run(["cmake", "--install", str(BIN.parent), "--prefix", path],
                           capture_output=True, timeout=DEADLINE, check=True)
            for program in PROGRAMS:
                shown = subprocess.run([f"{path}/bin/{program}", "--version"], capture_output=True, text=True,
                                       timeout=DEADLINE, check=True)
                self.assertTrue(shown.stdout.startswith(f"{program} "))
                self.assertEqual(Path(path, f"share/man/man1/{program}.1").read_text(), told(program, "manual"))
                for shell, file in (("bash", f"bash-completion/completions/{program}"),
                                    ("zsh", f"zsh/site-functions/_{program}"),
                                    ("fish", f"fish/vendor_completions.d/{program}.fish")):
                    self.assertEqual(Path(path, "share", file).read_text(), told(program, "completion", shell))


if __name__ == "__main__":
    unittest.main()
