"""The documents say what is true: their programs run, and their tables are the programs' own."""

import os
import re
import subprocess
import sys
import unittest
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("CRIER_BIN", ROOT / "build/dev/bin"))
HUB = str(BIN / "crier-hub")
MQTT = str(BIN / "crier-mqtt")
DEADLINE = 20
DOCUMENTS = [ROOT / "README.md", *(path for folder in ("docs", "examples", "src", "tests/soak", "web/client", "deploy/overlays/secure")
                                   for path in sorted((ROOT / folder).glob("*.md")))]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def between(document: str, begin: str, end: str) -> str:
    return document.split(begin, 1)[1].split(end, 1)[0]


def flags_of(program: str) -> set[str]:
    shown = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^ +(?:-h,)?(--[a-z-]+)", shown, re.MULTILINE)) - {
        "--help", "--version", "--config"}


def flags_in_table(head: str, document: str = "README.md") -> set[str]:
    table = between(text(document) + "\n\n", f"| `{head}` |", "\n\n")
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    return set(re.findall(r"--[a-z-]+", " ".join(cells)))


def links(document: Path) -> list[tuple[str, str]]:
    """Those into this repository: path and heading, either of which may be empty."""
    prose = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", prose) + re.findall(r'<img src="([^"]+)"', prose)
    return [tuple(target.partition("#")[::2]) for target in targets if not target.startswith("http")]


def headings(document: Path) -> set[str]:
    """As code hosts name them in links."""
    lines = re.findall(r"^#+ (.*)", re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


class Hub:
    """A real hub on free ports."""

    def __enter__(self) -> "Hub":
        self.process = subprocess.Popen(
            [HUB, "--publish-address", "127.0.0.1:0", "--web-address", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = self.process.stdout.readline()
        self.publish_port, self.web_port = re.findall(r"127\.0\.0\.1:(\d+)", ready)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(DEADLINE)
        self.process.stdout.close()

    def topics(self) -> str:
        url = f"http://127.0.0.1:{self.web_port}/api/v1/topics"
        with urllib.request.urlopen(url, timeout=DEADLINE) as answer:
            return answer.read().decode()


class Readme(unittest.TestCase):
    def test_the_five_lines_publish(self) -> None:
        program = between(text("README.md"), "```python\n", "```")
        self.assertEqual(len(program.splitlines()), 5)
        with Hub() as hub:
            program = program.replace("7000", hub.publish_port)
            # Ends only once the hub has read everything and closed, so nothing is to be waited for.
            program += 'hub.shutdown(socket.SHUT_WR)\nassert hub.recv(1) == b""\n'
            subprocess.run([sys.executable, "-c", program], check=True, timeout=DEADLINE)
            self.assertIn('"topic":"hello/python","count":1', hub.topics())

    def test_the_settings_are_the_hub_s(self) -> None:
        named = flags_in_table("crier-hub")
        self.assertTrue(named)
        self.assertLessEqual(named, flags_of(HUB))

    @unittest.skipUnless(os.path.exists(MQTT), "there is no libmosquitto")
    def test_the_bridge_s_settings_are_its_own(self) -> None:
        self.assertEqual(flags_in_table("crier-mqtt", "docs/mqtt.md"), flags_of(MQTT))


class Links(unittest.TestCase):
    def test_they_lead_somewhere(self) -> None:
        for document in DOCUMENTS:
            for path, heading in links(document):
                with self.subTest(document=document.name, link=f"{path}#{heading}"):
                    target = document.parent / path if path else document
                    self.assertTrue(target.exists())
                    if heading and target.suffix == ".md":
                        self.assertIn(heading, headings(target))

    def test_every_document_is_in_the_list_of_them(self) -> None:
        listed = {path for path, _ in links(ROOT / "docs/README.md")}
        self.assertLessEqual({path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}, listed)


class Names(unittest.TestCase):
    def test_what_is_named_is_there(self) -> None:
        targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
        for document in DOCUMENTS:
            named = " ".join(re.findall(r"`[^`\n]+`", document.read_text(encoding="utf-8")))
            for target in re.findall(r"\bmake ([a-z-]+)", named):
                self.assertIn(target, targets, document)
            for path in re.findall(r"`((?:src|docs|scripts|tests|deploy|docker|web|examples|include|packaging)/[^`\s]*)`", named):
                self.assertTrue(any(ROOT.glob(path.rstrip("/"))), f"{document}: {path}")


class Protocol(unittest.TestCase):
    def test_every_error_code_is_listed(self) -> None:
        declared = between(text("include/crier/error.hpp"), "enum class errc {", "// Never on the wire")
        table = between(text("docs/protocol.md"), "### Error codes", "## WebSocket")
        self.assertEqual(re.findall(r"^    (\w+)(?: = 1)?,", declared, re.MULTILINE),
                         re.findall(r"^\| `(\w+)`", table, re.MULTILINE))

    def test_every_frame_is_listed_with_its_number(self) -> None:
        declared = between(text("include/crier/frame.hpp"), "enum class frame_type", "};")
        table = between(text("docs/protocol.md"), "## TCP: frames", "- `format`")
        self.assertEqual([(number.lower(), name.upper()) for name, number in
                          re.findall(r"(\w+) = (0x\w+)", declared)],
                         [(number.lower(), name) for number, name in
                          re.findall(r"^\| (0x\w+) \| ([A-Z]+)", table, re.MULTILINE)])


class Reference(unittest.TestCase):
    @unittest.skipUnless(os.path.exists(MQTT), "there is no libmosquitto")
    def test_it_is_what_the_programs_say(self) -> None:
        told = subprocess.run([sys.executable, str(ROOT / "scripts/reference"), "--check"], capture_output=True, text=True,
                              timeout=DEADLINE, check=False)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)


class Version(unittest.TestCase):
    def test_it_is_the_same_wherever_it_stands(self) -> None:
        version = re.search(r"^project\(crier VERSION ([0-9.]+)", text("CMakeLists.txt"), re.MULTILINE).group(1)
        self.assertIn(f"## {version}", text("CHANGELOG.md"))
        self.assertIn(f'"version": "{version}"', text("web/client/package.json"))
        self.assertIn(f'"crier-client": "{version}"', text("web/dashboard/package.json"))
        told = [found for path in (ROOT / "deploy").rglob("*.yaml")
                for found in re.findall(r"image: crier-[a-z]+:([0-9.]+)$", path.read_text(encoding="utf-8"), re.MULTILINE)]
        self.assertGreater(len(told), 1)
        self.assertEqual(set(told), {version})
        shown = subprocess.run([HUB, "--version"], capture_output=True, text=True, check=True).stdout
        self.assertIn(version, shown)


if __name__ == "__main__":
    unittest.main()
