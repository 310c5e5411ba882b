"""The examples, in every language that this machine has: a message each, and none missed while the hub is away. Those in
C++ are built against an installed copy of the library, as anybody's program is."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from queue import Empty, Queue

from stranger import BIN, DEADLINE, Hub

ROOT = Path(__file__).resolve().parents[2] / "examples"


class Subscriber:
    """An example that prints what it hears, until it is ended."""

    def __init__(self, command: list[str]):
        self.lines: Queue[str] = Queue()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.reader = threading.Thread(target=lambda: [self.lines.put(line) for line in self.process.stdout], daemon=True)
        self.reader.start()

    def heard(self, text: str) -> list[str]:
        """The lines up to the one with that text."""
        seen: list[str] = []
        end = time.monotonic() + DEADLINE
        while not (seen and text in seen[-1]):
            try:
                seen.append(self.lines.get(timeout=max(0.0, end - time.monotonic())))
            except Empty:
                raise AssertionError(f"{text} never came, only {seen}") from None
        return seen

    def end(self) -> None:
        # Its shell's curl is in its group.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(DEADLINE)
        self.reader.join(DEADLINE)
        self.process.stdout.close()


def sanitizers() -> list[str]:
    """With which the library was built, and who uses it has to be."""
    return re.findall(r"^CRIER_SANITIZE:STRING=(.+)$", (BIN.parent / "CMakeCache.txt").read_text(), re.MULTILINE)


def needs(*programs: str):
    missing = [name for name in programs if not shutil.which(name)]
    return unittest.skipIf(missing, f"{', '.join(missing)} is not in PATH")


class Examples(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.hub = self.enterContext(Hub(self.folder / "data"))
        self.url = f"http://127.0.0.1:{self.hub.web_port}"
        self.web = f"127.0.0.1:{self.hub.web_port}"
        self.publish = f"127.0.0.1:{self.hub.publish_port}"

    def say(self, command: list[str]) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=DEADLINE).stdout

    def await_subscriber(self) -> None:
        end = time.monotonic() + DEADLINE
        while self.hub.info()["subscribers"] == 0:
            self.assertLess(time.monotonic(), end, "the subscriber never came")

    def check(self, publish: list[str], subscribe: list[str]) -> None:
        """`publish` takes a topic and a text behind what is given, `subscribe` a filter."""
        subscriber = Subscriber([*subscribe, "hello/#"])
        self.addCleanup(subscriber.end)
        self.await_subscriber()
        self.say([*publish, "hello/there", "Hello 1"])
        self.assertEqual(len(subscriber.heard('"Hello 1"')), 1)
        self.hub.kill()
        self.hub.start()
        for number in (2, 3):
            self.say([*publish, "hello/there", f"Hello {number}"])
        seen = subscriber.heard('"Hello 3"')
        self.assertEqual(["Hello 2" in seen[0], "Hello 3" in seen[1], len(seen)], [True, True, 2])

    @needs("nc", "curl")
    def test_shell(self) -> None:
        host, port = self.publish.split(":")
        self.check([str(ROOT / "shell/publish"), host, port], [str(ROOT / "shell/subscribe"), self.url])
        refused = self.say([str(ROOT / "shell/publish"), host, port, "a/#", "x"])
        self.assertTrue(refused.startswith("error bad_topic: "), refused)

    def test_python(self) -> None:
        self.check([sys.executable, str(ROOT / "python/publish.py"), self.url],
                   [sys.executable, str(ROOT / "python/subscribe.py"), self.url])

    @needs("perl")
    def test_perl(self) -> None:
        self.check(["perl", str(ROOT / "perl/publish.pl"), self.url], ["perl", str(ROOT / "perl/subscribe.pl"), self.web])

    @needs("ruby")
    def test_ruby(self) -> None:
        self.check(["ruby", str(ROOT / "ruby/publish.rb"), self.url], ["ruby", str(ROOT / "ruby/subscribe.rb"), self.url])

    @needs("java", "javac")
    def test_java(self) -> None:
        subprocess.run(["javac", "-d", str(self.folder), *map(str, (ROOT / "java").glob("*.java"))], check=True)
        java = ["java", "-cp", str(self.folder), "-Xshare:auto", "-XX:TieredStopAtLevel=1"]
        self.check([*java, "Publish", self.url], [*java, "Subscribe", self.url])

    @needs("rustc")
    def test_rust(self) -> None:
        for name in ("publish", "subscribe"):
            subprocess.run(["rustc", "-o", str(self.folder / name), str(ROOT / f"rust/{name}.rs")], check=True)
        self.check([str(self.folder / "publish"), self.publish], [str(self.folder / "subscribe"), self.web])

    def test_cpp(self) -> None:
        prefix = self.folder / "prefix"
        run = {"check": True, "capture_output": True, "text": True, "timeout": 240}
        subprocess.run(["cmake", "--install", str(BIN.parent), "--prefix", str(prefix), "--component", "library"], **run)
        launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        built = self.folder / "built"
        sanitize = [f"-fsanitize={names}" for names in sanitizers()]
        subprocess.run(["cmake", "-G", "Ninja", "-S", str(ROOT / "cpp"), "-B", str(built), *launcher,
                        f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_FLAGS={' '.join(sanitize)}"], **run)
        subprocess.run(["cmake", "--build", str(built)], **run)
        host, port = self.publish.split(":")
        self.check([str(built / "publish"), host, port], [str(built / "subscribe"), host, port])

        program = self.folder / "topic.cpp"
        program.write_text('#include <crier/topic.hpp>\nint main() { return crier::check_topic("a/#") ? 0 : 1; }\n')
        found = next(prefix.glob("lib*/**/pkgconfig"))
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "crier"], env={**os.environ, "PKG_CONFIG_PATH": str(found)},
                               **run).stdout.split()
        subprocess.run(["c++", "-o", str(self.folder / "topic"), *sanitize, str(program), *flags], **run)
        subprocess.run([str(self.folder / "topic")], check=True)


if __name__ == "__main__":
    unittest.main()
